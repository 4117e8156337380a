"""The sums over all ways to tag some sentences, and the best way: a linear chain (Lafferty, McCallum and Pereira 2001).

Tags are "O", and for every label "B-LABEL" where a span begins and "I-LABEL" where it goes on. All arrays have a row for
each token and a column for each tag; sentences follow each other in them. They are worked on side by side: step by step
from their first tokens to their last ones, the longest sentences first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def tags_of(labels: Sequence[str]) -> list[str]:
    """The tags for some labels: "O", then two for each."""
    return ["O", *(edge + label for label in labels for edge in ("B-", "I-"))]


def allowed(count: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of `count` tags may come first, and which may follow which: I-X only after B-X or I-X."""
    first = np.ones(count, bool)
    follow = np.ones((count, count), bool)
    for inside in range(2, count, 2):
        first[inside] = False
        follow[:, inside] = False
        follow[[inside - 1, inside], inside] = True
    return first, follow


def steps_of(lengths: Sequence[int]) -> list[Ints]:
    """For the first, the second, … token of sentences of these lengths (at least 1): their rows."""
    sizes = np.asarray(lengths, dtype=np.int64)
    order = np.argsort(-sizes, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])[order]
    longest = -np.sort(-sizes)
    return [starts[: int((longest > step).sum())] + step for step in range(int(longest[0]))]


@dataclass(frozen=True, slots=True)
class Sums:
    """`log_total`: the logarithm of the sum over all ways. `tags`: how likely each tag is at each token.

    `pairs`: how often each tag is expected to follow each. The rest is what `span` needs.
    """

    log_total: float
    tags: Floats
    pairs: Floats
    forward: Floats
    backward: Floats
    local: Floats
    scale: Floats
    moves: Floats


def sums(scores: Floats, moves: Floats, steps: Sequence[Ints], known: NDArray[np.bool_] | None = None) -> Sums:
    """Forward and backward sums. `moves[a, b]` scores b after a; `known` bars tags at tokens, where something is known."""
    count = scores.shape[1]
    first, follow = allowed(count)
    highest = (scores if known is None else np.where(known, scores, -np.inf)).max(axis=1, keepdims=True)
    local = np.exp(scores - highest)
    if known is not None:
        local *= known
    weight = np.exp(moves) * follow
    forward, backward, scale = np.zeros_like(local), np.zeros_like(local), np.zeros(len(local))
    for step, rows in enumerate(steps):
        here = local[rows] * first if step == 0 else (forward[steps[step - 1][: len(rows)]] @ weight) * local[rows]
        total = here.sum(axis=1)
        forward[rows] = here / total[:, None]
        scale[rows] = total
    pairs = np.zeros((count, count))
    for step in range(len(steps) - 1, -1, -1):
        rows = steps[step]
        after = np.ones((len(rows), count))
        if step + 1 < len(steps):
            nexts = steps[step + 1]
            coming = local[nexts] * backward[nexts] / scale[nexts][:, None]
            pairs += forward[rows[: len(nexts)]].T @ coming
            after[: len(nexts)] = coming @ weight.T
        backward[rows] = after
    log_total = float(np.log(scale).sum() + highest.sum())
    return Sums(log_total, forward * backward, pairs * weight, forward, backward, local, scale, weight)


def span(found: Sums, start: int, end: int, label: int, *, last: bool) -> float:
    """How likely it is that a span of the label numbered `label` goes from row `start` to just before `end`.

    `last`: the sentence ends with it.
    """
    begin, inside = 2 * label + 1, 2 * label + 2
    likely = float(found.tags[start, begin])
    before = begin
    for row in range(start + 1, end):
        likely *= _on(found, row, before, inside)
        before = inside
    return likely if last else likely * (1.0 - _on(found, end, before, inside))


def _on(found: Sums, row: int, before: int, inside: int) -> float:
    """How likely the span goes on at `row`, given the tag before it."""
    sure = float(found.tags[row - 1, before])
    if sure <= 0.0:
        return 0.0
    both = found.forward[row - 1, before] * found.moves[before, inside] * found.local[row, inside] * found.backward[row, inside]
    return min(1.0, float(both) / float(found.scale[row]) / sure)


def best(scores: Floats, moves: Floats, steps: Sequence[Ints]) -> Ints:
    """The most likely tags, by number (Viterbi)."""
    first, follow = allowed(scores.shape[1])
    barred = np.ascontiguousarray(np.where(follow, moves, -np.inf).T)  # by the later tag, then by the earlier one
    back = np.zeros(scores.shape, np.int64)
    ends = np.zeros_like(scores)
    reached = scores[steps[0]] + np.where(first, 0.0, -np.inf)
    ends[steps[0]] = reached
    for rows in steps[1:]:
        ways = reached[: len(rows), None, :] + barred
        back[rows] = chosen = ways.argmax(axis=2)
        reached = np.take_along_axis(ways, chosen[:, :, None], axis=2)[:, :, 0] + scores[rows]
        ends[rows] = reached
    out: Ints = ends.argmax(axis=1)  # right where a sentence ends
    for rows, nexts in zip(steps[-2::-1], steps[:0:-1], strict=True):
        out[rows[: len(nexts)]] = back[nexts, out[nexts]]
    return out
