"""What every writer of a format is: records in, files out, losses and labels counted on the way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from postil.exports.stage import Stage
from postil.schema.annotation import Mark
from postil.schema.loss import Losses
from postil.schema.record import Record
from postil.schema.scheme import Scheme


class Misaligned(StrEnum):
    """What becomes of a span whose edges are not edges of tokens, in a format of tokens."""

    SKIP = "skip"
    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to write. `negatives`: with rejected suggestions, where the format has a place for them. `shard`: documents in one
    file, where a format has several. `facts`: what a dataset card needs to be told.
    """

    misaligned: Misaligned = Misaligned.SKIP
    negatives: bool = True
    shard: int = 5000
    facts: "Facts" = field(default_factory=lambda: Facts())


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a dataset card says beside what can be counted: its title, licences (SPDX ids, "" for not known) of the texts and
    of the annotations, and what agreement there is between annotators: (layer, measure, value between -1 and 1).
    """

    title: str = ""
    license_texts: str = ""
    license_annotations: str = ""
    agreement: tuple[tuple[str, str, float], ...] = ()


class Count:
    """What went into the dataset: articles in each split, and how often each (layer, label); and what could not."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        self.articles: Counter[str] = Counter()
        self.labels: dict[str, Counter[tuple[str, str]]] = {}

    def article(self, marks: Iterable[Mark], split: str = "") -> None:
        """One more article (or one annotator's version of it) with these labels is in the dataset."""
        self.articles[split] += 1
        self.labels.setdefault(split, Counter()).update((mark.layer, mark.label) for mark in marks)

    @property
    def all_labels(self) -> Counter[tuple[str, str]]:
        """The labels of all splits together."""
        return sum(self.labels.values(), Counter())


@dataclass(frozen=True, slots=True)
class Job:
    """What a writer works on and with. `splits`: the names of the splits, none for a dataset in one piece."""

    scheme: Scheme
    stage: Stage
    count: Count
    options: Options
    splits: tuple[str, ...] = ()


class Writer(Protocol):
    """One dataset in the making; it is made with a Job."""

    def add(self, record: Record, split: str) -> None:
        """One record, into its split ("" where there are none); what cannot be held is counted. Raises PostilError."""

    def close(self) -> None:
        """Write what comes last: ends of files, configurations, cards."""
