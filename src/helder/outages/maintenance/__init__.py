"""Planned work: reminders before it, moving it, beginning and ending, days to avoid, series."""
