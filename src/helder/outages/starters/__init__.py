"""Beginning an outage from elsewhere: a mail, or a command in a chat, becomes a draft at the desk.

Owns: what is understood of a few words typed in haste. Refuses: publishing; a colleague opens the
draft, completes it and publishes it.
"""
