"""Weights for a tagger: a conditional random field, fitted to what is known (Tsuboi et al. 2008, where only a part is).

The features met most often have a weight for every tag, all others only for those that they were met with: for the memory,
which hardly grows with the articles then. For its sake, too, the sentences are gone through part by part.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from postil.suggest.learning.lattice import Floats, Ints, allowed, steps_of, sums

ROUNDS = 60
FULL = 200_000  # weights of features that have one for every tag
_PART = 250_000  # tokens, times tags
_PRIOR = 1.0  # how much a weight of 1 costs, times two: the same as one token's log likelihood
_GAIN = 1e-6  # the share of improvement under which another round is not worth its time
_FAINT = 0.005  # weights so small change nothing

Ints32 = NDArray[np.int32]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Expected = Sequence[tuple[int, int, float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """`features` tells which features are weighed, `table` has a row for each of them, a column for each tag.

    `moves[a, b]` is the weight of tag b after tag a.
    """

    features: Ints
    table: Floats
    moves: Floats


@dataclass(frozen=True, slots=True)
class Sentence:
    """The features of each token of one sentence, one token after the other, and how many each has.

    `known`: which tags (columns) can be right at each token (rows).
    """

    features: Ints32
    counts: Ints32
    known: NDArray[np.bool_]

    @property
    def tells(self) -> bool:
        """Whether anything is known of it."""
        return bool(len(self.known)) and not self.known.all()

    @property
    def sure(self) -> bool:
        """Whether all of it is known."""
        return bool((self.known.sum(axis=1) == 1).all())


def fit(
    sentences: Iterable[Sentence],
    expected: Expected = (),
    *,
    tick: Callable[[float], None] = lambda share: None,
    rounds: int = ROUNDS,
) -> Weights:
    """Fit weights by L-BFGS on the penalised likelihood of what is known. Sentences of which nothing is known are left out.

    `expected`: weights that are expected before anything is learned, as feature, tag and weight; of all others 0 is.
    Raises ValueError when there is nothing to learn from.
    """
    some = [sentence for sentence in sentences if sentence.tells]
    if not some:
        raise ValueError("there is no sentence to learn from")
    shape = _shape(some, expected)
    likelihood = _Likelihood([_Part(part, shape) for part in _parts(some)], shape, expected)
    some.clear()
    done = 0

    def told(_: Vector) -> None:
        nonlocal done
        done += 1
        tick(done / rounds)

    found = minimize(  # type: ignore[call-overload]  # its stubs do not know the options of L-BFGS-B
        likelihood.value, likelihood.start, jac=True, method="L-BFGS-B", callback=told,
        options={"maxiter": rounds, "maxcor": 6, "ftol": _GAIN},
    )  # fmt: skip
    features, table, moves = shape.table(found.x)
    strong = np.abs(table).max(axis=1) > _FAINT
    return Weights(features[strong], table[strong], np.where(allowed(shape.count)[1], moves, 0.0))


def matrix_of(features: Ints32, counts: NDArray[np.integer], width: int) -> csr_array:
    """Which token (rows) has which features (columns)."""
    pointers = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return csr_array((np.ones(len(features)), features, pointers), shape=(len(counts), width))


def _parts(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences of about one length together, a few at a time, those that are wholly known before the others."""
    part: list[Sentence] = []
    size, most = 0, _PART // sentences[0].known.shape[1]
    for one in sorted(sentences, key=lambda one: (not one.sure, -len(one.known))):
        if part and (size + len(one.known) > most or one.sure != part[0].sure):
            yield part
            part, size = [], 0
        part.append(one)
        size += len(one.known)
    yield part


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which weights there are, `count` being the number of tags. In one vector stand, one after the other:

    those of `full`, features with a weight for every tag; those of `cells`, of the others, each `feature * count + tag`;
    those of the moves. `full` and `cells` are sorted.
    """

    count: int
    full: Ints
    cells: Ints

    def apart(self, weights: Vector) -> tuple[Floats, Floats, Floats]:
        """The three parts of a vector, as views of it: a table, a row of numbers, a table."""
        first = len(self.full) * self.count
        last = first + len(self.cells)
        return weights[:first].reshape(-1, self.count), weights[first:last], weights[last:].reshape(-1, self.count)

    def start(self, expected: Expected) -> Vector:
        """The vector of what is expected."""
        out = np.zeros(len(self.full) * self.count + len(self.cells) + self.count * self.count)
        full, cells, _ = self.apart(out)
        for feature, tag, weight in expected:
            row = np.searchsorted(self.full, feature)
            if row < len(self.full) and self.full[row] == feature:
                full[row, tag] = weight
            else:
                cells[np.searchsorted(self.cells, feature * self.count + tag)] = weight
        return out

    def table(self, weights: Vector) -> tuple[Ints, Floats, Floats]:
        """The features that have weights, a table of these, and the moves."""
        full, cells, moves = self.apart(weights)
        others, rows = np.unique(self.cells // self.count, return_inverse=True)
        table = np.zeros((len(others), self.count))
        table[rows, self.cells % self.count] = cells
        return np.concatenate([self.full, others]), np.concatenate([full, table]), moves


def _shape(sentences: Sequence[Sentence], expected: Expected) -> _Shape:
    """Weights for what was met together or is expected, and for the features met most often all that there can be."""
    count = sentences[0].known.shape[1]
    times = np.zeros(0, np.int64)
    met = [np.array([feature * count + tag for feature, tag, _ in expected], np.int64)]
    for part in _parts(sentences):
        more = np.bincount(np.concatenate([sentence.features for sentence in part]), minlength=len(times))
        more[: len(times)] += times
        times = more
        met.append(_met(part, count))
    full = np.sort(np.argsort(-times, kind="stable")[: FULL // count])
    cells = np.unique(np.concatenate(met))
    return _Shape(count, full, cells[np.isin(cells // count, full, invert=True)])


def _met(part: Sequence[Sentence], count: int) -> Ints:
    """The cells of features that stand at a token whose tag is known."""
    features = np.concatenate([sentence.features for sentence in part])
    known = np.concatenate([sentence.known for sentence in part])
    tags = np.where(known.sum(axis=1) == 1, known.argmax(axis=1), -1)
    tag = np.repeat(tags, np.concatenate([sentence.counts for sentence in part]))
    return np.unique(features[tag >= 0].astype(np.int64) * count + tag[tag >= 0])


class _Part:
    """Some sentences, all of them wholly known or none: their share of the loss, and of its slope.

    The features that they have are `full` ones, first, and then others. `cells` are the numbers of the weights of the latter,
    `places` where these stand in a table of all these features.
    """

    def __init__(self, sentences: Sequence[Sentence], shape: _Shape) -> None:
        known = np.concatenate([sentence.known for sentence in sentences])
        self.size, self.count = known.shape
        features, columns = np.unique(np.concatenate([sentence.features for sentence in sentences]), return_inverse=True)
        full = np.isin(features, shape.full)
        order = np.argsort(~full, kind="stable")
        self.columns = np.argsort(order).astype(np.int32)[columns]
        self.counts = np.concatenate([sentence.counts for sentence in sentences])
        self.features = len(features)
        self.full = np.searchsorted(shape.full, features[full])
        others = features[~full]
        first, last = (np.searchsorted(shape.cells, (others + more) * self.count) for more in (0, 1))
        rows = np.repeat(np.arange(len(others)), last - first)
        cells = np.arange(len(rows)) + np.repeat(last - np.cumsum(last - first), last - first)
        self.cells = cells.astype(np.int32)
        self.places = ((len(self.full) + rows) * self.count + shape.cells[cells] % self.count).astype(np.int32)
        lengths = [len(sentence.known) for sentence in sentences]
        self.steps = steps_of(lengths)
        self.known = None if sentences[0].sure else known
        self.right = known.argmax(axis=1)
        after = np.arange(1, self.size)[np.isin(np.arange(1, self.size), np.cumsum(lengths), invert=True)]
        self.pairs = np.zeros((self.count, self.count))
        np.add.at(self.pairs, (self.right[after - 1], self.right[after]), 1.0)

    def loss(self, full: Floats, cells: Floats, moves: Floats) -> tuple[float, Floats, Floats]:
        """Its loss, and its slope: for the table of its features, and for the moves."""
        table = np.zeros((self.features, self.count))
        table[: len(self.full)] = full[self.full]
        table.ravel()[self.places] = cells[self.cells]
        matrix = matrix_of(self.columns, self.counts, self.features)
        scores = matrix @ table
        every = sums(scores, moves, self.steps)
        away = every.tags
        if self.known is None:
            rows = np.arange(self.size)
            right = float(scores[rows, self.right].sum() + (self.pairs * moves).sum())
            away[rows, self.right] -= 1.0
            pairs = self.pairs
        else:
            part = sums(scores, moves, self.steps, self.known)
            right, pairs = part.log_total, part.pairs
            away -= part.tags
        return every.log_total - right, matrix.T @ away, every.pairs - pairs


class _Likelihood:
    """The penalised negative log likelihood and its slope."""

    def __init__(self, parts: Sequence[_Part], shape: _Shape, expected: Expected) -> None:
        self._parts, self._shape = parts, shape
        self.start = shape.start(expected)

    def value(self, weights: Vector) -> tuple[float, Vector]:
        """The loss, and its slope."""
        slope: Vector = weights - self.start
        loss = 0.5 * _PRIOR * float(slope @ slope)
        slope *= _PRIOR
        full, cells, moves = self._shape.apart(slope)
        for part in self._parts:
            more, own, between = part.loss(*self._shape.apart(weights))
            loss += more
            full[part.full] += own[: len(part.full)]
            cells[part.cells] += own.ravel()[part.places]
            moves += between
        return loss, slope
