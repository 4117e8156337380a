"""The rows of a WebAnno TSV file: sentences, their tokens, and the pieces of tokens that annotations need."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from postil.schema.annotation import Annotation

Place = tuple[int, int]


@dataclass(slots=True)
class Row:
    """A token, or a piece of one: where it stands, and the annotations on it, by layer. `id` is its address in the file."""

    start: int
    end: int
    id: str = ""
    stacks: dict[str, list[Annotation]] = field(default_factory=dict)


@dataclass(slots=True)
class Token(Row):
    """A token with its pieces, by where they stand."""

    pieces: dict[Place, Row] = field(default_factory=dict)

    def piece(self, start: int, end: int) -> Row:
        """The token itself, or the piece of it that stands there."""
        if (start, end) == (self.start, self.end):
            return self
        return self.pieces.setdefault((start, end), Row(start, end))


@dataclass(slots=True)
class Sentence:
    """A sentence from its first token to the next sentence's, so that no text is between them."""

    start: int
    end: int
    tokens: list[Token]

    @property
    def rows(self) -> Iterator[Row]:
        """Every token, and behind it its pieces: those that begin first, and of these the longest."""
        for token in self.tokens:
            yield token
            yield from sorted(token.pieces.values(), key=lambda row: (row.start, -row.end))


class Grid:
    """The rows of an article, with its annotations on them.

    White space is no token. Before the first token, the format has place for spaces only; where there is anything else, or
    an annotation, the first token begins with it.
    """

    def __init__(self, doc: Doc, annotations: Sequence[Annotation]) -> None:
        self.sentences = _sentences(doc, min((a.start or 0 for a in annotations), default=len(doc.text)))
        self._tokens = [token for sentence in self.sentences for token in sentence.tokens]
        self._starts = [token.start for token in self._tokens]
        self.first: dict[str, Row] = {}
        """The row on which each annotation begins, by the annotation's id."""
        self._several: set[str] = set()
        for annotation in sorted(annotations, key=lambda a: (a.start or 0, -(a.end or 0))):
            self._put(annotation)
        for number, sentence in enumerate(self.sentences, 1):
            for position, token in enumerate(sentence.tokens, 1):
                token.id = f"{number}-{position}"
                pieces = sorted(token.pieces.values(), key=lambda row: (row.start, -row.end))
                for count, piece in enumerate(pieces, 1):
                    piece.id = f"{token.id}.{count}"

    def numbers(self, referred: set[str]) -> dict[str, int]:
        """Numbers for the annotations that need one, since they are on several rows, or on one with others of their layer,
        or something refers to them.
        """
        wanted = self._several | referred
        found: dict[str, int] = {}
        for sentence in self.sentences:
            for row in sentence.rows:
                for stack in row.stacks.values():
                    for annotation in stack:
                        if annotation.id in wanted or len(stack) > 1:
                            found.setdefault(annotation.id, len(found) + 1)
        return found

    def _put(self, annotation: Annotation) -> None:
        rows = self._rows(annotation.start or 0, annotation.end or 0)
        self.first[annotation.id] = rows[0]
        if len(rows) > 1:
            self._several.add(annotation.id)
        for row in rows:
            row.stacks.setdefault(annotation.layer, []).append(annotation)

    def _rows(self, start: int, end: int) -> list[Row]:
        """The tokens between, and pieces of tokens where the range begins or ends within one, or in the space beside it."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = max(bisect_right(self._starts, end - 1) - 1, 0)
        begin, finish = self._tokens[first], self._tokens[last]
        if first == last:
            return [begin.piece(start, end)]
        head = (
            begin if begin.start == start else begin.piece(start, begin.end if start < begin.end else self._starts[first + 1])
        )
        return [head, *self._tokens[first + 1 : last], finish.piece(finish.start, end)]


def _sentences(doc: Doc, marked: int) -> list[Sentence]:
    """The sentences; `marked` is where the first annotation begins."""
    text = doc.text
    blank = len(text) - len(text.lstrip())
    glued = marked < blank or text[:blank].strip(" ") != ""
    found: list[list[Token]] = []
    due = True
    for token in doc:
        due = due or bool(token.is_sent_start)
        if token.is_space:
            continue
        if due:
            found.append([])
        due = False
        start = 0 if glued and len(found) == 1 and not found[0] else token.idx
        found[-1].append(Token(start, token.idx + len(token)))
    found = found or [[Token(0, len(text))]]
    starts = [tokens[0].start for tokens in found]
    return [Sentence(start, end, tokens) for start, end, tokens in zip(starts, [*starts[1:], len(text)], found, strict=True)]
