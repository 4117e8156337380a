"""Scores that mean what they say: of the suggestions that state .9, nine in ten are right.

Sources state scores of their own, each on a scale of its own. A calibration is fitted on held-back decisions: for each layer
and each set of kinds of sources that agree, a rising curve from the stated score to the share that was right (isotonic
regression over at most 20 bins of at least BIN cases, each drawn a little towards the stated score). Labels have curves of
their own, flat ones where there are fewer than BIN cases: a source may be right about one label and wrong about another.
Where too little was decided, the stated score stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from postil.schema.json_types import Json
from postil.suggest.json_values import mapping, number, sequence

BIN = 15
_BINS = 20
_FEW = 4
_DRAWN = 2.0  # how many cases the stated score is worth in each bin
_LOWEST, _HIGHEST = 0.01, 0.99
_FLOORS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A suggestion that was decided: its layer, the kinds of sources that agreed, what they stated, and whether it was right.

    `rival`: another source said something else of the same place.
    """

    layer: str
    kinds: tuple[str, ...]
    stated: float
    right: bool
    rival: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reliability:
    """One line of the reliability table: of `count` suggestions scored from `low` to `high`, `right` (a share) were right."""

    low: float
    high: float
    count: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Curves by layer (and label) and agreeing kinds, and by layer the score under which a suggestion is not worth showing.

    `kinds` are those that took part when it was fitted: of others nothing is known, and what they state stands. `spared` are
    labels (layer, label) of which too little was seen to know anything: what is stated of them stands, and nothing is left out.
    """

    kinds: frozenset[str] = frozenset()
    curves: Mapping[str, Curve] = field(default_factory=dict)
    floors: Mapping[str, float] = field(default_factory=dict)
    spared: frozenset[tuple[str, str]] = frozenset()

    def score(self, layer: str, kinds: Iterable[str], stated: float, *, rival: bool = False, label: str = "") -> float:
        """How likely a suggestion is right."""
        if (layer, label) in self.spared:
            return stated
        known = [kind for kind in kinds if kind in self.kinds]
        keys = (_key(layer, known, opposed, one) for one in (label, "") for opposed in (rival, False)) if known else ()
        curve = next((self.curves[key] for key in keys if key in self.curves), None)
        return min(max(_along(curve, stated), _LOWEST), _HIGHEST) if curve else stated

    def floor(self, layer: str, kinds: Iterable[str], label: str = "") -> float:
        """The score under which a suggestion of these kinds is left out; 0 for what the calibration does not know."""
        if (layer, label) in self.spared:
            return 0.0
        return self.floors.get(layer, 0.0) if self.kinds.issuperset(kinds) else 0.0

    def to_json(self) -> dict[str, Json]:
        """As a JSON object."""
        return {
            "kinds": sorted(self.kinds),
            "curves": {key: [list(point) for point in curve] for key, curve in sorted(self.curves.items())},
            "floors": dict(sorted(self.floors.items())),
            "spared": [list(one) for one in sorted(self.spared)],
        }


PLAIN = Calibration()


def from_json(value: Mapping[str, Json]) -> Calibration:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    curves = {
        key: tuple((number(x), number(y)) for x, y in map(sequence, sequence(c))) for key, c in mapping(value["curves"]).items()
    }
    floors = {key: number(floor) for key, floor in mapping(value["floors"]).items()}
    spared = frozenset((str(layer), str(label)) for layer, label in map(sequence, sequence(value.get("spared", []))))
    return Calibration(frozenset(str(kind) for kind in sequence(value["kinds"])), curves, floors, spared)


def fit(cases: Sequence[Case], wanted: Mapping[str, int], spared: Iterable[tuple[str, str]] = ()) -> Calibration:
    """The calibration that these cases teach. `wanted`: by layer, how many suggestions would have been right in all.

    Cases of labels that are `spared` teach nothing.
    """
    spared = frozenset(spared)
    cases = [case for case in cases if (case.layer, case.label) not in spared]
    groups: dict[str, list[Case]] = defaultdict(list)
    few: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for opposed in {case.rival, False}:
            groups[_key(case.layer, case.kinds, opposed)].append(case)
            if case.label:
                few[_key(case.layer, case.kinds, opposed, case.label)].append(case)
    curves = {key: curve for key, group in groups.items() if (curve := _curve(group))}
    curves |= {key: curve for key, group in few.items() if (curve := _curve(group) or _flat(group))}
    fitted = Calibration(frozenset(kind for case in cases for kind in case.kinds), curves)
    floors = {layer: _floor(fitted, [c for c in cases if c.layer == layer], wanted[layer]) for layer in wanted}
    return Calibration(fitted.kinds, curves, floors, spared)


def reliability(scored: Iterable[tuple[float, bool]], bins: int = 10) -> list[Reliability]:
    """How often suggestions were right that stated so much, in `bins` bins of equal width; empty ones are left out."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in scored:
        groups[min(int(score * bins), bins - 1)].append((score, right))
    return [
        Reliability(
            place / bins,
            (place + 1) / bins,
            len(group),
            sum(score for score, _ in group) / len(group),
            sum(right for _, right in group) / len(group),
        )
        for place, group in sorted(groups.items())
    ]


