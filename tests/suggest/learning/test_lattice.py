"""Sums over all ways to tag a sentence, compared with adding the ways up one by one."""

from itertools import pairwise, product

import numpy as np
import pytest

from postil.suggest.learning.lattice import allowed, best, span, steps_of, sums, tags_of

TAGS = tags_of(["PER", "ORG"])
LENGTHS = [3, 1, 4]


def ways(length: int) -> list[tuple[int, ...]]:
    first, follow = allowed(len(TAGS))
    return [
        way for way in product(range(len(TAGS)), repeat=length)
        if first[way[0]] and all(follow[a, b] for a, b in pairwise(way))
    ]  # fmt: skip


@pytest.fixture
def scores() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(sum(LENGTHS), len(TAGS))) * 2


@pytest.fixture
def moves() -> np.ndarray:
    return np.random.default_rng(2).normal(size=(len(TAGS), len(TAGS)))


def weight(way: tuple[int, ...], scores: np.ndarray, moves: np.ndarray) -> float:
    total = sum(scores[row, tag] for row, tag in enumerate(way))
    return float(np.exp(total + sum(moves[a, b] for a, b in pairwise(way))))


def test_a_span_goes_on_only_where_it_began() -> None:
    first, follow = allowed(len(TAGS))
    assert [TAGS[at] for at in np.flatnonzero(first)] == ["O", "B-PER", "B-ORG"]
    assert [TAGS[at] for at in np.flatnonzero(follow[:, TAGS.index("I-PER")])] == ["B-PER", "I-PER"]


@pytest.mark.parametrize("bar", [False, True])
def test_sums_are_those_of_all_ways(scores: np.ndarray, moves: np.ndarray, bar: bool) -> None:
    known = np.ones(scores.shape, bool)
    if bar:
        known[1, [0, 1]] = False
        known[5] = [False, False, False, True, False]
    found = sums(scores, moves, steps_of(LENGTHS), known if bar else None)
    at, log_total = 0, 0.0
    pairs = np.zeros_like(moves)
    for length in LENGTHS:
        open_ones = [w for w in ways(length) if all(known[at + row, tag] for row, tag in enumerate(w))]
        weights = {w: weight(w, scores[at : at + length], moves) for w in open_ones}
        total = sum(weights.values())
        log_total += np.log(total)
        for row in range(length):
            for tag in range(len(TAGS)):
                share = sum(v for w, v in weights.items() if w[row] == tag) / total
                assert found.tags[at + row, tag] == pytest.approx(share)
        for way, value in weights.items():
            for a, b in pairwise(way):
                pairs[a, b] += value / total
        at += length
    assert found.log_total == pytest.approx(log_total)
    assert found.pairs == pytest.approx(pairs)


def test_a_span_is_as_likely_as_all_ways_that_hold_it(scores: np.ndarray, moves: np.ndarray) -> None:
    found = sums(scores, moves, steps_of(LENGTHS))
    first = sum(LENGTHS[:2])
    weights = {w: weight(w, scores[first:], moves) for w in ways(4)}
    total = sum(weights.values())
    begin, inside = TAGS.index("B-ORG"), TAGS.index("I-ORG")
    middle = sum(v for w, v in weights.items() if w[1:3] == (begin, inside) and w[3] != inside) / total
    end = sum(v for w, v in weights.items() if w[2:] == (begin, inside)) / total
    assert span(found, first + 1, first + 3, 1, last=False) == pytest.approx(middle)
    assert span(found, first + 2, first + 4, 1, last=True) == pytest.approx(end)


def test_the_best_way_is_found(scores: np.ndarray, moves: np.ndarray) -> None:
    tags = best(scores, moves, steps_of(LENGTHS)).tolist()
    at = 0
    for length in LENGTHS:
        likeliest = max(ways(length), key=lambda way, at=at, length=length: weight(way, scores[at : at + length], moves))  # type: ignore[misc]  # bound at once
        assert tuple(tags[at : at + length]) == likeliest
        at += length
