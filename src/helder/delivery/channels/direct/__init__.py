"""A chat message to one person, on the chat server of the organisation."""
