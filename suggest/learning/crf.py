"""Weights for a tagger: a conditional random field, fitted to what is known (Tsuboi et al. 2008, where only a part is)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from postil.suggest.learning.features import Numbers
from postil.suggest.learning.lattice import Floats, Ints, allowed, steps_of, sums

ROUNDS = 60
_PRIOR = 1.0  # how much a weight of 1 costs, times two: the same as one token's log likelihood
_ENOUGH = 10_000  # tokens from which on a feature must be met twice
_GAIN = 1e-6  # the share of improvement under which another round is not worth its time
_FAINT = 0.005  # weights so small change nothing


Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Expected = Sequence[tuple[int, int, float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """`features` tells which numbers of the features are weighed, `table` has a row for each of them, a column for each tag.

    `moves[a, b]` is the weight of tag b after tag a.
    """

    features: Ints
    table: Floats
    moves: Floats


@dataclass(frozen=True, slots=True)
class Sentence:
    """The features of each token of one sentence, and which tags can be right at each."""

    rows: Sequence[Numbers]
    known: NDArray[np.bool_]


def fit(
    sentences: Sequence[Sentence],
    expected: Expected = (),
    *,
    tick: Callable[[float], None] = lambda share: None,
    rounds: int = ROUNDS,
) -> Weights:
    """Fit weights by L-BFGS on the penalised likelihood of what is known. Sentences of which nothing is known are left out.

    `expected`: weights that are expected before anything is learned, as feature, tag and weight; of all others 0 is.
    Raises ValueError when there is nothing to learn from.
    """
    some = [s for s in sentences if s.rows and not s.known.all()]
    if not some:
        raise ValueError("there is no sentence to learn from")
    sure = [s for s in some if (s.known.sum(axis=1) == 1).all()]
    unsure = [s for s in some if not (s.known.sum(axis=1) == 1).all()]
    ordered = [*sure, *unsure]
    rows = [row for sentence in ordered for row in sentence.rows]
    used, matrix = _matrix(rows)
    known = np.concatenate([sentence.known for sentence in ordered])
    size, count = matrix.shape[1], known.shape[1]
    prior = np.zeros((size, count))
    place = {int(number): at for at, number in enumerate(used)}
    for number, tag, weight in expected:
        if number in place:
            prior[place[number], tag] = weight
    start = np.concatenate([prior.ravel(), np.zeros(count * count)])
    likelihood = _Likelihood(matrix, known, [len(s.rows) for s in sure], [len(s.rows) for s in unsure], start)
    done = 0

    def told(_: Vector) -> None:
        nonlocal done
        done += 1
        tick(done / rounds)

    found = minimize(  # type: ignore[call-overload]  # its stubs do not know the options of L-BFGS-B
        likelihood.value, start.ravel(), jac=True, method="L-BFGS-B", callback=told,
        options={"maxiter": rounds, "maxcor": 6, "ftol": _GAIN},
    )  # fmt: skip
    table, moves = found.x[: size * count].reshape(size, count), found.x[size * count :].reshape(count, count)
    strong = np.abs(table).max(axis=1) > _FAINT
    return Weights(used[strong], table[strong], np.where(allowed(count)[1], moves, 0.0))


def _matrix(rows: Sequence[Numbers]) -> tuple[Ints, csr_array]:
    """The features met often enough, and which token has which of them (tokens × features)."""
    flat = np.fromiter((number for row in rows for number in row), np.int64)
    ends = np.cumsum([len(row) for row in rows])
    times = np.bincount(flat)
    used = np.flatnonzero(times >= (2 if len(rows) >= _ENOUGH else 1))
    place = np.full(len(times), -1, np.int64)
    place[used] = np.arange(len(used))
    columns = place[flat]
    keep = columns >= 0
    before = np.concatenate([[0], np.cumsum(keep)])
    pointers = before[np.concatenate([[0], ends])]
    data = np.ones(int(keep.sum()))
    matrix = csr_array((data, columns[keep].astype(np.int32), pointers.astype(np.int32)), shape=(len(rows), len(used)))
    return used.astype(np.int64), matrix


class _Likelihood:
    """The penalised negative log likelihood and its gradient; first the tokens of sentences wholly known, then the others."""

    def __init__(
        self, matrix: csr_array, known: NDArray[np.bool_], sure: Sequence[int], unsure: Sequence[int], prior: Floats
    ) -> None:
        self.prior = prior
        self.matrix, self.turned, self.known = matrix, csr_array(matrix.T), known
        self.border = sum(sure)
        self.count = known.shape[1]
        self.steps = steps_of([*sure, *unsure])
        self.unsure = steps_of(unsure) if unsure else []
        right = known[: self.border].argmax(axis=1)
        self.right = right
        self.expected = np.zeros((len(known), self.count))
        self.expected[np.arange(self.border), right] = 1.0
        self.pairs = np.zeros((self.count, self.count))
        at = 0
        for length in sure:
            np.add.at(self.pairs, (right[at : at + length - 1], right[at + 1 : at + length]), 1.0)
            at += length

    def value(self, weights: Vector) -> tuple[float, Vector]:
        """The loss, and its slope."""
        size = self.matrix.shape[1] * self.count
        table, moves = weights[:size].reshape(-1, self.count), weights[size:].reshape(self.count, self.count)
        scores = self.matrix @ table
        every = sums(scores, moves, self.steps)
        right = float(scores[np.arange(self.border), self.right].sum() + (self.pairs * moves).sum())
        expected, pairs = self.expected, self.pairs
        if self.unsure:
            part = sums(scores[self.border :], moves, self.unsure, self.known[self.border :])
            right += part.log_total
            expected[self.border :] = part.tags
            pairs = pairs + part.pairs
        away = weights - self.prior
        loss = every.log_total - right + 0.5 * _PRIOR * float(away @ away)
        slope = np.concatenate([(self.turned @ (every.tags - expected)).ravel(), (every.pairs - pairs).ravel()])
        return loss, (slope + _PRIOR * away).ravel()
