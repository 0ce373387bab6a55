"""Everything that goes out, by day: so that people are not flooded and messages do not collide."""
