"""Files to articles, and to the annotations that they already carry. One reader per format."""
