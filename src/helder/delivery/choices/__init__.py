"""How a person wants our news: one page of choices, from any mail or signed in.

Owns: what can be chosen here and how it is said. Refuses: obeying it (that is routes.py), and
switching off what somebody must know: that only moves to another channel.
"""
