"""Uptime Kuma: one watched thing at a time, up or down."""
