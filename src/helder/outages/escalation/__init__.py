"""Getting a supplier to move: what is agreed, whom to call now, and what came of each call.

Owns: everything between IT and the party behind a service. Refuses: readers. What they hear of it
is the consequence, in the words of an update: "we".
"""
