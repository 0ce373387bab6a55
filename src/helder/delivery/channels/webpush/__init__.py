"""Notifications on somebody's own phone or computer, through the push service of their browser.

Owns: which browsers may be woken, our keys, what is shown (RFC 8030, 8291, 8292). Refuses: any
address that is not one of a push service, and waking anybody who did not ask for it.
"""
