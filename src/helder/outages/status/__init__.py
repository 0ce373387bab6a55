"""What everybody sees of outages: pages, feeds, calendar, and what other programs read."""
