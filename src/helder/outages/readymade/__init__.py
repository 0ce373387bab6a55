"""Outages that are told in a few taps: templates, where they come from, how they begin one."""
