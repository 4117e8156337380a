"""Quotes in the frozen text: what is found, what is not, and that what is found is what was quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.article import Region
from postil.suggest.llm.locate import View, plain, same

TEXT = """\
La Valdorie a salué l’accord. « Personne n’a menacé personne », a dit Tomas Brell.

Selon l’AVP, la Valdorie livrera 12\u202f000 tonnes de vivres à la Mornésie ; Brell l’a promis – encore.
"""


def located(text: str, quote: str, before: str = "") -> str | None:
    """The text at the place that is chosen."""
    view = View(text)
    place = view.choose(view.places(quote), quote, before)
    return None if place is None else text[slice(*place)]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Tomas Brell", "Tomas Brell"),
        ("  Tomas Brell\n", "Tomas Brell"),
        ("l'accord", "l’accord"),
        ("L'ACCORD", "l’accord"),
        ('"Personne n\'a menacé personne"', "« Personne n’a menacé personne »"),
        ("“Personne n’a menacé personne”, a dit", "« Personne n’a menacé personne », a dit"),
        ("12 000 tonnes", "12\u202f000 tonnes"),
        ("Mornésie; Brell", "Mornésie ; Brell"),
        ("promis - encore", "promis – encore"),
        ("tomas brell", "Tomas Brell"),
        ("Brell. Selon l'AVP", "Brell.\n\nSelon l’AVP"),
        ("Morne\u0301sie", "Mornésie"),
        ("accord.", "accord."),
    ],
)
def test_a_quote_is_found_whatever_its_signs(quote: str, found: str) -> None:
    assert located(TEXT, quote) == found


@pytest.mark.parametrize(
    "quote", ["Ostréa", "Tomas  Brel", "ccord", "Valdor", "Tomas B", "", " ", "…", "a" * 10_000, "la Valdorie a promis"]
)
def test_what_the_text_does_not_hold_is_not_found(quote: str) -> None:
    assert located(TEXT, quote) is None


def test_a_letter_is_not_cut_from_its_accent() -> None:
    assert located("a dit cafe\u0301", "cafe") is None
    assert located("a dit café", "cafe") is None


def test_scripts_without_blanks_have_no_word_borders() -> None:
    assert located("金正恩访问莫斯科", "莫斯科") == "莫斯科"


def test_places_in_the_same_capitals_come_before_others() -> None:
    text = "Le front a parlé au Front."
    assert View(text).places("Front") == [(20, 25)]
    assert View(text).places("FRONT") == [(3, 8), (20, 25)]


def test_the_context_may_point_to_a_place_with_other_signs() -> None:
    """The title has a typewriter's apostrophe, the text a printer's; the quote's own is the title's."""
    text = "Open d'Ostréa\n\nLe tenant de l’Open d’Ostréa."
    view = View(text)
    places = view.places("Open d'Ostréa")
    assert view.choose(places, "Open d'Ostréa", "Le tenant de l'") == (places[1])
    assert text[slice(*places[1])] == "Open d’Ostréa"


def test_no_context_or_a_short_one_means_the_beginning_of_a_paragraph() -> None:
    text = "Le port d’Ostréa\nfermé. Le port dort.\nPort fermé. Ostréa attend.\nOstréa dort."
    view = View(text)
    ostrea, port = view.places("Ostréa"), view.places("port")
    assert view.choose(ostrea, "Ostréa", "") == ostrea[2]
    assert view.choose(ostrea, "Ostréa", "", taken={ostrea[2]}) == ostrea[0]
    assert view.choose(port, "port", "Le") == port[0]
    assert view.choose(ostrea, "Ostréa", "fermé.") == ostrea[1]


def test_the_context_chooses_among_several() -> None:
    view = View(TEXT)
    places = view.places("Brell")
    assert len(places) == 2
    assert view.choose(places, "Brell", "a dit Tomas") == places[0]
    assert view.choose(places, "Brell", "vivres à la Mornésie;") == places[1]
    assert view.choose(places, "Brell", "vivres à la Mornésie") == places[1]
    assert view.choose(places, "Brell", "À LA MORNÉSIE") == places[1]


def test_a_context_that_repeats_the_quote_helps_as_well() -> None:
    view = View(TEXT)
    places = view.places("Brell")
    assert view.choose(places, "Brell", "la Mornésie ; Brell") == places[1]


def test_a_context_that_is_nowhere_chooses_nothing() -> None:
    view = View(TEXT)
    assert view.choose(view.places("Valdorie"), "Valdorie", "le port de") is None


def test_without_context_the_first_place_that_is_free_is_meant() -> None:
    view = View(TEXT)
    first, second = view.places("Valdorie")
    assert view.choose([first, second], "Valdorie", "") == first
    assert view.choose([first, second], "Valdorie", "", taken={first}) == second


def test_nothing_is_found_in_what_is_hidden_or_outside_the_piece() -> None:
    at = TEXT.index("Tomas Brell")
    assert View(TEXT, hidden=[Region(at + 2, at + 4, "boilerplate")]).places("Tomas Brell") == []
    assert View(TEXT, at + 20).places("Tomas Brell") == []
    assert View(TEXT, 0, at + 5).places("Tomas Brell") == []


ALPHABET = st.sampled_from([*"abcé’'«»\" \u00a0\u202f\n-–A;ﬁ…1\u0301\u200b\u00ad\ud800\x00\x1b莫½", "word", "Été", ", "])
TEXTS = st.lists(ALPHABET, max_size=40).map("".join)


@given(TEXTS, TEXTS)
def test_what_is_found_is_what_was_quoted(text: str, quote: str) -> None:
    for start, end in View(text).places(quote):
        assert 0 <= start < end <= len(text)
        assert same(text[start:end], quote)


@given(
    st.lists(
        st.sampled_from(["a", "Été", "l’île", "«\u00a0b\u00a0»", "ﬁn,", "12\u202f000", "–", "e\u0301\u200b.", "Y ;"]),
        min_size=1,
    ),
    st.data(),
)
def test_words_of_the_text_are_found_where_they_stand(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    start = len(" ".join(words[:first])) + (first > 0)
    quote = " ".join(words[first:last])
    text = " ".join(words)
    assert (start, start + len(quote)) in View(text).places(quote)
    assert View(text).places(quote.upper().replace("’", "'").replace("\u202f", " "))


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_chosen_is_one_of_the_places(text: str, quote: str, before: str) -> None:
    view = View(text)
    places = view.places(quote)
    chosen = view.choose(places, quote, before, taken=places[:1])
    assert chosen is None or chosen in places
    if len(places) == 1:
        assert chosen == places[0]


@given(TEXTS, TEXTS)
def test_other_signs_and_capitals_find_something_as_well(text: str, quote: str) -> None:
    if View(text).places(quote):
        assert View(text).places(plain(quote).swapcase())


@given(TEXTS)
def test_the_plain_form_knows_where_it_comes_from(text: str) -> None:
    view = View(text)
    assert len(view.plain) == len(view.positions) == len(view.folded)
    assert view.positions == sorted(view.positions)
    assert plain(view.plain) == view.plain
