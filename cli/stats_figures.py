"""What the counts of `postil stats` say: rates, seconds each, when it will be finished. No table and no database here."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from postil.db.statistics import Pace
from postil.schema.annotation import Verdict

if TYPE_CHECKING:
    from postil.db.statistics import AnnotatorCount, Correction, DayCount, ScoreCount

_RECENT = 14  # days that tell how many articles a day brings
_ENDING = ("finish", "skip")
_K = TypeVar("_K", bound=Hashable)


class Counted(Protocol):
    """So many answers with one verdict."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def count(self) -> int: ...


_C = TypeVar("_C", bound=Counted)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by verdict. Only the first three answer a suggestion."""

    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    added: int = 0

    @property
    def decided(self) -> int:
        """Suggestions that were answered."""
        return self.accepted + self.corrected + self.rejected

    @property
    def rate(self) -> float | None:
        """The share of them that was accepted as it was suggested; None where none was answered."""
        return self.accepted / self.decided if self.decided else None


def answers(counts: Iterable[_C], key: Callable[[_C], _K]) -> dict[_K, Answers]:
    """The counts, added up by `key`."""
    out: dict[_K, Answers] = defaultdict(Answers)
    for one in counts:
        which = key(one)
        name = one.verdict.value
        out[which] = replace(out[which], **{name: getattr(out[which], name) + one.count})
    return dict(out)


@dataclass(frozen=True, slots=True)
class Person:
    """One annotator: the counts, articles an hour lately, and what each day brought."""

    count: "AnnotatorCount"
    per_hour: float
    days: "Sequence[DayCount]"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is left for one annotator: articles, seconds of work, articles that a day brings, and the day of the last one."""

    articles: int
    seconds: float
    per_day: float
    last: date


def left(articles: int, who: "AnnotatorCount") -> int:
    """How many articles wait for that annotator."""
    return max(articles - who.done - who.skipped, 0)


def forecast(articles: int, who: Person, today: date) -> Forecast | None:
    """When one annotator is finished: at the pace of the last articles, and with as many a day as in the last two weeks.

    None where nothing is left, or too little is known.
    """
    waiting = left(articles, who.count)
    since = today - timedelta(days=_RECENT - 1)
    recent = {date.fromisoformat(one.day): one.done for one in who.days if one.done and one.day >= since.isoformat()}
    if not waiting or who.per_hour <= 0 or not recent:
        return None
    span = max((today - min(recent)).days + 1, 1)
    per_day = sum(recent.values()) / span
    more = min(math.ceil(waiting / per_day), 36_500)
    return Forecast(waiting, waiting * 3600 / who.per_hour, per_day, today + timedelta(days=more))


@dataclass(frozen=True, slots=True)
class Confusion:
    """Corrections of one layer. `cells`: from what was suggested to another label; `edges` and `rest` kept their label."""

    labels: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    edges: Mapping[str, int]
    rest: Mapping[str, int]


def confusions(corrections: Iterable["Correction"]) -> dict[str, Confusion]:
    """The corrections as one table for each layer."""
    by_layer: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        by_layer[one.layer].append(one)
    return {layer: _confusion(found) for layer, found in by_layer.items()}


def _confusion(found: "Sequence[Correction]") -> Confusion:
    cells: dict[tuple[str, str], int] = defaultdict(int)
    edges: dict[str, int] = defaultdict(int)
    rest: dict[str, int] = defaultdict(int)
    for one in found:
        if one.suggested != one.now:
            cells[one.suggested, one.now] += one.count
        elif one.how == "boundary":
            edges[one.suggested] += one.count
        else:
            rest[one.suggested] += one.count
    labels = sorted({label for one in found for label in (one.suggested, one.now)})
    return Confusion(tuple(labels), dict(cells), dict(edges), dict(rest))


def paces(found: Iterable["Pace"]) -> list["Pace"]:
    """The seconds by layer and kind; what ends an article concerns no layer, whatever it changed on the way."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in found:
        total = sums["" if one.kind in _ENDING else one.layer, one.kind]
        total[0] += one.decisions
        total[1] += one.seconds
    return [Pace(layer, kind, int(count), seconds) for (layer, kind), (count, seconds) in sums.items() if count]


@dataclass(frozen=True, slots=True)
class Bin:
    """Decided suggestions whose score lay in one tenth: how many, the mean of their scores, the share that was right."""

    tenth: int
    decided: int
    stated: float
    right: float


def reliability(scores: Iterable["ScoreCount"]) -> list[Bin]:
    """The bins of all layers together, the highest scores first; empty ones are left out."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one in scores:
        for at, value in enumerate((one.decided, one.stated, one.right)):
            sums[one.tenth][at] += value
    return [
        Bin(tenth, int(decided), stated / decided, right / decided)
        for tenth, (decided, stated, right) in sorted(sums.items(), reverse=True)
        if decided
    ]


def gap(bins: Sequence[Bin]) -> float:
    """How far what is stated lies from what was right, on average over the suggestions (the expected calibration error)."""
    total = sum(one.decided for one in bins)
    return sum(one.decided * abs(one.stated - one.right) for one in bins) / total if total else 0.0
