"""What colleagues see of outages: the list, one outage with all that was said, the day."""
