"""The room for outages that last: what is asked, what works, questions, where to find help."""
