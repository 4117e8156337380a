"""Which of the marks that should be there were found: pairs of a gold mark and a found one, each in one pair at most."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from operator import eq

from postil.schema.annotation import Mark

Same = Callable[[str, str], bool]
"""Whether the first label, a gold one, is answered by the second, a found one."""

Agree = Callable[[Mark, Mark], bool]
"""Whether a gold mark and a found one agree in something else."""


def match(
    gold: Sequence[Mark], found: Sequence[Mark], *, same: Same = eq, overlap: bool = False, agree: Agree | None = None
) -> list[tuple[int, int]]:
    """Pairs of positions in `gold` and `found`, in order: as many as there can be when each mark is in one pair at most.

    All are marks of one layer of one article. Two marks can be a pair when `same` holds for their labels, `agree`, if
    given, for themselves, and when they stand at the same place: from the same start to the same end, or, with
    `overlap`, with one code point in common at least. Choices stand at the same place when they have the same target.
    """
    meeting = touching(gold, found) if overlap else _together(gold, found)
    return _most(
        [(i, j) for i, j in meeting if same(gold[i].label, found[j].label) and (not agree or agree(gold[i], found[j]))]
    )


def touching(gold: Sequence[Mark], found: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Every pair of positions whose ranges have a code point in common, and of choices with the same target."""
    order = sorted((j for j, mark in enumerate(found) if mark.start is not None), key=lambda j: found[j].start or 0)
    starts = [found[j].start or 0 for j in order]
    reach = list(accumulate((found[j].end or 0 for j in order), max))  # how far the ranges up to each one go
    choices = [j for j, mark in enumerate(found) if mark.start is None]
    for i, mark in enumerate(gold):
        if mark.start is None or mark.end is None:
            yield from ((i, j) for j in choices if found[j].target == mark.target)
            continue
        last = bisect_left(starts, mark.end)
        for j in order[bisect_right(reach, mark.start, hi=last) : last]:
            if (found[j].end or 0) > mark.start:
                yield i, j


def _together(gold: Sequence[Mark], found: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Every pair of positions with the same start, end and target."""
    at: dict[tuple[int | None, int | None, str], list[int]] = {}
    for j, mark in enumerate(found):
        at.setdefault((mark.start, mark.end, mark.target), []).append(j)
    for i, mark in enumerate(gold):
        yield from ((i, j) for j in at.get((mark.start, mark.end, mark.target), ()))


def _most(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the pairs as can be chosen so that nothing is in two of them."""
    if _alone(i for i, _ in pairs) and _alone(j for _, j in pairs):
        return sorted(pairs)
    # Loaded only here: it takes a quarter of a second, and most articles leave nothing to choose.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    rows, columns = sorted({i for i, _ in pairs}), sorted({j for _, j in pairs})
    row, column = ({key: at for at, key in enumerate(keys)} for keys in (rows, columns))
    places = ([row[i] for i, _ in pairs], [column[j] for _, j in pairs])
    graph = csr_array(([True] * len(pairs), places), shape=(len(rows), len(columns)))
    chosen = maximum_bipartite_matching(graph, perm_type="column")
    return [(rows[at], columns[int(to)]) for at, to in enumerate(chosen) if to >= 0]


def _alone(keys: Iterable[int]) -> bool:
    return max(Counter(keys).values(), default=1) == 1
