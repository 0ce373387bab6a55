"""Writing about an outage: the form, its drafts, what the coach says of it, the second person."""
