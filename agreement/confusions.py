"""What was taken for what, how often, and a few places where it can be seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from postil.agreement.matching import Same, match, touching
from postil.agreement.primary import ordered
from postil.schema.annotation import Mark
from postil.schema.article import Article

_PLACES = 3
_AROUND = 30
_LONGEST = 120


class Fault(StrEnum):
    """What is wrong: the label, the ends, both; or nothing was found there, or nothing should be there."""

    LABEL = "label"
    ENDS = "ends"
    BOTH = "label and ends"
    MISSED = "missed"
    SPURIOUS = "spurious"


@dataclass(frozen=True, slots=True)
class Place:
    """One case: the article's id, where it begins in the text (None for a choice), and the words around it.

    In `words` [ ] stand around what should be marked, { } around what was found; a choice has none.
    """

    article: str
    start: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """One way of being wrong. `gold` is "" where nothing should be there, `found` is "" where nothing was found."""

    gold: str
    found: str
    fault: Fault
    count: int
    places: tuple[Place, ...]


class Confusions:
    """Counts confusions article by article; keeps the first few places of each, in different articles."""

    def __init__(self, same: Same) -> None:
        self._same = same
        self._counts: dict[tuple[str, str, Fault], int] = {}
        self._places: dict[tuple[str, str, Fault], list[Place]] = {}

    def add(self, article: Article, gold: Sequence[Mark], found: Sequence[Mark]) -> None:
        """Add one article's marks of one layer."""
        for one, other in confused(gold, found, self._same):
            fault = self._fault(one, other)
            key = (one.label if one else "", other.label if other else "", fault)
            self._counts[key] = self._counts.get(key, 0) + 1
            places = self._places.setdefault(key, [])
            if len(places) < _PLACES and all(place.article != article.id for place in places):
                places.append(_place(article, one, other))

    def worst(self) -> tuple[Confusion, ...]:
        """All of them, the most frequent first."""
        order = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Confusion(*key, count, tuple(self._places[key])) for key, count in order)

    def _fault(self, gold: Mark | None, found: Mark | None) -> Fault:
        if gold is None or found is None:
            return Fault.SPURIOUS if gold is None else Fault.MISSED
        if not self._same(gold.label, found.label):
            return Fault.LABEL if (gold.start, gold.end) == (found.start, found.end) else Fault.BOTH
        return Fault.ENDS


def confused(gold: Sequence[Mark], found: Sequence[Mark], same: Same) -> Iterator[tuple[Mark | None, Mark | None]]:
    """What is not right: every two marks that lie across each other, then what is left alone, missed or spurious.

    Choices are put side by side by target, in the order of their ranks.
    """
    pairs = match(gold, found, same=same)
    missed = _without(gold, {i for i, _ in pairs})
    wrong = _without(found, {j for _, j in pairs})
    across = list(touching(*(_ranges(marks) for marks in (missed, wrong))))
    spans, finds = _ranges(missed), _ranges(wrong)
    yield from ((spans[i], finds[j]) for i, j in across)
    for target in dict.fromkeys(mark.target for mark in (*missed, *wrong) if mark.start is None):
        ones, others = (ordered([m for m in marks if m.start is None and m.target == target]) for marks in (missed, wrong))
        yield from zip(ones, others, strict=False)
        yield from ((one, None) for one in ones[len(others) :])
        yield from ((None, other) for other in others[len(ones) :])
    yield from ((one, None) for one in _without(spans, {i for i, _ in across}))
    yield from ((None, other) for other in _without(finds, {j for _, j in across}))


def _without(marks: Sequence[Mark], positions: set[int]) -> list[Mark]:
    return [mark for at, mark in enumerate(marks) if at not in positions]


def _ranges(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.start is not None]


def _place(article: Article, gold: Mark | None, found: Mark | None) -> Place:
    edges = [(mark, signs) for mark, signs in ((gold, "[]"), (found, "{}")) if mark and mark.start is not None]
    if not edges:
        return Place(article.id, None, next((m.target for m in (gold, found) if m and m.target), ""))
    start = min(mark.start or 0 for mark, _ in edges)
    end = max(mark.end or 0 for mark, _ in edges)
    opened: dict[int, str] = {}
    closed: dict[int, str] = {}
    for mark, signs in edges:
        opened[mark.start or 0] = opened.get(mark.start or 0, "") + signs[0]
        closed[mark.end or 0] = signs[1] + closed.get(mark.end or 0, "")
    first, last = _whole_words(article.text, start, end)
    words = "".join(
        closed.get(at, "") + opened.get(at, "") + article.text[at : at + 1] for at in range(first, last)
    ) + closed.get(last, "")
    return Place(article.id, start, _short(" ".join(words.split())))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """What is shown around a range: _AROUND code points on either side, without the words that this would cut."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if first and not text[first - 1].isspace():
        first = next((at for at in range(first, start) if text[at].isspace()), first)
    if last < len(text) and not text[last].isspace():
        last = next((at for at in range(last, end, -1) if text[at - 1].isspace()), last)
    return first, last


def _short(words: str) -> str:
    """Long evidence without its middle."""
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST // 2]} … {words[-_LONGEST // 2 :]}"
