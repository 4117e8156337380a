"""How much was found, and how much of it is right: precision, recall and F1 for each label and overall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq

from postil.agreement.matching import Agree, Same, match
from postil.schema.annotation import Mark


@dataclass(frozen=True, slots=True)
class Counts:
    """Marks that were found and are right (tp), that were found and are not (fp), and that were not found (fn)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def gold(self) -> int:
        """How many there should be."""
        return self.tp + self.fn

    @property
    def found(self) -> int:
        """How many were found."""
        return self.tp + self.fp

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 0 where nothing was found."""
        return _share(self.tp, self.found)

    @property
    def recall(self) -> float:
        """The share of what should be there that was found; 0 where nothing should be there."""
        return _share(self.tp, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 2 tp / (gold + found)."""
        return _share(2 * self.tp, self.gold + self.found)


@dataclass(frozen=True, slots=True)
class Macro:
    """The plain means over the labels that should be there somewhere: each label weighs as much as any other."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts for each label, those of the whole, and those of each article in its order (for intervals)."""

    labels: Mapping[str, Counts]
    by_article: tuple[Mapping[str, Counts], ...]

    @classmethod
    def of(cls, by_article: Sequence[Mapping[str, Counts]]) -> "Scores":
        """The sum over articles; labels by name."""
        total: dict[str, Counts] = {}
        for counts in by_article:
            for label, one in counts.items():
                total[label] = total.get(label, Counts()) + one
        return cls(dict(sorted(total.items())), tuple(by_article))

    @property
    def overall(self) -> Counts:
        """All labels together (micro: each mark weighs as much as any other)."""
        return sum(self.labels.values(), Counts())

    @property
    def macro(self) -> Macro:
        """The means over labels."""
        there = [counts for counts in self.labels.values() if counts.gold]
        number = len(there) or 1
        return Macro(
            sum(c.precision for c in there) / number, sum(c.recall for c in there) / number, sum(c.f1 for c in there) / number
        )


def score(
    gold: Sequence[Sequence[Mark]],
    found: Sequence[Sequence[Mark]],
    *,
    same: Same = eq,
    row: Callable[[str], str] = str,
    overlap: bool = False,
    agree: Agree | None = None,
) -> Scores:
    """Score what was found in each article against its gold marks; both of one layer, article by article.

    `same`, `overlap` and `agree` are those of `matching.match`. What is right counts for the gold mark's label, what is
    wrong for `row` of its own label: with gold labels of another scheme, `row` says under which of them it belongs.
    Raises ValueError when the two do not hold the same number of articles.
    """
    pairs = zip(gold, found, strict=True)
    return Scores.of([count(one, other, same=same, row=row, overlap=overlap, agree=agree) for one, other in pairs])


def count(
    gold: Sequence[Mark],
    found: Sequence[Mark],
    *,
    same: Same = eq,
    row: Callable[[str], str] = str,
    overlap: bool = False,
    agree: Agree | None = None,
) -> dict[str, Counts]:
    """The counts of one article, by label."""
    pairs = match(gold, found, same=same, overlap=overlap, agree=agree)
    right = {j for _, j in pairs}
    out: dict[str, Counts] = {}
    for i, _ in pairs:
        out[gold[i].label] = out.get(gold[i].label, Counts()) + Counts(tp=1)
    answered = {i for i, _ in pairs}
    for i, mark in enumerate(gold):
        if i not in answered:
            out[mark.label] = out.get(mark.label, Counts()) + Counts(fn=1)
    for j, mark in enumerate(found):
        if j not in right:
            label = row(mark.label)
            out[label] = out.get(label, Counts()) + Counts(fp=1)
    return out


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
