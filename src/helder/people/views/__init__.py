"""Pages about people: one's own page, and administration in the desk."""
