"""Posts in a channel of Slack, through an incoming webhook."""
