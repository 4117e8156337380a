"""Articles as spaCy documents: the blank tokenizer of their language, and spans laid on its tokens."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from postil.schema.annotation import Annotation
from postil.schema.article import Article

ANY = "xx"


def document(article: Article, fallback: str = "", *, sentences: bool = False) -> Doc:
    """The article's text as tokens: of the language in its metadata, else `fallback`, else of no language in particular."""
    nlp = _pipeline(article.language or fallback or ANY)
    doc = nlp.make_doc(article.text)
    return nlp.get_pipe("sentencizer")(doc) if sentences else doc


def aligned(doc: Doc, annotations: Iterable[Annotation]) -> tuple[list[tuple[Annotation, Span]], list[Annotation]]:
    """The annotations whose edges are token edges, with their spans; and those that are off the token grid."""
    on: list[tuple[Annotation, Span]] = []
    off: list[Annotation] = []
    for annotation in annotations:
        if annotation.start is None or annotation.end is None:
            continue
        span = doc.char_span(annotation.start, annotation.end, label=annotation.label, span_id=annotation.id)
        if span is None:
            off.append(annotation)
        else:
            on.append((annotation, span))
    return on, off


def flat(spans: Sequence[tuple[Annotation, Span]]) -> tuple[list[Span], list[Annotation]]:
    """Spans that do not overlap, the longest first (of equally long ones the first), by position; and what was in their way."""
    kept: list[Span] = []
    dropped: list[Annotation] = []
    taken: set[int] = set()
    for annotation, span in sorted(spans, key=lambda pair: (pair[1].start - pair[1].end, pair[1].start)):
        tokens = range(span.start, span.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(span)
        else:
            dropped.append(annotation)
    return sorted(kept, key=lambda s: s.start), dropped


def unread(doc: Doc, article: Article, entities: Sequence[Span]) -> list[set[int]]:
    """For each hidden region, its tokens outside the entities: nobody was asked about them, so they are not known to be O."""
    marked = {token.i for entity in entities for token in entity}
    found = (doc.char_span(r.start, r.end, alignment_mode="contract") for r in article.hidden)
    return [{token.i for token in span if token.i not in marked} for span in found if span is not None]


@cache
def _pipeline(language: str) -> Language:
    """The blank pipeline of a language ("fr", "fr-CA"); of no language in particular when spaCy has none for it."""
    code = re.split("[-_]", language.lower())[0]
    try:
        # Only what looks like a code: spaCy imports a module of that name.
        nlp = spacy.blank(code if re.fullmatch("[a-z]{2,3}", code) else ANY)
    except ImportError:
        nlp = spacy.blank(ANY)
    nlp.max_length = 1 << 40
    nlp.add_pipe("sentencizer")
    return nlp
