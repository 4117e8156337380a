"""What an article says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.article import Article, Region, first_line


def test_title_is_given_or_the_first_visible_line() -> None:
    text = "logo\n\n  LA NORVEGE SIGNE  \nLe texte."
    assert Article("a", text, {"title": " Un titre "}).title == "Un titre"
    assert Article("a", text, {"title": "  "}).title == "logo"
    assert Article("a", text, {"title": 3}).title == "logo"
    assert Article("a", text, hidden=(Region(0, 4, "boilerplate"),)).title == "LA NORVEGE SIGNE"


def test_a_hidden_date_at_the_head_of_the_lead() -> None:
    text = " date 2026-03 La Norvège a signé.\nSuite."
    assert Article("a", text, hidden=(Region(0, 14, "date"),)).title == "La Norvège a signé."


def test_the_title_stops_where_hidden_text_begins() -> None:
    assert first_line("Un titre - Publicité-\nsuite", (Region(9, 21, "boilerplate"),)) == "Un titre"


def test_long_lines_are_cut() -> None:
    assert first_line("x" * 10_000_000) == "x" * 120
    assert first_line("mot " * 50, longest=10) == "mot mot mo"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0"])
def test_nothing_to_show(text: str) -> None:
    assert first_line(text) == ""


def test_all_hidden() -> None:
    assert first_line("logo", (Region(0, 4, "boilerplate"),)) == ""


def test_metadata_of_other_types_is_not_shown() -> None:
    article = Article("a", "x", {"date": 2024, "language": None})
    assert (article.date, article.language) == ("", "")
    assert Article("a", "x", {"date": "2024-06", "language": "fr"}).date == "2024-06"


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4))
def test_first_line_is_a_piece_of_visible_text(text: str, bounds: list[tuple[int, int]]) -> None:
    hidden = tuple(Region(min(pair), max(pair), "boilerplate") for pair in bounds)
    line = first_line(text, hidden)
    assert "\n" not in line
    assert line == line.strip()
    visible = "".join("\0" if any(r.start <= i < r.end for r in hidden) else char for i, char in enumerate(text))
    assert line.replace("\0", "") == "" or line in visible or "\0" in text
