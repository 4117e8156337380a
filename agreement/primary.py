"""Where labels of an article are ranked: whether the primary one is found first, or among the first two."""

from collections.abc import Sequence
from dataclasses import dataclass

from postil.agreement.matching import Same
from postil.schema.annotation import Mark


@dataclass(frozen=True, slots=True)
class Primary:
    """In how many articles the primary label is known, is the first that was found, is one of the first two."""

    articles: int = 0
    first: int = 0
    among_two: int = 0

    def __add__(self, other: "Primary") -> "Primary":
        return Primary(self.articles + other.articles, self.first + other.first, self.among_two + other.among_two)


def primary(gold: Sequence[Mark], found: Sequence[Mark], same: Same) -> Primary:
    """The answer for one article. Of gold labels without ranks only a single one is primary."""
    ranked = ordered(gold)
    if not ranked or (len(ranked) > 1 and ranked[0].rank is None):
        return Primary()
    right = [same(ranked[0].label, mark.label) for mark in ordered(found)[:2]]
    return Primary(1, int(right[:1] == [True]), int(any(right)))


def ordered(choices: Sequence[Mark]) -> list[Mark]:
    """Choices by rank, those without one last, in their order."""
    return sorted(choices, key=lambda mark: (mark.rank is None, mark.rank or 0))
