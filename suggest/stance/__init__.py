"""Stance claims, by rules over what an article tells."""
