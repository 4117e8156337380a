"""Which found mark answers which gold mark."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.agreement.matching import match, touching
from postil.schema.annotation import Mark


def marks(*ranges: tuple[int, int, str]) -> list[Mark]:
    return [Mark(id=f"m{n}", layer="entity", label=label, start=a, end=b) for n, (a, b, label) in enumerate(ranges)]


def choices(*labels: str, target: str = "") -> list[Mark]:
    return [Mark(id=f"c{n}", layer="topic", label=label, target=target) for n, label in enumerate(labels)]


def test_exact_is_start_end_and_label() -> None:
    gold = marks((0, 4, "PER"), (10, 14, "PER"), (20, 24, "ORG"))
    found = marks((20, 24, "PER"), (10, 15, "PER"), (0, 4, "PER"))
    assert match(gold, found) == [(0, 2)]


def test_a_mark_found_twice_is_right_once() -> None:
    assert len(match(marks((0, 4, "PER")), marks((0, 4, "PER"), (0, 4, "PER")))) == 1
    assert len(match(marks((0, 4, "PER"), (0, 4, "PER")), marks((0, 4, "PER")))) == 1


def test_ranges_that_only_meet_do_not_overlap() -> None:
    assert match(marks((0, 4, "PER")), marks((4, 8, "PER")), overlap=True) == []
    assert match(marks((0, 5, "PER")), marks((4, 8, "PER")), overlap=True) == [(0, 0)]


def test_overlap_finds_the_pairing_with_most_pairs() -> None:
    """The long one could take either short one, and the greedy choice would leave a pair out."""
    gold = marks((0, 10, "PER"), (0, 3, "PER"))
    found = marks((0, 2, "PER"), (8, 10, "PER"))
    assert match(gold, found, overlap=True) == [(0, 1), (1, 0)]


def test_labels_are_compared_as_told() -> None:
    gold = [*marks((0, 4, "Location")), *marks((6, 9, "Person"))]
    found = [*marks((0, 4, "GPE")), *marks((6, 9, "ORG"))]
    right = {"Location": {"GPE", "LOC"}, "Person": {"PER"}}
    assert match(gold, found, same=lambda a, b: b in right[a]) == [(0, 0)]


def test_what_else_must_agree() -> None:
    gold, found = marks((0, 4, "PER"), (6, 9, "PER")), marks((0, 4, "PER"), (6, 9, "PER"))
    assert match(gold, found, agree=lambda a, b: a.start == 6) == [(1, 1)]


@pytest.mark.parametrize("overlap", [False, True])
def test_choices_stand_at_their_target(overlap: bool) -> None:
    gold = [*choices("FAVOR", target="a"), *choices("AGAINST", target="b")]
    found = [*choices("FAVOR", target="b"), *choices("FAVOR", target="a")]
    assert match(gold, found, overlap=overlap) == [(0, 1)]
    assert match(choices("FAVOR"), marks((0, 4, "FAVOR")), overlap=overlap) == []


RANGES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from("AB")).map(lambda r: (r[0], r[0] + r[1], r[2])), max_size=6
)


def most(edges: Sequence[tuple[int, int]]) -> int:
    """The size of the largest pairing, tried out."""
    if not edges:
        return 0
    (i, j), *rest = edges
    return max(most(rest), 1 + most([e for e in rest if e[0] != i and e[1] != j]))


@given(RANGES, RANGES)
def test_touching_is_every_overlap(one: list[tuple[int, int, str]], other: list[tuple[int, int, str]]) -> None:
    expected = [(i, j) for i, a in enumerate(one) for j, b in enumerate(other) if a[0] < b[1] and b[0] < a[1]]
    assert sorted(touching(marks(*one), marks(*other))) == expected


@given(RANGES, RANGES, st.booleans())
def test_pairs_are_allowed_apart_and_as_many_as_can_be(
    one: list[tuple[int, int, str]], other: list[tuple[int, int, str]], overlap: bool
) -> None:
    gold, found = marks(*one), marks(*other)

    def near(a: tuple[int, int, str], b: tuple[int, int, str]) -> bool:
        return a[2] == b[2] and (a[0] < b[1] and b[0] < a[1] if overlap else a[:2] == b[:2])

    edges = [(i, j) for i, a in enumerate(one) for j, b in enumerate(other) if near(a, b)]
    pairs = match(gold, found, overlap=overlap)
    assert set(pairs) <= set(edges)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs) == most(edges)
