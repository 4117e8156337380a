"""Counts, and what is computed from them."""

import pytest

from postil.agreement.scores import Counts, Scores, score
from postil.schema.annotation import Mark


def marks(*ranges: tuple[int, int, str]) -> list[Mark]:
    return [Mark(id=f"m{n}", layer="entity", label=label, start=a, end=b) for n, (a, b, label) in enumerate(ranges)]


def test_measures() -> None:
    counts = Counts(tp=6, fp=2, fn=4)
    assert (counts.gold, counts.found) == (10, 8)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


def test_nothing_there_and_nothing_found_divides_by_nothing() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (0, 0, 0)
    assert (Scores.of([]).macro.f1, Scores.of([]).overall) == (0, Counts())


def test_each_label_and_each_article() -> None:
    gold = [marks((0, 4, "PER"), (6, 9, "ORG")), marks((0, 4, "PER"))]
    found = [marks((0, 4, "PER"), (6, 8, "ORG")), marks((0, 4, "ORG"), (5, 6, "DATE"))]
    scores = score(gold, found)
    assert scores.labels == {"DATE": Counts(0, 1, 0), "ORG": Counts(0, 2, 1), "PER": Counts(1, 0, 1)}
    assert scores.overall == Counts(1, 3, 2)
    assert scores.by_article[1] == {"PER": Counts(fn=1), "ORG": Counts(fp=1), "DATE": Counts(fp=1)}


def test_overlap_counts_what_lies_across() -> None:
    scores = score([marks((0, 4, "PER"))], [marks((2, 9, "PER"))], overlap=True)
    assert scores.overall == Counts(tp=1)


def test_the_mean_over_labels_leaves_out_labels_that_should_not_be_there() -> None:
    scores = score([marks((0, 4, "PER"), (6, 9, "ORG"))], [marks((0, 4, "PER"), (20, 22, "DATE"))])
    assert (scores.macro.precision, scores.macro.recall, scores.macro.f1) == (0.5, 0.5, 0.5)


def test_what_is_wrong_stands_in_the_row_of_the_gold_label() -> None:
    right = {"Location": ("GPE", "LOC")}
    scores = score(
        [marks((0, 4, "Location"))],
        [marks((0, 4, "GPE"), (6, 9, "LOC"))],
        same=lambda gold, found: found in right[gold],
        row=lambda found: "Location",
    )
    assert scores.labels == {"Location": Counts(1, 1, 0)}


def test_articles_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score([[]], [])
