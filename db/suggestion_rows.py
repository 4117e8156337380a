"""Suggestions of one article as rows that are ready to be stored: all that can be done before a transaction begins.

Processes that make suggestions may make the rows too, and hand them to the one that stores: they are plain tuples.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from json.encoder import encode_basestring as _quoted
from typing import NamedTuple

from postil.db.offsets import check_span
from postil.db.rows import dump
from postil.schema.annotation import Filler, Suggestion
from postil.schema.errors import PostilError
from postil.schema.safe import safe

EMPTY = "{}"


class Row(NamedTuple):
    """A row of `suggestions`, in the order of its columns, without the key."""

    article: int
    id: str
    layer: str
    label: str
    start: int | None
    end: int | None
    text: str
    roles: str
    attributes: str
    rank: int | None
    target: str
    source: str
    score: float
    current: int

    @property
    def identity(self) -> tuple[str, str, int | None, int | None, str]:
        """As in `Mark.identity`."""
        return (self.layer, self.label, self.start, self.end, self.target)

    @property
    def renewed(self) -> tuple[str | int | float | None, ...]:
        """The columns that can differ between two rows of one identity, `RENEWED`."""
        return self[6:10] + self[11:]


_made = partial(tuple.__new__, Row)
RENEWED = ("text", "roles", "attributes", "rank", "source", "score", "current")


class Prepared(NamedTuple):
    """What is suggested for the article of that number, checked against its text."""

    number: int
    rows: tuple[Row, ...]


def prepare(number: int, text: str, made: Sequence[Suggestion]) -> Prepared:
    """The rows of what was made of an article. Of suggestions with one identity the first is kept.

    Raises PostilError for a span that does not hold, an id that occurs twice, a role filled by what is not there.
    """
    ids: dict[str, str] = {}
    first: dict[tuple[str, str, int | None, int | None, str], str] = {}
    for s in made:
        key, start, end = s.id, s.start, s.end
        if start is None or end is None or not 0 <= start < end <= len(text) or text[start:end] != s.text:
            check_span(s, text)
        if key in ids:
            raise PostilError(f"Two suggestions have the id {safe(key)!r}.")
        ids[key] = first.setdefault((s.layer, s.label, start, end, s.target), key)
    known: dict[tuple[tuple[str, str], ...], str] = {(): EMPTY}
    return Prepared(number, tuple([_row(number, s, ids, known) for s in made if ids[s.id] == s.id]))


def certainty(scores: Iterable[float]) -> float | None:
    """How sure undecided suggestions are on average: |2 · score - 1|, from 0 (a toss-up) to 1. None where there are none."""
    sure = [abs(2.0 * score - 1.0) for score in scores]
    return round(sum(sure) / len(sure), 6) if sure else None


def _row(number: int, s: Suggestion, ids: Mapping[str, str], known: dict[tuple[tuple[str, str], ...], str]) -> Row:
    roles, attributes = EMPTY, EMPTY
    if s.roles:
        roles = f"{{{','.join([_role(s, role, fillers, ids) for role, fillers in s.roles.items()])}}}"
    if s.attributes:
        key = tuple(s.attributes.items())
        if key not in known:
            known[key] = dump(dict(key))
        attributes = known[key]
    return _made((
        number, s.id, s.layer, s.label, s.start, s.end, s.text, roles, attributes, s.rank, s.target, s.source,
        round(s.score, 4), 1,
    ))  # fmt: skip


def _role(suggestion: Suggestion, role: str, fillers: Sequence[Filler], ids: Mapping[str, str]) -> str:
    """A role as `dump` writes it, three times as fast: an article can have thousands."""
    said = [_filler(suggestion, role, filler, ids) for filler in fillers]
    return f"{_quoted(role)}:[{','.join([f'[{_quoted(kind)},{_quoted(value)}]' for kind, value in said])}]"


def _filler(suggestion: Suggestion, role: str, filler: Filler, ids: Mapping[str, str]) -> tuple[str, str]:
    if filler.suggestion:
        if filler.suggestion not in ids:
            raise PostilError(
                f"The role {safe(role)} of {safe(suggestion.id)!r} is filled by {safe(filler.suggestion)!r}, "
                "which is not there."
            )
        return "suggestion", ids[filler.suggestion]
    return ("annotation", filler.annotation) if filler.annotation else ("text", filler.text)
