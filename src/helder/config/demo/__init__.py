"""The demo: a believable university of applied sciences with a past.

Owns: made-up people and services, a real imported history, a story that is going on now.
Refuses: running against an installation that is not a demo.
"""
