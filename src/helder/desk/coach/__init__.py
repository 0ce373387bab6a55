"""Teaching the coach: the organisation's own words, and what writers did not take over."""
