"""Our own conversation with mail servers: many lines at once, in one thread.

`relay` says where a server is, `wire` moves bytes, `replies` reads answers, `line` is the script of
one conversation, `lines` lets several go on beside each other and keeps the ledger in step.
"""
