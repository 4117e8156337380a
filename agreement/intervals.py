"""How far chance could move a score: percentile bootstrap intervals over articles (Efron and Tibshirani 1993, chapter 13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from postil.agreement.scores import Counts

_AT_ONCE = 4_000_000  # article numbers drawn at a time, which bounds the memory
_EDGES = (0.025, 0.975)

Edges = tuple[float, float]
"""The lower and the upper edge of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what values 95 of 100 such collections of articles would put each measure."""

    precision: Edges
    recall: Edges
    f1: Edges


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals of the scores for each label, for all labels together, and for the means over labels."""

    labels: Mapping[str, Interval]
    overall: Interval
    macro: Interval


def intervals(by_article: Sequence[Mapping[str, Counts]], *, draws: int = 1000, seed: int = 0) -> Intervals:
    """95 % intervals from the counts of each article (`Scores.by_article`).

    Articles are drawn with replacement, as many as there are, `draws` times; what stands in one article is drawn
    together, since it is not independent. The same counts and seed give the same intervals.
    """
    labels = sorted({label for counts in by_article for label in counts})
    table = np.zeros((len(by_article), len(labels), 3))
    column = {label: at for at, label in enumerate(labels)}
    for number, counts in enumerate(by_article):
        for label, one in counts.items():
            table[number, column[label]] = (one.tp, one.fp, one.fn)
    sums = _resampled(table.reshape(len(by_article), 3 * len(labels)), draws, seed).reshape(draws, len(labels), 3)
    each = _measures(sums)
    there = sums[..., 0] + sums[..., 2] > 0
    shares = np.where(there[..., None], np.nan_to_num(each), 0.0).sum(axis=1)
    number = there.sum(axis=1)[:, None]
    return Intervals(
        {label: _interval(each[:, at]) for at, label in enumerate(labels)},
        _interval(_measures(sums.sum(axis=1))),
        _interval(np.divide(shares, number, out=np.full_like(shares, np.nan), where=number > 0)),
    )


def _resampled(table: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    """The sums of the rows of `table` (articles × columns) that each draw took: draws × columns."""
    random = np.random.default_rng(seed)
    articles = len(table)
    out = np.zeros((draws, table.shape[1]))
    if not articles:
        return out
    step = max(1, _AT_ONCE // articles)
    for first in range(0, draws, step):
        some = min(step, draws - first)
        taken = random.integers(0, articles, size=(some, articles))
        times = np.stack([np.bincount(one, minlength=articles) for one in taken])
        out[first : first + some] = times @ table
    return out


def _measures(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Precision, recall and F1 (last axis) of tp, fp and fn (last axis); NaN where there is nothing to divide by."""
    right, wrong, missed = sums[..., 0], sums[..., 1], sums[..., 2]
    shares = ((right, right + wrong), (right, right + missed), (2 * right, 2 * right + wrong + missed))
    return np.stack([np.divide(p, w, out=np.full_like(w, np.nan), where=w > 0) for p, w in shares], axis=-1)


def _interval(drawn: NDArray[np.float64]) -> Interval:
    """The interval of drawn measures (draws × 3); draws in which there was nothing to measure say nothing."""
    precision, recall, f1 = (_edges(column[~np.isnan(column)]) for column in drawn.T)
    return Interval(precision, recall, f1)


def _edges(drawn: NDArray[np.float64]) -> Edges:
    if not len(drawn):
        return 0.0, 0.0
    low, high = np.quantile(drawn, _EDGES)
    return float(low), float(high)
