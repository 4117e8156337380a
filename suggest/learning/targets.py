"""What a tagger shall say of each token, as far as it is known: the decisions of one layer laid on the tokens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from postil.schema.annotation import Annotation
from postil.suggest.learning.lattice import tags_of
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.sight import Sight

SELDOM = 5
"""A label with fewer examples is not learned; where it stands, nothing counts as known."""


@dataclass(frozen=True, slots=True)
class Target:
    """`known`: by token (rows) which tags can be right (columns). `off_grid`: marks that do not stand on tokens.

    `nested`: marks inside or across longer ones.
    """

    known: NDArray[np.bool_]
    off_grid: int = 0
    nested: int = 0


def target(lesson: Lesson, layer: str, labels: Sequence[str], sight: Sight) -> Target:
    """The lesson's decisions in one layer. Of marks that overlap the longest counts, of equal ones the first.

    Where a suggestion was rejected, and nothing put in its place, no span begins: else it would have been corrected.
    """
    tags = tags_of(labels)
    column = {tag: at for at, tag in enumerate(tags)}
    size = len(sight.tokens)
    known = np.ones((size, len(tags)), bool)
    if lesson.done:
        known[:, 1:] = False
    off_grid = 0
    for mark in lesson.rejected:
        if mark.layer == layer and (place := on_tokens(mark, sight)):
            known[place[0], 1::2] = False
    marks = [mark for mark in lesson.gold if mark.layer == layer and mark.start is not None]
    outermost, nested = longest(marks)
    placed: list[tuple[int, int, Annotation]] = []
    for mark in outermost:
        if place := on_tokens(mark, sight):
            placed.append((*place, mark))
        else:
            off_grid += 1
    for first, last, mark in placed:
        begin = column.get("B-" + mark.label)
        known[first:last] = begin is None
        if begin is None:
            continue
        known[first, begin] = True
        known[first + 1 : last, begin + 1] = True
        if last < size and known[last].sum() > 1:
            known[last, begin + 1] = False
    return Target(known, off_grid, nested)


def on_tokens(mark: Annotation, sight: Sight) -> tuple[int, int] | None:
    """The rows of the mark's tokens, first and one after the last, when its edges are edges of tokens of one sentence."""
    if mark.start is None or mark.end is None:
        return None
    first, last = sight.row(mark.start), sight.row(mark.end)
    if first >= last or sight.tokens[first].start != mark.start or sight.tokens[last - 1].end != mark.end:
        return None
    sentence = next(((begin, end) for begin, end in sight.sentences if begin <= first < end), (0, 0))
    return (first, last) if last <= sentence[1] else None


def longest(marks: Collection[Annotation]) -> tuple[list[Annotation], int]:
    """The marks that no longer one overlaps, by offset; and how many others there are."""
    kept: list[Annotation] = []
    for mark in sorted(marks, key=lambda m: ((m.start or 0) - (m.end or 0), m.start or 0)):
        if not any((mark.start or 0) < (k.end or 0) and (k.start or 0) < (mark.end or 0) for k in kept):
            kept.append(mark)
    return sorted(kept, key=lambda m: m.start or 0), len(marks) - len(kept)
