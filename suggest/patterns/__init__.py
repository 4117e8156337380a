"""A project's own names and patterns."""
