"""The engine on any text: offsets, hidden regions, schemes, and time."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.schema.article import Article, Region
from postil.schema.scheme import Kind, Label, Layer, Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester
from postil.suggest.text.fold import fold
from postil.suggest.text.sentences import quotes, sentences
from postil.suggest.text.tokens import tokenize

PIECES = [
    "Kim Jong Un", "l’ONU", "\u00a0", "\u202f", "«", "»", "\n", "15 août 2022", "le président russe", "États-Unis",
    "E\u0301tats-Unis", "2022.La", 'ONU,"viole', "\u202e", "\ud800", "\x00", "\x1b[31m", "[bold]", "🚀", "M.", "de", "-",
    "ministère de la", "Conseil", "en mars", "المملكة", "北京", "İstanbul", "ß", "ﬁn", "’", "\r\n", "1950-1953", ".",
]  # fmt: skip


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(parse_project(builtin("diplomacy")).scheme)


@given(
    pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30),
    language=st.sampled_from(["fr", "en"]),
)
@settings(max_examples=150, deadline=None)
def test_offsets_hold_on_any_text(suggester: Suggester, pieces: list[str], language: str) -> None:
    text = " ".join(pieces)
    article = Article("a", text, {"language": language})
    made = suggester.suggest(article)
    for one in made:
        if one.start is not None and one.end is not None:
            assert 0 <= one.start < one.end <= len(text)
            assert one.text == text[one.start : one.end]
            assert one.text.strip() == one.text
    ids = [one.id for one in made]
    assert len(set(ids)) == len(ids)
    for one in made:
        assert all(f.suggestion in ids for fillers in one.roles.values() for f in fillers if f.suggestion)
    starts = [one.start for one in made if one.start is not None]
    assert starts == sorted(starts)
    assert suggester.suggest(article) == made


@given(text=st.text(st.sampled_from("abÉ. \n«»“”\"'’1-\u00a0\ud800"), max_size=80))
def test_views_stay_inside_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    for views in (tokenize(folded), sentences(folded), quotes(folded)):
        ends = 0
        for view in views:
            assert ends <= view[0] < view[1] <= len(text)
            ends = view[1]


def test_hidden_regions_get_no_suggestion(suggester: Suggester) -> None:
    text = "Vladimir Poutine parle. Kim Jong Un écoute. Moscou dort."
    start, end = text.index("Kim"), text.index(" Moscou")
    made = suggester.suggest(Article("a", text, {"language": "fr"}, (Region(start, end, "boilerplate"),)))
    assert [one.text for one in made if one.layer == "entity"] == ["Vladimir Poutine", "Moscou"]


def test_only_what_the_scheme_has(suggester: Suggester) -> None:
    names = Layer(name="names", kind=Kind.SPANS, labels=(Label(name="GPE"),))
    made = Suggester(Scheme(name="small", layers=(names,))).suggest(Article("a", "Vladimir Poutine quitte Moscou mardi."))
    assert [(one.layer, one.label, one.text) for one in made] == [("names", "GPE", "Moscou")]


def test_an_id_stands_for_an_identity(suggester: Suggester) -> None:
    one, two = (suggester.suggest(Article("a", text)) for text in ("Moscou dort.", "Moscou dort. Kiev veille."))
    assert one[0] == two[0]
    assert len({s.id for s in two}) == 2


def test_the_version_names_the_rules(suggester: Suggester) -> None:
    assert suggester.version.startswith("rules-")
    assert suggester.version == Suggester(parse_project(builtin("news")).scheme).version


def test_asked_by_nobody_is_something_else_than_not_asked(suggester: Suggester) -> None:
    assert Suggester(suggester.scheme, sources=[]).version


def test_words_and_sentences_of_wire_text() -> None:
    folded = fold('L’ONU,"viole les sanctions" en 2022.La Corée du Nord a-t-elle dit oui? M. Jo n’a rien dit.')
    words = [t.text for t in tokenize(folded)]
    assert words[:4] == ["L'", "ONU", ",", '"']
    assert "2022" in words
    assert "-t-elle" in words
    assert [folded[s.start : s.end][:7] for s in sentences(folded)] == ["L'ONU,\"", "La Coré", "M. Jo n"]


def test_equal_words_of_a_long_text_are_kept_once() -> None:
    tokens = tokenize("La ministre parle. " * 20_000)
    assert [token.text for token in tokens[:4]] == ["La", "ministre", "parle", "."]
    assert len({id(token.text) for token in tokens}) == 4


@pytest.mark.parametrize(
    "unit",
    [
        "Kim Jong Un a rencontré Vladimir Poutine à Moscou lundi 15 août 2022. ",
        "Zo Ba ",
        "de la ",
        "« “ ",
        "Conseil de la ",
        "a",
        " ",  # a line of blanks took the square of its length
        "15, ",  # so did a row of numbers: each may be a day of the month that is named behind the last
    ],
)
def test_time_is_linear(unit: str) -> None:
    _require_linear(lambda size: unit * (size // len(unit)))


@pytest.mark.parametrize(
    "sentence",
    [
        "Le président {} parle. ",  # each looked at the rest of the article
        "Jean {} parle, et Jean dort. ",  # each "Jean" was compared with all names that begin so
        "Le groupe Zor {} parle, et Zor dort. ",
    ],
)
def test_time_is_linear_where_every_name_is_new(sentence: str) -> None:
    _require_linear(lambda size: "".join(sentence.format(_name(at)) for at in range(size // len(sentence.format(_name(0))))))


def _name(number: int) -> str:
    """A name for each number: "Zabaco"."""
    syllables = ("ba", "co", "di", "lo", "mu", "ne", "ra", "su", "ti", "vo")
    return "Za" + "".join(syllables[int(digit)] for digit in f"{number:05}")


def _require_linear(text: Callable[[int], str]) -> None:
    """Sixteen times the text takes far less than the square of sixteen times the time, up to half a million characters."""
    layers = parse_project(builtin("entities")).scheme
    suggester = Suggester(layers)
    seconds = []
    for size in (31_250, 500_000):
        article = Article("a", text(size), {"language": "fr"})
        began = time.process_time()
        suggester.suggest(article)
        seconds.append(time.process_time() - began)
        suggester.suggest(replace(article, text="Moscou"))
    assert seconds[1] < 60 * seconds[0] + 1
