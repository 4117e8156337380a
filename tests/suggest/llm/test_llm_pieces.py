"""An article in pieces: nothing is lost but what is hidden, nothing is cut but at borders."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from postil.schema.article import Article, Region
from postil.suggest.llm.pieces import pieces

TEXTS = st.lists(st.sampled_from(["Ostréa", " ", "\n", "\n\n", "a", "x" * 30, "\x1b", "\u2028", ". "]), max_size=60).map(
    "".join
)


@given(TEXTS, st.integers(5, 80))
def test_pieces_hold_all_words_in_their_order(text: str, longest: int) -> None:
    made = pieces(Article("a", text), longest)
    assert all(piece.end - piece.start <= longest for piece in made)
    assert all(one.end <= other.start for one, other in pairwise(made))
    clean = re.sub("[\x1b\u2028]", " ", text)
    assert "".join("".join(piece.shown.split()) for piece in made) == "".join(clean.split())
    for piece in made:
        assert piece.shown == piece.shown.strip() != ""


def test_pieces_end_between_paragraphs() -> None:
    text = "\n\n".join(f"Paragraphe {number} de ce texte." for number in range(9))
    made = pieces(Article("a", text), 70)
    assert all(piece.shown.startswith("Paragraphe") and piece.shown.endswith("texte.") for piece in made)
    assert len(made) == 5


def test_a_line_that_is_too_long_is_cut_at_a_blank() -> None:
    made = pieces(Article("a", "mot " * 100), 50)
    assert {word for piece in made for word in piece.shown.split()} == {"mot"}


def test_what_is_hidden_is_left_out() -> None:
    text = "Publicité Ostréa\nLe port dort.\nPublicité"
    hidden = (Region(0, 9, "boilerplate"), Region(text.rindex("P"), len(text), "boilerplate"))
    [piece] = pieces(Article("a", text, hidden=hidden))
    assert piece.shown == "Ostréa\nLe port dort."


def test_what_no_request_can_carry_is_replaced() -> None:
    [piece] = pieces(Article("a", "a\x00b\x1b[0m\ud83dc\u202e\td"))
    assert piece.shown == "a b [0m\ufffdc\u202e\td"
    piece.shown.encode()
