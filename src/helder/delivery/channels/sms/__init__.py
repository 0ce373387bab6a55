"""Text messages on a phone: short, with a link, and with their price known beforehand."""
