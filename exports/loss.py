"""What a format could not hold, counted while it is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from postil.schema.annotation import Mark
from postil.schema.article import Article
from postil.schema.safe import safe

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """`count` things of one kind that the format cannot hold, with up to three of them as examples, fit to be shown."""

    what: str
    count: int
    examples: tuple[str, ...] = ()


class Losses:
    """Losses as they come up, in the order in which each kind first did."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, what: str, example: str = "", *, count: int = 1) -> None:
        """`count` more of a kind; `example` may hold any text, it is made safe to show."""
        if not count:
            return
        self._counts[what] = self._counts.get(what, 0) + count
        examples = self._examples.setdefault(what, [])
        shown = safe(example)
        if shown and len(examples) < _EXAMPLES and shown not in examples:
            examples.append(shown)

    def marks(self, what: str, article: Article, marks: Sequence[Mark]) -> None:
        """All of `marks`, each an example."""
        for mark in marks:
            self.add(what, name(article, mark))

    def result(self) -> list[Loss]:
        """What was counted."""
        return [Loss(what, count, tuple(self._examples[what])) for what, count in self._counts.items()]


def name(article: Article, mark: Mark) -> str:
    """How messages name a mark: article, layer and label, and its text or target."""
    what = mark.text or mark.target
    short = what if len(what) <= 40 else what[:39] + "…"
    place = f" at {mark.start}" if mark.start is not None else ""
    return f"{article.id}: {mark.layer} {mark.label}{place}" + (f" “{short}”" if short else "")
