"""Hits that overlap: which of them is kept."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter

from postil.suggest.analysis import EntityHit
from postil.suggest.rulebook import rulebook

_BY_START = itemgetter(0)


class Rivals:
    """Hits of several stages. `kept` are those that win, sorted by offset, not overlapping."""

    def __init__(self, hits: Sequence[EntityHit]) -> None:
        self._hits = list(hits)
        self.kept = resolve(hits)

    def add(self, hits: Sequence[EntityHit]) -> bool:
        """Hits of a further stage, rivals of all before. Whether they only fill gaps: then all are kept."""
        if not hits:
            return True
        self._hits += hits
        together = sorted([*self.kept, *hits], key=_BY_START)
        gaps_only = all(one.end <= other.start for one, other in pairwise(together))
        self.kept = together if gaps_only else resolve(self._hits)
        return gaps_only


def resolve(hits: Sequence[EntityHit]) -> list[EntityHit]:
    """Of hits that overlap, the one whose rule ranks higher, then the longer, then the earlier; sorted by offset."""
    kept: list[EntityHit] = []
    group: list[EntityHit] = []  # hits in a row, each overlapping one before it
    reached = 0
    for hit in sorted(hits, key=_BY_START):
        if hit.start >= reached:
            kept += _best(group) if len(group) > 1 else group
            group = [hit]
        else:
            group.append(hit)
        if hit.end > reached:
            reached = hit.end
    return [*kept, *(_best(group) if len(group) > 1 else group)]


def _best(group: Sequence[EntityHit]) -> list[EntityHit]:
    ranks, origin = _ranks(), group[0].start
    taken = bytearray(max(hit.end for hit in group) - origin)
    kept = []
    for hit in sorted(group, key=lambda h: (ranks[h.rule], h.start - h.end, h.start)):
        start, end = hit.start - origin, hit.end - origin
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(hit)
    return sorted(kept, key=_BY_START)


@cache
def _ranks() -> dict[str, int]:
    return {rule.id: -rule.rank for rule in rulebook().values()}
