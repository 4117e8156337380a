"""What the store hands out, beside the values of the schema."""

from dataclasses import dataclass, field

from postil.schema.annotation import Annotation, Suggestion
from postil.schema.article import Article
from postil.schema.record import Change, Status, Work


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record of which nothing was stored, because `same_as` (an article's id) has the same text."""

    id: str
    same_as: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What an import did; every record is in one of `added`, `merged`, `duplicates`.

    `merged`: it brought annotations, work or suggestions into an article with the same text. `duplicates`: it brought
    nothing; `named` holds the first few. `unmerged` counts those of both from which something was left out: its annotator
    had worked on that article before, or an earlier record of theirs says otherwise about the same, or leaves no room for it
    in a layer that takes no overlaps. `annotations` are those that were stored, `waiting` the suggestions that nobody answered.
    """

    added: int
    duplicates: int = 0
    named: tuple[Duplicate, ...] = ()
    unmerged: int = 0
    merged: int = 0
    annotations: int = field(default=0, compare=False)
    waiting: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one annotator needs to work on one article.

    Suggestions: the current ones, those that this annotator answered, and those that fill a role of either. One that
    is neither current nor answered is there only to be referred to. `suggested` is the version that suggested, or "".
    """

    number: int
    article: Article
    suggestions: tuple[Suggestion, ...]
    annotations: tuple[Annotation, ...]
    work: Work
    suggested: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored decision: its number in the log, and when (UTC, ISO 8601, milliseconds)."""

    seq: int
    at: str


@dataclass(frozen=True, slots=True)
class Reverted:
    """An undo or redo: its number in the log and when; of the decision that it concerns: kind, article, place.

    `changes` are as they were applied now (for an undo, already reversed).
    """

    seq: int
    at: str
    kind: str
    article: int
    changes: tuple[Change, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotator stopped: the article's number and the row."""

    article: int
    row: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One annotator's progress through the project, in articles. `per_hour` is 0 until something is done."""

    total: int
    done: int
    skipped: int
    started: int
    per_hour: float


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of articles, as one annotator sees it.

    `length` in code points; `suggestions` counts the current ones, `undecided` those of them that the annotator neither
    answered nor said without having been asked, `annotations` the annotator's own that are not rejections. `copies`: how
    many near-copies of it were found when the articles were compared last.
    """

    number: int
    id: str
    title: str
    date: str
    status: Status
    flag: bool
    length: int
    suggestions: int
    annotations: int
    undecided: int
    copies: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """What suggesting again did to an article's suggestions. `answered` were made again but are already decided."""

    new: int = 0
    kept: int = 0
    answered: int = 0
    retired: int = 0
    removed: int = 0
