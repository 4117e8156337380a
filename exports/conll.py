"""CoNLL-2003: one token a line in four columns, a blank line between sentences."""

import re

from spacy.tokens import Doc, Span

from postil.exports.positive import Version, versions
from postil.exports.shared_losses import count_shared
from postil.exports.tokens import aligned, document, flat, unread
from postil.exports.writer import Count
from postil.schema.record import Record
from postil.schema.scheme import Kind, Scheme

OFF_GRID = "spans whose edges are not token edges, left out"
OVERLAPPING = "spans that overlap longer ones, left out"
BLANK = "spans of white space, left out"
OTHER_SPANS = "spans of other layers, left out"
FRAMES = "frames with their roles and attributes, left out"
CHOICES = "labels of whole articles, left out"
REJECTED = "rejected suggestions, left out"
HIDDEN = "hidden passages (dates, boilerplate, repeats), left out"
UNFINISHED = "articles not done: what is not marked in them reads as O"
_START = "-DOCSTART-"
_DOCSTART = f"{_START} -X- -X- O\n\n".encode()
_SPACE = re.compile(r"\s+")


class ConllWriter:
    """`token -X- -X- tag` with IOB2 tags, a -DOCSTART- line before each article (one for each of its annotators).

    Tokens are those of the blank spaCy tokenizer of the article's language; white space is never one, and hidden passages are
    left out, since nobody was asked to mark them. The tags are the spans of the scheme's first spans layer that do not
    overlap, the longest first, under their own labels.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.count = Count()
        self._scheme = scheme
        self._spans = next((layer.name for layer in scheme.layers if layer.kind is Kind.SPANS), "")

    def head(self) -> bytes:
        return b""

    def add(self, record: Record) -> bytes:
        found = versions(record)
        count_shared(self.count.losses, record, found)
        return b"".join(self._article(version) for version in found)

    def tail(self) -> bytes:
        return b""

    def _article(self, version: Version) -> bytes:
        losses, article = self.count.losses, version.article
        if not version.done:
            losses.add(UNFINISHED, article.id)
        losses.marks(REJECTED, article, version.rejected)
        others = [a for a in version.annotations if a.layer != self._spans]
        for annotation in others:
            layer = self._scheme.find(annotation.layer)
            spans = OTHER_SPANS if not layer or layer.kind is Kind.SPANS else FRAMES
            losses.marks(CHOICES if annotation.start is None else spans, article, [annotation])
        doc = document(article, self._scheme.language, sentences=True)
        on, off = aligned(doc, (a for a in version.annotations if a.layer == self._spans))
        losses.marks(OFF_GRID, article, off)
        losses.marks(BLANK, article, [a for a, _ in on if not a.text.strip()])
        kept, dropped = flat([(a, span) for a, span in on if a.text.strip()])
        losses.marks(OVERLAPPING, article, dropped)
        written = {span.id_ for span in kept}
        self.count.article(a for a, _ in on if a.id in written)
        hidden = [tokens for tokens in unread(doc, article, kept) if not all(doc[i].is_space for i in tokens)]
        losses.add(HIDDEN, article.id, count=len(hidden))
        return _DOCSTART + _rows(doc, kept, set().union(*hidden)).encode()


def _rows(doc: Doc, entities: list[Span], hidden: set[int]) -> str:
    tags: dict[int, str] = {}
    for entity in entities:
        tokens = [token.i for token in entity if not token.is_space]
        label = _SPACE.sub("_", entity.label_)
        tags |= {i: f"{'I' if n else 'B'}-{label}" for n, i in enumerate(tokens)}
    out: list[str] = []
    for sentence in doc.sents:
        shown = (token for token in sentence if not token.is_space and token.i not in hidden)
        rows = [f"{_token(token.text)} -X- -X- {tags.get(token.i, 'O')}\n" for token in shown]
        if rows:
            out += [*rows, "\n"]
    return "".join(out)


def _token(text: str) -> str:
    """The token as a column: without white space, and never what begins an article."""
    return "_DOCSTART_" if text == _START else _SPACE.sub("_", text)
