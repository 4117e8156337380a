"""Which labels answer which, where the gold annotations were made by another scheme."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answers:
    """`right` names for each gold label the labels that are right for it.

    `closed`: the gold annotations were made by this very scheme, so whatever else is found in the layer is wrong. Without
    it, labels that are right for nothing are of another kind than what was annotated, and say nothing.
    """

    right: Mapping[str, tuple[str, ...]]
    closed: bool = True

    def same(self, gold: str, found: str) -> bool:
        """Whether the found label is right for the gold one."""
        return found in self.right.get(gold, ())

    def row(self, found: str) -> str:
        """The gold label under which a wrong find is counted: its own if there is one, else the first it could be right for."""
        if found in self.right.get(found, ()):
            return found
        return next((gold for gold, right in self.right.items() if found in right), found)

    def counts(self, found: str) -> bool:
        """Whether marks of the found label can be right or wrong at all."""
        return self.closed or any(found in right for right in self.right.values())
