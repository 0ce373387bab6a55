"""What readers see: answering "Is this clear?", and their own conversations."""
