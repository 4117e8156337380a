"""Bootstrap intervals."""

import random

import pytest

from postil.agreement.intervals import intervals
from postil.agreement.scores import Counts, Scores


def drawn(articles: int, share: float, *, seed: int = 1) -> list[dict[str, Counts]]:
    """Articles with ten marks each, of which this share is found, and nothing else."""
    chance = random.Random(seed)
    out = []
    for _ in range(articles):
        right = sum(chance.random() < share for _ in range(10))
        out.append({"PER": Counts(tp=right, fn=10 - right)})
    return out


def test_same_seed_same_interval() -> None:
    counts = drawn(30, 0.7)
    assert intervals(counts, seed=3) == intervals(counts, seed=3)
    assert intervals(counts, seed=3) != intervals(counts, seed=4)


def test_edges_are_those_of_the_normal_approximation() -> None:
    """For a share of independent marks the interval is known: 1.96 standard errors to each side."""
    counts = drawn(400, 0.7)
    share = Scores.of(counts).overall.recall
    spread = 1.96 * (share * (1 - share) / 4000) ** 0.5
    low, high = intervals(counts).overall.recall
    assert low == pytest.approx(share - spread, abs=0.004)
    assert high == pytest.approx(share + spread, abs=0.004)


def test_what_stands_in_one_article_is_drawn_together() -> None:
    """Articles that are all right or all wrong tell less than as many marks in mixed articles."""
    mixed = [{"PER": Counts(tp=5, fn=5)}] * 40
    blocks = [{"PER": Counts(tp=10)}, {"PER": Counts(fn=10)}] * 20
    assert intervals(mixed).overall.f1[0] == pytest.approx(intervals(mixed).overall.f1[1])
    low, high = intervals(blocks).overall.recall
    assert high - low > 0.2


def test_each_label_and_the_means() -> None:
    counts = [{"PER": Counts(tp=4), "ORG": Counts(fn=2, fp=1)}] * 5
    found = intervals(counts)
    assert found.labels["PER"].f1 == (1, 1)
    assert found.labels["ORG"].f1 == (0, 0)
    assert found.macro.f1 == (0.5, 0.5)
    assert found.overall.precision == (0.8, 0.8)


def test_no_article_no_figure() -> None:
    assert intervals([]).overall.f1 == (0, 0)


def test_draws_in_parts_are_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.agreement.intervals._AT_ONCE", 64)
    low, high = intervals(drawn(30, 0.7)).overall.recall
    assert 0.6 < low < 0.7 < high < 0.8


def test_draws_without_the_label_say_nothing_about_it() -> None:
    """A label that stands in one article of twenty is missing from a third of the draws, where it is not wrong."""
    counts = [{"PER": Counts(tp=1)}, *({"ORG": Counts(tp=3, fn=1)} for _ in range(19))]
    found = intervals(counts)
    assert found.labels["PER"].f1 == (1, 1)
    assert found.macro.recall[0] >= 0.75
