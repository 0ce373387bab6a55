"""The REST API as a whole: its door, its contract, its reference page."""
