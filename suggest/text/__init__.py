"""The views of an article: folded, in tokens, in sentences."""
