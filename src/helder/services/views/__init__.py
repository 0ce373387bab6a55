"""Pages about services: following them, and the catalogue in the desk."""