def _key(layer: str, kinds: Iterable[str], rival: bool, label: str = "") -> str:
    return f"{layer}{'.' if label else ''}{label} {'+'.join(sorted(set(kinds)))}" + ("!" if rival else "")


def _curve(cases: Sequence[Case]) -> Curve:
    """Points of a rising curve, at the mean of each bin; none when there are fewer cases than a bin holds."""
    from scipy.optimize import isotonic_regression

    if len(cases) < BIN:
        return ()
    ordered = sorted(cases, key=lambda case: case.stated)
    count = min(len(ordered) // BIN, _BINS)
    ends = list(accumulate(len(ordered) // count + (place < len(ordered) % count) for place in range(count)))
    stated: list[float] = []
    right: list[float] = []
    sizes: list[int] = []
    begin = 0
    for end in ends:
        group = ordered[begin:end]
        mean = sum(case.stated for case in group) / len(group)
        stated.append(mean)
        right.append((sum(case.right for case in group) + _DRAWN * mean) / (len(group) + _DRAWN))
        sizes.append(len(group))
        begin = end
    rising = isotonic_regression(right, weights=sizes).x
    points: dict[float, float] = {}
    for x, y in zip(stated, rising, strict=True):
        points[round(x, 4)] = round(float(y), 4)
    return tuple(points.items())


def _flat(cases: Sequence[Case]) -> Curve:
    """One point for a few cases, drawn the more towards what they state the fewer they are."""
    if len(cases) < _FEW:
        return ()
    mean = sum(case.stated for case in cases) / len(cases)
    right = (sum(case.right for case in cases) + _FEW * mean) / (len(cases) + _FEW)
    return ((round(mean, 4), round(right, 4)),)


def _along(curve: Curve, stated: float) -> float:
    """The curve's height, straight between its points and flat beyond them."""
    before = curve[0]
    if stated <= before[0]:
        return before[1]
    for point in curve[1:]:
        if stated <= point[0]:
            return before[1] + (point[1] - before[1]) * (stated - before[0]) / (point[0] - before[0])
        before = point
    return before[1]


def _floor(fitted: Calibration, cases: Sequence[Case], wanted: int) -> float:
    """The lowest of a few floors that gives the best F1; none where nothing was wanted."""
    if not wanted:
        return 0.0
    scored = [(fitted.score(c.layer, c.kinds, c.stated, rival=c.rival, label=c.label), c.right) for c in cases]

    def f1(floor: float) -> float:
        shown = [right for score, right in scored if score >= floor]
        return 2 * sum(shown) / (len(shown) + wanted)

    return max((0.0, *_FLOORS), key=lambda floor: (round(f1(floor), 3), -floor))
