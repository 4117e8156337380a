"""What is lost when annotations go from one format to another: counted, named, with examples."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from postil.schema.annotation import Mark
from postil.schema.article import Article
from postil.schema.safe import safe

_EXAMPLES = 3


class Effect(StrEnum):
    """What becomes of a thing: it goes over changed, it is lost, or it is no labelled data and stays where it was."""

    CHANGED = "changed"
    LOST = "lost"
    ASIDE = "stays"


class Part(StrEnum):
    """What of an article or of a mark is concerned."""

    WHOLE = "whole"
    RANGE = "range"
    LABEL = "label"
    ROLES = "roles"
    ATTRIBUTES = "attributes"
    RANK = "rank"
    TARGET = "target"
    NOTE = "note"
    FLAG = "flag"
    ORIGIN = "origin"
    ANNOTATOR = "annotator"
    TEXT = "text"
    ID = "id"
    META = "meta"
    HIDDEN = "hidden"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Limit:
    """A thing that a format cannot hold, or not as it is: in plain words, in the plural ("spans off the token grid")."""

    what: str
    effect: Effect = Effect.LOST
    part: Part = Part.WHOLE


@dataclass(frozen=True, slots=True)
class Loss:
    """`count` things that came up against a limit, with up to three of them as examples, fit to be shown."""

    limit: Limit
    count: int
    examples: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """The limit in plain words."""
        return self.limit.what

    @property
    def lossy(self) -> bool:
        """Whether labelled data does not go over as it is."""
        return self.limit.effect is not Effect.ASIDE


Watch = Callable[[Limit, str, str], None]


class Losses:
    """Losses as they come up, in the order in which each limit was first met.

    `watch`, if given, is told every limit with the ids of the article and of the mark ("" where it is no mark).
    """

    def __init__(self, watch: Watch | None = None) -> None:
        self._counts: dict[Limit, int] = {}
        self._examples: dict[Limit, list[str]] = {}
        self._watch = watch
        self._altered: Counter[str] = Counter()
        self._here: tuple[str, dict[str, str]] = ("", {})

    def add(self, limit: Limit, example: str = "", *, count: int = 1) -> None:
        """`count` more; `example` may hold any text, it is made safe to show."""
        if not count:
            return
        self._counts[limit] = self._counts.get(limit, 0) + count
        examples = self._examples.setdefault(limit, [])
        if len(examples) < _EXAMPLES and example:
            shown = safe(example)
            if shown not in examples:
                examples.append(shown)

    def article(self, limit: Limit, article: Article, what: str = "", *, count: int = 1) -> None:
        """Something of an article; `what` says more about it."""
        if count:
            self.add(limit, f"{article.id}: {what}" if what else article.id, count=count)
            if self._watch:
                self._watch(limit, article.id, "")

    def marks(self, limit: Limit, article: Article, marks: Sequence[Mark]) -> None:
        """All of `marks`, each an example."""
        known = self._examples.setdefault(limit, []) if marks else []
        for mark in marks:
            self.add(limit, name(article, mark) if len(known) < _EXAMPLES else "")
            if self._watch:
                self._watch(limit, article.id, mark.id)
        if marks and limit.effect is not Effect.ASIDE and limit.part is not Part.WHOLE:
            if self._here[0] != article.id:
                self._altered.update(self._here[1].values())
                self._here = (article.id, {})
            self._here[1].update((mark.id, mark.layer) for mark in marks)

    @property
    def altered(self) -> Mapping[str, int]:
        """How many marks of each layer go over, but not as they were."""
        return self._altered + Counter(self._here[1].values())

    def result(self) -> list[Loss]:
        """What was counted."""
        return [Loss(limit, count, tuple(self._examples[limit])) for limit, count in self._counts.items()]

    @property
    def lossy(self) -> bool:
        """Whether anything that is labelled data does not go over as it is."""
        return any(limit.effect is not Effect.ASIDE for limit in self._counts)


def name(article: Article, mark: Mark) -> str:
    """How messages name a mark: article, layer and label, and its text or target."""
    what = mark.text or mark.target
    short = what if len(what) <= 40 else what[:39] + "…"
    place = f" at {mark.start}" if mark.start is not None else ""
    kind = f"{mark.layer} {mark.label}".strip()
    return f"{article.id}: {kind}{place}" + (f" “{short}”" if short else "")
