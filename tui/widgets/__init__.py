"""The widgets of the annotate screen: the article, the panel, the header, the footer."""
