"""Reactions: what readers answer, who answers them and by when; and "Is this clear?"."""
