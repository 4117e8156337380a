"""Annotated articles to dataset files. One writer per format."""
