"""spaCy pipelines as sources."""
