"""What every writer of a format is: records in, bytes out, losses and labels counted on the way."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from postil.exports.loss import Losses
from postil.schema.annotation import Mark
from postil.schema.record import Record


class Writer(Protocol):
    """One dataset file in the making."""

    @property
    def count(self) -> "Count": ...

    def head(self) -> bytes:
        """The bytes before the first record."""

    def add(self, record: Record) -> bytes:
        """The bytes of one record; what they cannot hold is counted. Raises PostilError."""

    def tail(self) -> bytes:
        """The bytes after the last record."""


class Count:
    """What went into the file (`articles`, and how often each (layer, label)), and what could not."""

    def __init__(self) -> None:
        self.articles = 0
        self.labels: Counter[tuple[str, str]] = Counter()
        self.losses = Losses()

    def article(self, marks: Iterable[Mark]) -> None:
        """One more article (or one annotator's version of it) with these labels is in the file."""
        self.articles += 1
        self.labels.update((mark.layer, mark.label) for mark in marks)
