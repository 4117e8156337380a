"""What can be said about an article: by a program (Suggestion), and by a person (Annotation)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

AND = " + "


class Verdict(StrEnum):
    """What a person did: with a suggestion (accepted, corrected, rejected), or without one (added)."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    ADDED = "added"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: an annotation or a suggestion of the same article, by id, or free text. Exactly one is set."""

    annotation: str = ""
    suggestion: str = ""
    text: str = ""


Roles = Mapping[str, tuple[Filler, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One labelled thing.

    Spans and frames have `start`, `end` (code points, end exclusive) and `text == article.text[start:end]`.
    Choices have neither (None, None, ""); `rank` counts from 1 (1 is the primary) in layers that choose many,
    and `target` names what is judged in layers with one answer for each target.
    """

    id: str
    layer: str
    label: str
    start: int | None = None
    end: int | None = None
    text: str = ""
    roles: Roles = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    rank: int | None = None
    target: str = ""

    @property
    def identity(self) -> tuple[str, str, int | None, int | None, str]:
        """Two suggestions with the same identity are the same suggestion, whoever made them and when."""
        return (self.layer, self.label, self.start, self.end, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Mark):
    """What a program suspects. `source` is "rules:territory" or "model:20261120-101500"; `score` is between 0 and 1.

    Where several sources agree, `source` joins them: "rules:territory + model:20261120-101500".
    `current` is False once a newer run no longer makes it, and it is kept only because something refers to it.
    """

    source: str
    score: float
    current: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """Each of the sources that agree on it."""
        return tuple(self.source.split(AND))

    @property
    def agreed(self) -> bool:
        """Whether two sources or more agree on it."""
        return AND in self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation(Mark):
    """What a person decided. `origin` is the suggestion that it answers, as it was made. `at` is UTC, ISO 8601."""

    verdict: Verdict
    by: str
    at: str = ""
    origin: Suggestion | None = None
    note: str = ""
    flag: bool = False


def new_id(prefix: str = "a") -> str:
    """A fresh id: the prefix and 12 random hexadecimal digits (48 bits; unique within an article is enough)."""
    return prefix + uuid.uuid4().hex[:12]
