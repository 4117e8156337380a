"""Tokens with IOB2 tags as numbers: what a trainer of token classifiers takes, beside the spans that they are made from."""

from postil.exports.positive import Version
from postil.exports.tokens import aligned, document, flat, unread
from postil.exports.writer import Misaligned
from postil.schema.scheme import Kind, Layer, Scheme


class TokenTags:
    """The tokens of articles, tagged with the spans of the scheme's first spans layer; `names` are the tags by number.

    Tokens are those of the blank spaCy tokenizer of the article's language. White space is never one, and hidden passages
    are left out, since nobody was asked to mark them. Of spans that overlap, the longest is tagged. `spans` counts the spans
    of the layer, `tagged` those that are in the tags.
    """

    def __init__(self, scheme: Scheme, misaligned: Misaligned) -> None:
        self.layer: Layer | None = next((layer for layer in scheme.layers if layer.kind is Kind.SPANS), None)
        labels = self.layer.labels if self.layer else ()
        self.names = ["O", *(f"{prefix}-{label.name}" for label in labels for prefix in "BI")]
        self._first = {label.name: 1 + 2 * n for n, label in enumerate(labels)}
        self._language = scheme.language
        self._misaligned = misaligned
        self.spans = self.tagged = 0

    def of(self, version: Version) -> tuple[list[str], list[int]]:
        """The tokens and their tags."""
        article = version.article
        doc = document(article, self._language)
        own = [a for a in version.annotations if self.layer and a.layer == self.layer.name]
        laid = aligned(doc, (a for a in own if a.label in self._first), self._misaligned)
        kept, _ = flat([(a, span) for a, span in laid.on if not all(token.is_space for token in span)])
        self.spans += len(own)
        self.tagged += len(kept)
        tags: dict[int, int] = {}
        for span in kept:
            first = self._first[span.label_]
            inside = [token.i for token in span if not token.is_space]
            tags |= {i: first + bool(n) for n, i in enumerate(inside)}
        hidden = set().union(*unread(doc, article, kept))
        shown = [token for token in doc if not token.is_space and token.i not in hidden]
        return [token.text for token in shown], [tags.get(token.i, 0) for token in shown]
