"""What is known about an article while suggestions are made: its views, and the hits of each stage.

Every offset is a code point in the article's own text, end exclusive. `folded` has the same length as the text.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Token(NamedTuple):
    """A word, a number or one sign of the folded text. Elided articles ("l'") and clitics ("-t-il") stand alone."""

    start: int
    end: int
    text: str
    lower: str


class Extent(NamedTuple):
    """A paragraph, a sentence, or a quotation with its marks."""

    start: int
    end: int


class EntityHit(NamedTuple):
    """One entity. `key` is the same for all mentions of one thing in the article ("kim jong un" for "Kim", too).

    `country` is the ISO 3166 code of the state that a place, a seat of power or a people stands for ("KP" for
    "Pyongyang", "Corée du Nord" and "Nord-Coréens"), or "".
    """

    start: int
    end: int
    label: str
    rule: str
    score: float
    key: str = ""
    country: str = ""


class RoleHit(NamedTuple):
    """What fills a role: an entity of the analysis, or, without one, free text (a list's entry, for a stance target)."""

    entity: EntityHit | None = None
    text: str = ""


class FrameHit(NamedTuple):
    """One event (`family` "event") or one stance claim ("stance"), at its trigger or evidence.

    Two hits of one family with the same label, start and end are one suggestion: the later one is dropped.
    """

    family: str
    label: str
    start: int
    end: int
    rule: str
    score: float
    roles: Mapping[str, tuple[RoleHit, ...]] = {}
    attributes: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ChoiceHit:
    """A label of the whole article: a type of event (`family` "event", ranked from 1) or a stance on `target`."""

    family: str
    label: str
    rule: str
    score: float
    rank: int | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """An article as the stages see it. Hidden regions are blank in `folded`: they hold no token and no sentence.

    `entities` are sorted and do not overlap. `lists` are the project's lists ("targets").
    """

    text: str
    folded: str
    language: str
    tokens: Sequence[Token]
    paragraphs: Sequence[Extent]
    sentences: Sequence[Extent]
    quotes: Sequence[Extent]
    entities: Sequence[EntityHit] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    date: str = ""
    title: str = ""

    def token_at(self, offset: int) -> int:
        """The index of the first token that ends after the offset (len(tokens) when there is none)."""
        return bisect_right(self.tokens, offset, key=_end)

    def quote_at(self, offset: int) -> Extent | None:
        """The quotation around the offset, its marks included."""
        return _around(self.quotes, offset)


def _end(item: Token) -> int:
    return item.end


def _around(extents: Sequence[Extent], offset: int) -> Extent | None:
    index = bisect_right(extents, offset, key=_first) - 1
    return extents[index] if index >= 0 and offset < extents[index].end else None


def _first(item: Extent) -> int:
    return item.start
