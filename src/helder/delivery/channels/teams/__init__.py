"""Posts in a channel of Microsoft Teams, through a workflow that waits for them."""
