"""Weights for a tagger: a conditional random field, fitted to what is known (Tsuboi et al. 2008, where only a part is)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

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
_MANY = 2_000_000
_FAINT = 0.005  # weights so small change nothing


Ints32 = NDArray[np.int32]
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
    """The numbers of the features of each token of one sentence, one token after the other, and how many each has.

    `known`: which tags (columns) can be right at each token (rows).
    """

    features: Ints32
    counts: Ints32
    known: NDArray[np.bool_]


def sentence(rows: Sequence[Numbers], known: NDArray[np.bool_]) -> Sentence:
    """A sentence from the features of its tokens."""
    flat = np.fromiter(chain.from_iterable(rows), np.int32)
    return Sentence(flat, np.fromiter(map(len, rows), np.int32), known)


def fit(
    sentences: Sequence[Sentence],
    expected: Expected = (),
    *,
    tick: Callable[[float], None] = lambda share: None,
    rounds: int = ROUNDS,
) -> Weights:
    """Fit weights by L-BFGS on the penalised likelihood of what is known. Sentences of which nothing is known are left out.

    `expected`: weights that are expected before anything is learned, as feature, tag and weight; of all others 0 is.
    Where there are more than _MANY weights, a feature and a tag that were never seen together keep it: for the memory.
    Raises ValueError when there is nothing to learn from.
    """
    some = [s for s in sentences if len(s.known) and not s.known.all()]
    if not some:
        raise ValueError("there is no sentence to learn from")
    sure = [s for s in some if (s.known.sum(axis=1) == 1).all()]
    unsure = [s for s in some if not (s.known.sum(axis=1) == 1).all()]
    ordered = [*sure, *unsure]
    used, matrix = _matrix(ordered)
    known = np.concatenate([s.known for s in ordered])
    size, count = matrix.shape[1], known.shape[1]
    prior = np.zeros((size, count))
    place = {int(number): at for at, number in enumerate(used)}
    for number, tag, weight in expected:
        if number in place:
            prior[place[number], tag] = weight
    free = np.ones((size, count), bool) if size * count <= _MANY else _met(matrix, known) | (prior != 0.0)
    lengths = [[len(s.known) for s in part] for part in (sure, unsure)]
    likelihood = _Likelihood(matrix, known, *lengths, prior=prior, free=free)
    done = 0

    def told(_: Vector) -> None:
        nonlocal done
        done += 1
        tick(done / rounds)

    found = minimize(  # type: ignore[call-overload]  # its stubs do not know the options of L-BFGS-B
        likelihood.value, likelihood.start, jac=True, method="L-BFGS-B", callback=told,
        options={"maxiter": rounds, "maxcor": 6, "ftol": _GAIN},
    )  # fmt: skip
    table, moves = likelihood.apart(found.x)
    strong = np.abs(table).max(axis=1) > _FAINT
    return Weights(used[strong], table[strong], np.where(allowed(count)[1], moves, 0.0))


def _met(matrix: csr_array, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which features (rows) stand at a token whose tag (columns) is known."""
    sure = known & (known.sum(axis=1, keepdims=True) == 1)
    return np.asarray(matrix.T @ sure.astype(np.float64)) > 0.0


def _matrix(sentences: Sequence[Sentence]) -> tuple[Ints, csr_array]:
    """The features met often enough, and which token has which of them (tokens × features)."""
    flat = np.concatenate([s.features for s in sentences])
    ends = np.cumsum(np.concatenate([s.counts for s in sentences]))
    times = np.bincount(flat)
    used = np.flatnonzero(times >= (2 if len(ends) >= _ENOUGH else 1))
    place = np.full(len(times), -1, np.int32)
    place[used] = np.arange(len(used))
    columns = place[flat]
    keep = columns >= 0
    before = np.concatenate([[0], np.cumsum(keep)])
    pointers = before[np.concatenate([[0], ends])]
    data = np.ones(int(keep.sum()))
    matrix = csr_array((data, columns[keep], pointers.astype(np.int32)), shape=(len(ends), len(used)))
    return used.astype(np.int64), matrix


class _Likelihood:
    """The penalised negative log likelihood and its slope; first the tokens of sentences wholly known, then the others.

    The weights are those of `table` where `free` is True, row by row, and then those of `moves`.
    """

    def __init__(
        self,
        matrix: csr_array,
        known: NDArray[np.bool_],
        sure: Sequence[int],
        unsure: Sequence[int],
        *,
        prior: Floats,
        free: NDArray[np.bool_],
    ) -> None:
        self.matrix, self.turned, self.known = matrix, csr_array(matrix.T), known
        self.free = free
        self.count = known.shape[1]
        self.start: Vector = np.concatenate([prior[free], np.zeros(self.count * self.count)])
        self.border = sum(sure)
        self.steps = steps_of([*sure, *unsure])
        self.unsure = steps_of(unsure) if unsure else []
        self.right = known[: self.border].argmax(axis=1)
        self.expected = np.zeros((len(known), self.count))
        self.expected[np.arange(self.border), self.right] = 1.0
        self.pairs = np.zeros((self.count, self.count))
        at = 0
        for length in sure:
            np.add.at(self.pairs, (self.right[at : at + length - 1], self.right[at + 1 : at + length]), 1.0)
            at += length

    def apart(self, weights: Vector) -> tuple[Floats, Floats]:
        """The table and the moves of some weights."""
        moves = self.count * self.count
        table = np.zeros(self.free.shape)
        table[self.free] = weights[:-moves]
        return table, weights[-moves:].reshape(self.count, self.count)

    def value(self, weights: Vector) -> tuple[float, Vector]:
        """The loss, and its slope."""
        table, moves = self.apart(weights)
        scores = self.matrix @ table
        every = sums(scores, moves, self.steps)
        right = float(scores[np.arange(self.border), self.right].sum() + (self.pairs * moves).sum())
        expected, pairs = self.expected, self.pairs
        if self.unsure:
            part = sums(scores[self.border :], moves, self.unsure, self.known[self.border :])
            right += part.log_total
            expected[self.border :] = part.tags
            pairs = pairs + part.pairs
        away = weights - self.start
        loss = every.log_total - right + 0.5 * _PRIOR * float(away @ away)
        slope = np.concatenate([(self.turned @ (every.tags - expected))[self.free], (every.pairs - pairs).ravel()])
        return loss, slope + _PRIOR * away
