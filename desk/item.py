"""One thing on the desk: a suggestion that waits, or the annotation that answered it."""

from dataclasses import dataclass

from postil.schema.annotation import Annotation, Mark, Suggestion, Verdict


@dataclass(frozen=True, slots=True)
class Item:
    """A suggestion, the annotation that answers it, or an annotation that a person added. One of the two is set."""

    suggestion: Suggestion | None = None
    annotation: Annotation | None = None

    @property
    def key(self) -> str:
        """Stays the same from suggestion to annotation and back: the suggestion's id, else the annotation's."""
        if self.suggestion is not None:
            return self.suggestion.id
        return self.mark.id

    @property
    def mark(self) -> Mark:
        """What holds now: the annotation where there is one."""
        mark = self.annotation or self.suggestion
        assert mark is not None
        return mark

    @property
    def verdict(self) -> Verdict | None:
        """What was decided; None while it waits."""
        return self.annotation.verdict if self.annotation else None

    @property
    def undecided(self) -> bool:
        """Nobody has answered it yet."""
        return self.annotation is None

    @property
    def agreed(self) -> bool:
        """It waits, and two sources or more agree on it."""
        return self.annotation is None and self.suggestion is not None and self.suggestion.agreed

    @property
    def rejected(self) -> bool:
        """It was judged wrong."""
        return self.verdict is Verdict.REJECTED

    @property
    def start(self) -> int:
        """First code point; 0 for a choice."""
        return self.mark.start or 0

    @property
    def end(self) -> int:
        """One past the last code point; 0 for a choice."""
        return self.mark.end or 0


def item_of(annotation: Annotation) -> Item:
    """The item that an annotation makes."""
    return Item(annotation.origin, annotation)
