"""Splits depend on ids, labels, copies and the seed alone; they have their shares, label by label, and copies stay together."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.exports.split import Label, Share, assign, shares
from postil.schema.errors import PostilError

Articles = list[tuple[str, list[Label]]]
THREE = shares("80/10/10")
LABELS = [("entity", "GPE"), ("entity", "PER"), ("event", "AID"), ("event", "PER"), ("stance", "FAVOR")]

labels = st.lists(st.sampled_from(LABELS), max_size=4)
articles = st.lists(st.tuples(st.text(max_size=6), labels), unique_by=lambda pair: pair[0], max_size=60)
splits = st.sampled_from([shares(text) for text in ("80/10/10", "80/20", "1/1/1", "98/1/1", "0.5/3", "1/98/1")])


@st.composite
def corpora(draw: st.DrawFn) -> tuple[Articles, list[list[str]]]:
    """Articles, and groups of them, which may overlap and name articles that are not there."""
    found = draw(articles)
    ids = [*(key for key, _ in found), "gone", "lost"]
    return found, draw(st.lists(st.lists(st.sampled_from(ids), max_size=5), max_size=8))


def units(found: Articles, groups: Sequence[Sequence[str]]) -> list[set[str]]:
    """What must stay together, found by joining until nothing joins any more."""
    sets = [{key} for key, _ in found] + [set(group) for group in groups]
    joined = True
    while joined:
        joined = False
        for one in sets:
            other = next((s for s in sets if s is not one and s & one), None)
            if other is not None:
                one |= other
                sets = [s for s in sets if s is not other]
                joined = True
                break
    known = {key for key, _ in found}
    return [one & known for one in sets if one & known]


@given(corpora(), splits, st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(
    corpus: tuple[Articles, list[list[str]]], parts: tuple[Share, ...], seed: int, draw: random.Random
) -> None:
    found, groups = corpus
    once = assign(found, groups, parts, seed=seed)
    assert set(once) == {key for key, _ in found}
    mixed = [(key, draw.sample(marks, len(marks))) for key, marks in found]
    draw.shuffle(mixed)
    other = [draw.sample(group, len(group)) for group in groups]
    draw.shuffle(other)
    assert assign(iter(mixed), other, parts, seed=seed) == once


@given(corpora(), splits)
def test_copies_are_on_one_side(corpus: tuple[Articles, list[list[str]]], parts: tuple[Share, ...]) -> None:
    found, groups = corpus
    side = assign(found, groups, parts)
    for unit in units(found, groups):
        assert len({side[key] for key in unit}) == 1


@given(corpora(), splits, st.integers(0, 3))
def test_no_split_is_empty_and_each_has_its_share(
    corpus: tuple[Articles, list[list[str]]], parts: tuple[Share, ...], seed: int
) -> None:
    found, groups = corpus
    sizes = Counter(assign(found, groups, parts, seed=seed).values())
    pieces = units(found, groups)
    if len(pieces) >= len(parts):
        assert all(sizes[part.name] for part in parts)
    largest = max(map(len, pieces), default=1)
    if all(part.part * len(found) >= largest for part in parts):
        for part in parts:
            assert abs(sizes[part.name] - part.part * len(found)) <= largest + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_each_label_has_its_share(seed: int) -> None:
    draw = random.Random(seed)
    found = [(f"a{n}", [draw.choice(LABELS)]) for n in range(1000)]
    side = assign(found, [], THREE, seed=seed)
    for label in LABELS:
        sizes = Counter(side[key] for key, marks in found if label in marks)
        for part in THREE:
            assert abs(sizes[part.name] - part.part * sizes.total()) <= 3
    assert Counter(side.values()) == {"train": 800, "dev": 100, "test": 100}


def test_the_rarest_label_is_divided_before_the_others() -> None:
    """Ten articles have a label beside the one that all have: one of them must be in each small split, or two."""
    for seed in range(20):
        found = [(f"a{n}", [("e", "ALL"), *([("e", "RARE")] if n % 50 == 0 else [])]) for n in range(500)]
        side = assign(found, [], THREE, seed=seed)
        assert Counter(side[f"a{n}"] for n in range(0, 500, 50)) in (
            Counter(train=8, dev=1, test=1),
            Counter(train=7, dev=2, test=1),
            Counter(train=7, dev=1, test=2),
            Counter(train=9, test=1),
            Counter(train=9, dev=1),
        )


def test_labels_of_one_article_each_do_not_go_to_one_side() -> None:
    side = assign([(f"a{n}", [("e", f"L{n}")]) for n in range(100)], [], THREE)
    assert Counter(side.values()) == {"train": 80, "dev": 10, "test": 10}


def test_a_label_of_any_copy_is_one_of_the_group() -> None:
    """The group stands in the stratum of RARE although its first article has not that label."""
    found = [("a", [("e", "ALL")]), ("b", [("e", "RARE")]), *((f"c{n}", [("e", "ALL")]) for n in range(50))]
    told = [("a", [("e", "RARE"), ("e", "ALL")]), *found[1:]]
    assert assign(found, [["a", "b"]], THREE) == assign(told, [["b", "a"]], THREE)
    twice = [("a", [("e", "RARE")]), *found]
    assert assign(twice, [], THREE) == assign(told, [], THREE)


def test_the_place_of_a_group_does_not_depend_on_which_copies_are_there() -> None:
    rest: Articles = [(f"c{n}", []) for n in range(200)]
    for name in "abcdefgh":
        one = assign([("z" + name, []), *rest], [[name, "z" + name]], THREE)
        other = assign([(name, []), *rest], [[name, "z" + name]], THREE)
        assert one["z" + name] == other[name]


@pytest.mark.parametrize("kinds", [0, 3, 12])
def test_one_article_more_moves_few_others(kinds: int) -> None:
    moved = []
    for seed in range(30):
        draw = random.Random(seed)
        found = [
            (f"a{draw.random()}", [("e", f"L{n}") for n in range(kinds) if draw.random() < 1 / (n + 1.5)]) for _ in range(501)
        ]
        groups = [[draw.choice(found)[0] for _ in range(3)] for _ in range(20)]
        before, after = assign(found[1:], groups, THREE, seed=seed), assign(found, groups, THREE, seed=seed)
        moved.append(sum(before[key] != after[key] for key in before))
    assert max(moved) <= 15
    assert sum(moved) <= 3 * len(moved)


def test_a_seed_gives_another_split_of_the_same_sizes() -> None:
    found = [(f"a{n}", [LABELS[n % 3]]) for n in range(300)]
    one, other = assign(found, [], THREE, seed=1), assign(found, [], THREE, seed=2)
    assert one != other
    assert Counter(one.values()) == Counter(other.values())


def test_a_group_larger_than_a_split_does_not_fill_it() -> None:
    for seed in range(20):
        found: Articles = [(f"a{n}", []) for n in range(100)]
        side = assign(found, [[f"a{n}" for n in range(30)]], THREE, seed=seed)
        assert Counter(side.values()) == {"train": 80, "dev": 10, "test": 10}
        assert side["a0"] == "train"


def test_nothing_to_split() -> None:
    assert assign([], [["a", "b"]], THREE) == {}
    assert list(assign([("a", [])], [], THREE)) == ["a"]


WRITTEN = """
from postil.exports.split import assign, shares
found = [(f"art\\u00e9-{n:02}\\ud800", [("e", "AB"[n % 2])]) for n in range(40)]
side = assign(found, [["art\\u00e9-03\\ud800", "art\\u00e9-04\\ud800"]], shares("2/1/1"))
print("".join({"train": "a", "dev": "d", "test": "t"}[side[key]] for key, _ in found))
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_every_process_splits_alike(seed: str) -> None:
    """The split is written down: datasets that were split before must stay as they are."""
    done = subprocess.run(
        [sys.executable, "-c", WRITTEN], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
    )
    assert done.stdout == "addddaadaataattaaattatddaatdttadaaaaatda\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80/10/10", {"train": 0.8, "dev": 0.1, "test": 0.1}),
        ("0.8/0.1/0.1", {"train": 0.8, "dev": 0.1, "test": 0.1}),
        (" 8 / 1 / 1 ", {"train": 0.8, "dev": 0.1, "test": 0.1}),
        ("80/20", {"train": 0.8, "test": 0.2}),
        ("3/1", {"train": 0.75, "test": 0.25}),
        (".5/.5", {"train": 0.5, "test": 0.5}),
    ],
)
def test_shares_as_they_are_written(text: str, found: dict[str, float]) -> None:
    given = shares(text)
    assert {share.name: share.part for share in given} == pytest.approx(found)
    assert [share.name for share in given] == list(found)


@pytest.mark.parametrize(
    "text",
    [
        "", "80", "/", "80/", "80/20/", "100/0", "0/0", "80/-10/30", "70/10/10/10", "a/b", "nan/1", "inf/1", "1e400/1", "80:20",
        "80%/20%", "1_0/1", "８０/２０", "9" * 400 + "/1", "1/0." + "0" * 400 + "1", "1/0.0000000001",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PostilError, match="does not say how to split") as refused:
        shares(text)
    assert "80/10/10" in refused.value.hint


@given(st.lists(st.floats(0.01, 1000), min_size=2, max_size=3))
def test_shares_add_up_to_one(numbers: list[float]) -> None:
    given = shares("/".join(f"{number:.6f}" for number in numbers))
    assert sum(share.part for share in given) == pytest.approx(1)
    assert all(0 < share.part < 1 for share in given)
