"""The inbox on the website: it needs no outside, so it always works and is the last resort."""
