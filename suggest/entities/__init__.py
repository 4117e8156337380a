"""Entities, by rules and tables."""
