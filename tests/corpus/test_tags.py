"""Tags of tokens to spans, whatever the scheme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.corpus.tags import is_tag, spans

SENTENCE = [(0, 1, "PER"), (1, 3, "PER"), (4, 7, "ORG"), (7, 8, "LOC")]
SCHEMES = {
    "IOB1": "I-PER B-PER I-PER O I-ORG I-ORG I-ORG I-LOC",
    "IOB2": "B-PER B-PER I-PER O B-ORG I-ORG I-ORG B-LOC",
    "IOBES": "S-PER B-PER E-PER O B-ORG I-ORG E-ORG S-LOC",
    "BILOU": "U-PER B-PER L-PER O B-ORG I-ORG L-ORG U-LOC",
    "BMES": "S-PER B-PER E-PER O B-ORG M-ORG E-ORG S-LOC",
    "IOE2": "E-PER I-PER E-PER O I-ORG I-ORG E-ORG E-LOC",
    "underscores": "B_PER B_PER I_PER O B_ORG I_ORG I_ORG B_LOC",
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_gives_the_same_spans(scheme: str) -> None:
    assert spans(SCHEMES[scheme].split()) == SENTENCE


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("I-PER I-ORG O", [(0, 1, "PER"), (1, 2, "ORG")]),
        ("O E-PER L-PER", [(1, 2, "PER"), (2, 3, "PER")]),
        ("B-PER O I-PER", [(0, 1, "PER"), (2, 3, "PER")]),
        ("B-B-PER I-B-PER B-O", [(0, 2, "B-PER"), (2, 3, "O")]),
        ("B-a.b I-a.b", [(0, 2, "a.b")]),
        ("S-PER I-PER", [(0, 1, "PER"), (1, 2, "PER")]),
        ("", []),
    ],
)
def test_tags_that_no_scheme_has(tags: str, expected: list[tuple[int, int, str]]) -> None:
    assert spans(tags.split()) == expected


@pytest.mark.parametrize("text", ["SOCCERO", "PER", "B", "B-", "b-PER", "-X-", "_", "", "OO", "(PER*", "B- "])
def test_what_is_no_tag(text: str) -> None:
    assert not is_tag(text)


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "PER", "B-PER", "É"])), max_size=8))
def test_iob2_comes_back(parts: list[tuple[int, str]]) -> None:
    tags: list[str] = []
    expected: list[tuple[int, int, str]] = []
    for length, label in parts:
        if label:
            expected.append((len(tags), len(tags) + length, label))
        tags += [f"B-{label}", *[f"I-{label}"] * (length - 1)] if label else ["O"] * length
    assert spans(tags) == expected
