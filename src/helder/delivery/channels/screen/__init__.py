"""A screen in a hall: what is going on with IT, in large type, for whoever walks by.

Owns: which screens there are, the page that shows one slide after the other, what it does without a
network. Refuses: making the slides (the modules declare them), and anything that is not public.
"""
