"""Edges at words and at characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.desk.words import (
    Edge,
    moved,
    next_character,
    previous_character,
    word_around,
    word_end_after,
    word_start_after,
    word_start_before,
)

MIXED = st.text(st.sampled_from("abé e\u0301’'- \n«».,\u200d👩🏽日\u0323A1_"), max_size=60)


@pytest.mark.parametrize(
    ("text", "inside", "word"),
    [
        ("l’ONU a dit", 3, "ONU"),
        ("l'ONU a dit", 0, "l"),
        ("à Port-Selvin hier", 4, "Port-Selvin"),
        ("l’U.E. signe", 2, "U.E"),
        ("la Mornésie", 5, "Mornésie"),
        ("la Morne\u0301sie", 5, "Morne\u0301sie"),
        ("la Mornésie, hier", 11, ","),
        ("日本 ok", 0, "日本"),
    ],
)
def test_the_word_around(text: str, inside: int, word: str) -> None:
    start, end = word_around(text, inside)
    assert text[start:end] == word


@pytest.mark.parametrize(
    ("text", "span", "edge", "expected"),
    [
        ("selon l’ONU hier", "ONU", Edge.START_BACK, "l’ONU"),
        ("selon l’ONU hier", "l’ONU", Edge.START_ON, "ONU"),
        ("selon l’ONU hier", "ONU", Edge.END_ON, "ONU hier"),
        ("selon l’ONU hier", "l’ONU", Edge.END_BACK, "l"),
        ("Port-Selvin attend", "Port-Selvin", Edge.END_BACK, "Port-Selvin"),
        ("Port-Selvin attend", "Port-Selvin", Edge.START_BACK, "Port-Selvin"),
        ("attend", "attend", Edge.END_ON, "attend"),
        ("e\u0301te\u0301 passe\u0301", "passe\u0301", Edge.START_BACK, "e\u0301te\u0301 passe\u0301"),
    ],
)
def test_edges_by_word(text: str, span: str, edge: Edge, expected: str) -> None:
    at = text.index(span)
    start, end = moved(text, at, at + len(span), edge)
    assert text[start:end] == expected


@pytest.mark.parametrize("whole", ["e\u0301", "👩🏽", "👩\u200d🚀", "❤\ufe0f", "\u0915\u093f", "o\u0323\u0302"])
def test_a_character_is_what_a_person_sees(whole: str) -> None:
    text = f"a{whole}b"
    end = 1 + len(whole)
    assert next_character(text, 1) == end
    assert previous_character(text, end) == 1
    assert moved(text, 1, end + 1, Edge.END_BACK, by_character=True) == (1, end)
    assert moved(text, 0, end, Edge.START_ON, by_character=True) == (1, end)


@given(MIXED, st.data())
def test_edges_never_leave_the_text_nor_empty_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(min(start + 1, len(text)), len(text)))
    for edge in Edge:
        for by_character in (False, True):
            low, high = moved(text, start, end, edge, by_character=by_character)
            assert 0 <= low <= high <= len(text)
            assert low < high or start == end
            assert (low == start) or edge in (Edge.START_BACK, Edge.START_ON)
            assert (high == end) or edge in (Edge.END_BACK, Edge.END_ON)
            assert low <= start or edge is Edge.START_ON
            assert high >= end or edge is Edge.END_BACK


@given(MIXED)
def test_walking_by_character_visits_every_boundary_both_ways(text: str) -> None:
    there, at = [0], 0
    while at < len(text):
        at = next_character(text, at)
        there.append(at)
    back = [at]
    while at > 0:
        at = previous_character(text, at)
        back.append(at)
    assert back[::-1] == there


@given(MIXED)
def test_walking_by_word_ends(text: str) -> None:
    at, steps = 0, 0
    while at < len(text):
        new = word_start_after(text, at)
        assert new > at
        at, steps = new, steps + 1
    assert steps <= len(text)
    while at > 0:
        new = word_start_before(text, at)
        assert new < at
        at = new


def test_a_long_text_without_words_is_crossed() -> None:
    text = "." * 5000
    assert word_end_after(text, 1000) > 1000
    assert word_start_before(text, 4000) < 4000
    assert word_around(text, 2500) == (2500, 2501)
