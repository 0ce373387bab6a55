"""Looking back at an outage in the open: what happened, what we learned, what we change.

Owns: the page afterwards, its timeline, its promises, and what readers thought of how we told it.
Refuses: naming anybody outside: a supplier is no part of what readers see.
"""
