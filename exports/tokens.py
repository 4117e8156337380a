"""Articles as spaCy documents: the blank tokenizer of their language, and spans laid on its tokens."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from postil.exports.writer import Misaligned
from postil.schema.annotation import Annotation
from postil.schema.article import Article

ANY = "xx"
_WORDS = 200_000
_PIPELINES: dict[str, Language] = {}


class Laid(NamedTuple):
    """Annotations laid on the tokens of a document: `on` with their spans, in the order given; of these, `changed` are those
    whose edges had to move to token edges (`Span.start_char` and `Span.end_char` say where to); `lost` are not among them.
    """

    on: list[tuple[Annotation, Span]]
    changed: list[Annotation]
    lost: list[Annotation]


def document(article: Article, fallback: str = "", *, sentences: bool = False) -> Doc:
    """The article's text as tokens: of the language in its metadata, else `fallback`, else of no language in particular.

    `Doc.lang_` says of which one.
    """
    nlp = _pipeline(_code(article.language or fallback or ANY))
    doc = nlp.make_doc(article.text)
    return nlp.get_pipe("sentencizer")(doc) if sentences else doc


def aligned(doc: Doc, annotations: Iterable[Annotation], misaligned: Misaligned = Misaligned.SKIP) -> Laid:
    """The annotations that have a range, on the tokens of the document, which has the article's text.

    Where edges are no token edges, `misaligned` says what becomes of the annotation: it is lost, or it takes in every token
    that it touches, or only those that it holds whole. It is lost, too, when that leaves it no token, or brings it where
    another one of its layer and label is already.
    """
    ranged = [a for a in annotations if a.start is not None]
    spans = [_span(doc, annotation) for annotation in ranged]
    found = [(a, span) for a, span in zip(ranged, spans, strict=True) if span is not None]
    if len(found) == len(ranged):
        return Laid(found, [], [])
    laid = Laid([], [], [])
    taken = {(a.layer, a.label, span.start, span.end) for a, span in found}
    for annotation, span in zip(ranged, spans, strict=True):
        if span is not None:
            laid.on.append((annotation, span))
            continue
        moved = None if misaligned is Misaligned.SKIP else _span(doc, annotation, misaligned.value)
        place = (annotation.layer, annotation.label, moved.start, moved.end) if moved else None
        if not moved or not place or place in taken:
            laid.lost.append(annotation)
            continue
        taken.add(place)
        laid.changed.append(annotation)
        laid.on.append((annotation, moved))
    return laid


def _span(doc: Doc, annotation: Annotation, mode: str = "strict") -> Span | None:
    assert annotation.start is not None
    assert annotation.end is not None
    return doc.char_span(annotation.start, annotation.end, annotation.label, alignment_mode=mode, span_id=annotation.id)


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
    if not article.hidden:
        return []
    marked = {i for entity in entities for i in range(entity.start, entity.end)}
    found = (doc.char_span(r.start, r.end, alignment_mode="contract") for r in article.hidden)
    return [set(range(span.start, span.end)) - marked for span in found if span is not None]


def _pipeline(code: str) -> Language:
    """The blank pipeline of a language. It remembers every word it meets, so once those are many there is a new one."""
    found = _PIPELINES.get(code)
    if found is None or len(found.vocab.strings) > _WORDS:
        found = _PIPELINES[code] = spacy.blank(code)
        found.max_length = 1 << 40
        found.add_pipe("sentencizer")
    return found


@lru_cache(maxsize=1000)
def _code(language: str) -> str:
    """What spaCy calls a language ("fr", "fr-CA"): "xx", no language in particular, when it has none for it."""
    code = re.split("[-_]", language.lower())[0]
    try:
        # Only what looks like a code: spaCy imports a module of that name.
        if re.fullmatch("[a-z]{2,3}", code):
            spacy.blank(code)
            return code
    except ImportError:
        return ANY
    return ANY
