"""Hits that overlap: the pairs that must not both stay, and that adding by stages decides as all at once."""

from hypothesis import given
from hypothesis import strategies as st

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.rivals import Rivals, resolve
from postil.suggest.rulebook import rulebook

_RULES = ("person.known", "territory", "city", "org.run", "person.run", "people")


def _hit(start: int, length: int, rule: str) -> EntityHit:
    return EntityHit(start, start + length, rulebook()[rule].label, rule, 0.5)


_HITS = st.lists(st.builds(_hit, st.integers(0, 60), st.integers(1, 9), st.sampled_from(_RULES)), max_size=25)


def _one_by_one(hits: list[EntityHit]) -> list[EntityHit]:
    """The definition: the best first, each kept unless it overlaps one that is."""
    kept: list[EntityHit] = []
    for hit in sorted(hits, key=lambda h: (-rulebook()[h.rule].rank, h.start - h.end, h.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


@given(_HITS)
def test_the_best_are_kept_and_none_overlap(hits: list[EntityHit]) -> None:
    assert resolve(hits) == _one_by_one(hits)


@given(st.lists(_HITS, min_size=1, max_size=4))
def test_hits_that_come_by_stages_are_judged_as_if_they_came_at_once(stages: list[list[EntityHit]]) -> None:
    rivals = Rivals(stages[0])
    for stage in stages[1:]:
        rivals.add(stage)
    assert rivals.kept == resolve([hit for stage in stages for hit in stage])
