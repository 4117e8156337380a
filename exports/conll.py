"""CoNLL-2003: one token a line in four columns, a blank line between sentences; and beside it a file of offsets."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from postil.exports.positive import Version, versions
from postil.exports.shared_losses import (
    CHOICES,
    CONTRACTED,
    EVERYTHING,
    EXPANDED,
    FRAMES,
    OFF_GRID,
    REJECTED,
    ROLES,
    count_shared,
)
from postil.exports.tokens import aligned, document, flat, unread
from postil.exports.writer import Job, Misaligned
from postil.schema.annotation import Annotation
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.loss import Effect, Limit, Part
from postil.schema.postil_json import record_to_json
from postil.schema.record import Record
from postil.schema.safe import safe
from postil.schema.scheme import Kind

OVERLAPPING = Limit("spans that overlap longer ones, left out")
BLANK = Limit("spans of white space, left out")
OTHER_SPANS = Limit("spans of other layers, left out")
UNFINISHED = Limit("articles begun and not done: what is not marked in them reads as O", Effect.ASIDE, Part.WORK)
_START = "-DOCSTART-"
_DOCSTART = f"{_START} -X- -X- O\n\n".encode()
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Laid:
    """The annotations of one version that are written, each with the tokens from its first to its last word."""

    doc: Doc
    kept: list[tuple[Annotation, range]]
    hidden: set[int]


class ConllWriter:
    """`token -X- -X- tag` with IOB2 tags, a -DOCSTART- line before each article (one for each of its annotators).

    Tokens are those of the blank spaCy tokenizer of the article's language; white space is never one, and hidden passages are
    left out, since nobody was asked to mark them. The tags are the spans of the scheme's first spans layer that do not
    overlap, the longest first, under their own labels; no sentence ends within one.

    Beside it, "<file>.offsets.jsonl" has a line for each article: the article and the annotations that were written as postil
    JSONL has them, whose they are, and the offsets of every token, so that reading both restores all of it.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._spans = next((layer.name for layer in job.scheme.layers if layer.kind is Kind.SPANS), "")
        for split in job.splits or ("",):
            self._write(split, b"", b"")

    def add(self, record: Record, split: str) -> None:
        found = versions(record)
        count_shared(self._job.count.losses, record, found, EVERYTHING)
        for version in found:
            tokens: list[tuple[int, int]] = []
            try:
                laid = self._laid(version)
                rows = "".join(_rows(laid, tokens)).encode()
                offsets = self._offsets(version, laid, tokens)
            except (ValueError, RecursionError) as error:
                raise PostilError(f"The article {safe(record.article.id)!r} cannot be written: {error}.") from error
            self._write(split, _DOCSTART + rows, offsets)
            self._job.count.article((annotation for annotation, _ in laid.kept), split)

    def close(self) -> None:
        """Nothing comes last."""

    def _write(self, split: str, rows: bytes, offsets: bytes) -> None:
        name = self._job.stage.file(split, ".conll")
        self._job.stage.stream(name).write(rows)
        self._job.stage.stream(f"{name}.offsets.jsonl").write(offsets)

    def _laid(self, version: Version) -> _Laid:
        losses, article = self._job.count.losses, version.article
        if not version.done:
            losses.article(UNFINISHED, article)
        losses.marks(REJECTED, article, version.rejected)
        self._count_others(version)
        doc = document(article, self._job.scheme.language, sentences=True)
        misaligned = self._job.options.misaligned
        laid = aligned(doc, (a for a in version.annotations if a.layer == self._spans), misaligned)
        losses.marks(OFF_GRID, article, laid.lost)
        losses.marks(BLANK, article, [a for a, span in laid.on if _words(span) is None])
        spans, dropped = flat([(a, span) for a, span in laid.on if _words(span) is not None])
        losses.marks(OVERLAPPING, article, dropped)
        by_id = {annotation.id: annotation for annotation, _ in laid.on}
        moved = {annotation.id for annotation in laid.changed}
        changed = [by_id[span.id_] for span in spans if span.id_ in moved]
        losses.marks(CONTRACTED if misaligned is Misaligned.CONTRACT else EXPANDED, article, changed)
        losses.marks(ROLES, article, [by_id[span.id_] for span in spans if by_id[span.id_].roles])
        kept = []
        for span in spans:
            words = _words(span)
            assert words is not None
            annotation = by_id[span.id_]
            kept.append((_moved(annotation, doc, words, article) if span.id_ in moved else annotation, words))
        hidden = [tokens for tokens in unread(doc, article, spans) if tokens]
        return _Laid(doc, kept, set().union(*hidden))

    def _count_others(self, version: Version) -> None:
        for annotation in version.annotations:
            if annotation.layer != self._spans:
                layer = self._job.scheme.find(annotation.layer)
                spans = FRAMES if layer and layer.kind is Kind.FRAMES else OTHER_SPANS
                self._job.count.losses.marks(CHOICES if annotation.start is None else spans, version.article, [annotation])

    def _offsets(self, version: Version, laid: _Laid, tokens: Sequence[tuple[int, int]]) -> bytes:
        annotations = tuple(_without_roles(annotation) for annotation, _ in laid.kept)
        known = record_to_json(Record(version.article, annotations, work={version.annotator: version.work}))
        del known["postil"], known["suggestions"]
        known = {"postil_offsets": 1, "annotator": version.annotator, "layer": self._spans, **known, "tokens": list(tokens)}
        return json.dumps(known, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _words(span: Span) -> range | None:
    """The tokens from the first to the last that is no white space."""
    words = [token.i for token in span if not token.is_space]
    return range(words[0], words[-1] + 1) if words else None


def _moved(annotation: Annotation, doc: Doc, words: range, article: Article) -> Annotation:
    start, end = doc[words[0]].idx, doc[words[-1]].idx + len(doc[words[-1]])
    return replace(annotation, start=start, end=end, text=article.text[start:end])


def _without_roles(annotation: Annotation) -> Annotation:
    origin = replace(annotation.origin, roles={}) if annotation.origin and annotation.origin.roles else annotation.origin
    return replace(annotation, roles={}, origin=origin) if annotation.roles or origin is not annotation.origin else annotation


def _rows(laid: _Laid, tokens: list[tuple[int, int]]) -> Iterator[str]:
    """The rows of an article with its blank lines; `tokens` gets the range of each."""
    tags: dict[int, str] = {}
    within: set[int] = set()
    for annotation, words in laid.kept:
        label = _SPACE.sub("_", annotation.label)
        tags |= {i: f"{'I' if n else 'B'}-{label}" for n, i in enumerate(words)}
        within.update(words[1:])
    due = False
    for token in laid.doc:
        due = due or (bool(token.is_sent_start) and token.i not in within)
        if token.is_space or token.i in laid.hidden:
            continue
        if due and tokens:
            yield "\n"
        due = False
        yield f"{_column(token.text)} -X- -X- {tags.get(token.i, 'O')}\n"
        tokens.append((token.idx, token.idx + len(token)))
    if tokens:
        yield "\n"


def _column(token: str) -> str:
    """The token as a column: without white space, and never what begins an article."""
    return "_DOCSTART_" if token == _START else _SPACE.sub("_", token)
