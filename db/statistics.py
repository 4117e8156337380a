"""What a project's decisions add up to, as `Store.statistics` hands it out. Values only; nothing here reads the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.schema.annotation import Verdict


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How often the suggestions of a label met with a verdict; every answer counts once.

    `label` is the one that was suggested; for what was added without a suggestion, the one that was given.
    """

    layer: str
    label: str
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class SourceCount:
    """The same per source, such as "rules:territory". A suggestion on which several agree counts once for each of them."""

    layer: str
    label: str
    source: str
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How right suggestions were with a score in this tenth (9: from .9 to 1): `right` of `decided` were accepted.

    `stated` is the sum of their scores; `agreed`: several sources agreed on them.
    """

    layer: str
    tenth: int
    agreed: bool
    decided: int
    right: int
    stated: float


@dataclass(frozen=True, slots=True)
class Correction:
    """How often one label was corrected to another (the same, where only the rest changed).

    `how`: "label", else "boundary" when the edges moved, else "roles" (roles, attributes, rank).
    """

    layer: str
    suggested: str
    now: str
    how: str
    count: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Decisions of one kind in one layer ("" where it concerns none, such as "finish") and the seconds they took in all."""

    layer: str
    kind: str
    decisions: int
    seconds: float


@dataclass(frozen=True, slots=True)
class AnnotatorCount:
    """One annotator's articles by status, seconds of active work in all of them, and decisions."""

    name: str
    done: int
    skipped: int
    started: int
    seconds: float
    decisions: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day (UTC, "2026-03-17"): decisions, the seconds they took, articles done (once for each annotator)."""

    day: str
    decisions: int
    seconds: float
    done: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All counts; decisions that were undone, and undo and redo themselves, are left out everywhere.

    `articles`: in the project. `finished`: of them, done by at least one of the annotators asked for. `undecided`: for
    each layer, the current suggestions that none of them answered or said on their own. Tuples are sorted by their fields.
    """

    articles: int
    finished: int
    labels: tuple[LabelCount, ...] = ()
    sources: tuple[SourceCount, ...] = ()
    scores: tuple[ScoreCount, ...] = ()
    corrections: tuple[Correction, ...] = ()
    paces: tuple[Pace, ...] = ()
    annotators: tuple[AnnotatorCount, ...] = ()
    days: tuple[DayCount, ...] = ()
    undecided: Mapping[str, int] = field(default_factory=dict)
