"""What was done with one article, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from postil.desk.item import Item
from postil.schema.annotation import Verdict


@dataclass(frozen=True, slots=True)
class Summary:
    """Items by what became of them, and the active seconds."""

    accepted: int
    corrected: int
    added: int
    rejected: int
    undecided: int
    seconds: float

    def __str__(self) -> str:
        counted = (
            (self.accepted, "accepted"),
            (self.corrected, "corrected"),
            (self.added, "added"),
            (self.rejected, "rejected"),
        )
        parts = [f"{count} {name}" for count, name in counted if count] or ["nothing decided"]
        if self.undecided:
            parts.append(f"{self.undecided} left undecided")
        minutes, seconds = divmod(round(self.seconds), 60)
        parts.append(f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s")
        return ", ".join(parts)


def summarise(items: Iterable[Item], seconds: float) -> Summary:
    """Count the items by their verdict."""
    found = Counter(item.verdict for item in items)
    return Summary(
        accepted=found[Verdict.ACCEPTED],
        corrected=found[Verdict.CORRECTED],
        added=found[Verdict.ADDED],
        rejected=found[Verdict.REJECTED],
        undecided=found[None],
        seconds=seconds,
    )
