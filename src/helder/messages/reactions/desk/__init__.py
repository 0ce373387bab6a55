"""What IT staff see of reactions: who waits, one conversation, and whether messages were clear."""
