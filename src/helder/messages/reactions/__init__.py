"""Reactions: what readers answer to a message, who answers them and by when; and "Is this clear?"."""
