"""What travels between the rooms: an article with all that is known about it, and one annotator's decision."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from postil.schema.annotation import Annotation, Suggestion
from postil.schema.article import Article


class Status(StrEnum):
    """How far one annotator is with one article."""

    TODO = "todo"
    STARTED = "started"
    DONE = "done"
    SKIPPED = "skipped"


_FURTHEST = (Status.DONE, Status.STARTED, Status.SKIPPED, Status.TODO)


@dataclass(frozen=True, slots=True)
class Work:
    """One annotator's state of one article. `seconds` is active time."""

    status: Status = Status.TODO
    seconds: float = 0.0
    flag: bool = False
    note: str = ""

    def joined(self, more: "Work", *, again: bool = False) -> "Work":
        """Two states of one article as one: the further one, with the seconds and notes of both.

        Who skipped a text, but marked some of it, began it. The seconds of what is told `again` were told before.
        """
        if more == self:
            return self
        notes = self.note
        if more.note and more.note != notes and more.note not in notes.split("; "):
            notes = f"{notes}; {more.note}" if notes else more.note
        seconds = self.seconds if again else round(self.seconds + more.seconds, 2)
        return Work(min(self.status, more.status, key=_FURTHEST.index), seconds, self.flag or more.flag, notes)


@dataclass(frozen=True, slots=True)
class Record:
    """An article with its annotations (of all annotators), suggestions nobody answered, and work per annotator.

    `where` says where it was read ("news.jsonl, line 12"), for messages, and `format` as what.
    """

    article: Article
    annotations: tuple[Annotation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    work: Mapping[str, Work] = field(default_factory=dict)
    where: str = ""
    format: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AnnotationChange:
    """An annotation made (before is None), altered, or taken back (after is None)."""

    before: Annotation | None
    after: Annotation | None

    @property
    def id(self) -> str:
        """The id of the annotation that changes."""
        mark = self.after or self.before
        assert mark is not None
        return mark.id


@dataclass(frozen=True, slots=True)
class WorkChange:
    """The annotator's status, flag or note of the article changes (`seconds` are counted apart)."""

    before: Work
    after: Work


@dataclass(frozen=True, slots=True)
class ListChange:
    """An entry was added to a project's list, such as its stance targets; undone, it is taken off again."""

    list: str
    entry: str
    added: bool = True


Change = AnnotationChange | WorkChange | ListChange


@dataclass(frozen=True, slots=True)
class Decision:
    """What one key press decided: one transaction, one row in the log, one undo step.

    `article` is the article's number in the store; `place` is where the cursor stands afterwards; `seconds` is the
    active time since the decision before. `referred`: suggestions that fill roles of what changes, as the annotator saw
    them; those that a newer run took away meanwhile come back. Storing the same `id` twice stores it once.
    """

    annotator: str
    article: int
    kind: str
    changes: tuple[Change, ...]
    place: str = ""
    seconds: float = 0.0
    referred: tuple[Suggestion, ...] = ()
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def reversed_changes(self) -> tuple[Change, ...]:
        """The changes that take this decision back, in the order in which to apply them."""
        return tuple(_reverse(change) for change in reversed(self.changes))


def _reverse(change: Change) -> Change:
    if isinstance(change, AnnotationChange):
        return AnnotationChange(change.after, change.before)
    if isinstance(change, WorkChange):
        return WorkChange(change.after, change.before)
    return ListChange(change.list, change.entry, not change.added)
