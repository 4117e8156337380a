"""What several sources say of one article, as one list: agreement joined, rivalry settled, scores calibrated.

Two sources agree on a span when layer, label and both ends are the same; on a frame when layer and label are the same and
the ranges overlap (range, roles and attributes are those of the source that comes first); on a choice when layer, label and
target are the same. Sources are rivals where their ranges overlap in one layer and they do not agree: the likelier one is kept.
Of what one source says by itself everything stays, nested and overlapping ranges too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postil.schema.annotation import Filler, Suggestion
from postil.schema.scheme import Kind, Layer, Scheme
from postil.suggest.calibration import PLAIN, Calibration
from postil.suggest.source import joined, kinds_of


@dataclass(slots=True)
class Candidate:
    """What one source or several say: the suggestion, each one's stated score, which of the sources took part."""

    suggestion: Suggestion
    places: set[int]
    stated: list[float]
    sources: list[str]
    rival: bool = False
    score: float = 0.0

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the sources that agree."""
        return kinds_of(self.sources)

    @property
    def stated_together(self) -> float:
        """What they state together: that not all of them are wrong, as if each erred for itself."""
        wrong = 1.0
        for score in self.stated:
            wrong *= 1.0 - score
        return 1.0 - wrong


def merge(scheme: Scheme, by_source: Sequence[Sequence[Suggestion]], calibration: Calibration) -> tuple[Suggestion, ...]:
    """One list, by offset, choices last. `by_source` holds the suggestions of each source, the one to prefer first."""
    if len(by_source) == 1 and calibration is PLAIN:
        return tuple(by_source[0])
    kept: dict[str, Suggestion] = {}
    instead: dict[str, str] = {}
    for layer in scheme.layers:
        found = gather(layer, by_source)
        for one in found:
            stated, label = one.stated_together, one.suggestion.label
            one.score = calibration.score(layer.name, one.kinds, stated, rival=one.rival, label=label)
        for one in _settled(layer, found, calibration, instead):
            kept[one.suggestion.id] = replace(one.suggestion, source=joined(one.sources), score=round(one.score, 4))
    marks = [_refilled(scheme, s, kept, instead) for s in kept.values() if s.start is not None]
    marks.sort(key=lambda s: (s.start or 0, -(s.end or 0), s.layer))
    choices = [s for layer in scheme.layers if layer.kind is Kind.CHOICES for s in _ranked(layer, kept, len(by_source) > 1)]
    return (*marks, *choices)


def gather(layer: Layer, by_source: Sequence[Sequence[Suggestion]]) -> list[Candidate]:
    """The layer's candidates, those on which sources agree joined, and rivals marked."""
    found: list[Candidate] = []
    by_identity: dict[object, Candidate] = {}
    for place, said in enumerate(by_source):
        earlier = list(found) if layer.kind is Kind.FRAMES else []
        for suggestion in said:
            if suggestion.layer != layer.name:
                continue
            same = by_identity.get(suggestion.identity) or next(
                (c for c in earlier if place not in c.places and _same_frame(c.suggestion, suggestion)), None
            )
            if same is None:
                same = by_identity[suggestion.identity] = Candidate(
                    suggestion, {place}, [suggestion.score], [suggestion.source]
                )
                found.append(same)
            elif place not in same.places:
                same.places.add(place)
                same.stated.append(suggestion.score)
                same.sources.append(suggestion.source)
    if layer.kind is not Kind.CHOICES and len(by_source) > 1:
        _mark_rivals(found)
    return found


def _same_frame(one: Suggestion, other: Suggestion) -> bool:
    return one.label == other.label and _overlap(one, other)


def _overlap(one: Suggestion, other: Suggestion) -> bool:
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)


def _mark_rivals(found: list[Candidate]) -> None:
    for one, other in _pairs(found):
        one.rival = other.rival = True


def _pairs(found: list[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """Candidates that overlap and that no source says both of."""
    ordered = sorted(found, key=lambda c: c.suggestion.start or 0)
    pairs: list[tuple[Candidate, Candidate]] = []
    open_ones: list[Candidate] = []
    for one in ordered:
        open_ones = [c for c in open_ones if (c.suggestion.end or 0) > (one.suggestion.start or 0)]
        pairs += [(other, one) for other in open_ones if not other.places & one.places]
        open_ones.append(one)
    return pairs


def _settled(layer: Layer, found: list[Candidate], calibration: Calibration, instead: dict[str, str]) -> list[Candidate]:
    """The candidates to show. `instead` is told which of them stands for a rival that is not."""
    shown = [one for one in found if one.score >= calibration.floor(layer.name, one.kinds, one.suggestion.label)]
    if layer.kind is Kind.CHOICES:
        return shown
    out = {id(one) for one in shown}
    rivals = _pairs(shown)
    rivals.sort(key=lambda pair: -max(pair[0].score, pair[1].score))
    for one, other in rivals:
        if id(one) in out and id(other) in out:
            winner, loser = (one, other) if (one.score, -min(one.places)) >= (other.score, -min(other.places)) else (other, one)
            out.discard(id(loser))
            instead[loser.suggestion.id] = winner.suggestion.id
    return [one for one in shown if id(one) in out]


def _refilled(scheme: Scheme, suggestion: Suggestion, kept: dict[str, Suggestion], instead: dict[str, str]) -> Suggestion:
    """The suggestion with roles that name only what is kept: a rival that won where it may fill the role, else nobody."""
    if not suggestion.roles:
        return suggestion
    layer = scheme.layer(suggestion.layer)
    roles: dict[str, tuple[Filler, ...]] = {}
    for name, fillers in suggestion.roles.items():
        role = layer.role(name)
        new: dict[Filler, None] = {}
        for filler in fillers:
            key = filler.suggestion
            while key and key not in kept and key in instead:
                key = instead[key]
            if not filler.suggestion or (key == filler.suggestion and key in kept):
                new[filler] = None
            elif key in kept and role and f"{kept[key].layer}.{kept[key].label}" in role.of:
                new[Filler(suggestion=key)] = None
        if new:
            roles[name] = tuple(new)
    return replace(suggestion, roles=roles)


def _ranked(layer: Layer, kept: dict[str, Suggestion], several: bool) -> list[Suggestion]:
    """The layer's choices. With several sources they are ranked anew, and of single answers the likeliest is kept."""
    found = [s for s in kept.values() if s.layer == layer.name]
    if not several:
        return found
    found.sort(key=lambda s: -s.score)
    if layer.many and not layer.each:
        return [replace(s, rank=place) for place, s in enumerate(found, 1)]
    best: dict[str, Suggestion] = {}
    for suggestion in found:
        best.setdefault(suggestion.target, suggestion)
    return list(best.values())
