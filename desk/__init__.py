"""What an annotator can do, without a screen."""
