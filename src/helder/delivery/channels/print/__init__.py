"""A notice on paper: the same letter on A4 or A3, for a door or a canteen. It is made, not sent."""
