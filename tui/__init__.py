"""What the annotator sees."""
