"""What readers tell with one tap: that it fails for them too, and a rise that nobody knew of."""
