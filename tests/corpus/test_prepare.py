"""What is lifted from a text, and what is hidden in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.corpus import prepare
from postil.schema.article import Article, Region
from postil.schema.json_types import Json

NEWS = (
    "Le ministre des affaires étrangères a reçu lundi la délégation à Paris, où il a plaidé pour la paix avec ses voisins.\n\n"
    "Les deux parties ont signé un accord sur les échanges, qui entrera en vigueur dans un an selon le communiqué.\n"
)


def hidden(text: str) -> list[tuple[str, str]]:
    return [(r.reason, text[r.start : r.end]) for r in prepare(Article("a", text)).hidden]


@pytest.mark.parametrize(
    ("lead", "date", "shown"),
    [
        (" date 2023-06 - Publicité-\n\n", "2023-06", [" date 2023-06 ", "- Publicité-"]),
        (" date 2023-06 - Publicité- ", "2023-06", [" date 2023-06 ", "- Publicité-"]),
        (" date 2024-06 ", "2024-06", [" date 2024-06 "]),
        ("date: 2024-06-18\n", "2024-06-18", ["date: 2024-06-18"]),
        ("2024-06-18T10:00:00Z\n", "2024-06-18", ["2024-06-18T10:00:00Z"]),
        ("2024-06-18 – ", "2024-06-18", ["2024-06-18 – "]),
        ("2024-06\n", "2024-06", ["2024-06"]),
        ("2024-13-18 ", "", []),
        ("2010-11 ", "", []),
        (" date 2024-1800 ", "", []),
    ],
)
def test_a_leading_date_is_lifted_and_hidden(lead: str, date: str, shown: list[str]) -> None:
    article = prepare(Article("a", lead + NEWS))
    assert article.date == date
    assert [article.text[r.start : r.end] for r in article.hidden] == shown
    assert article.text == lead + NEWS


@pytest.mark.parametrize(
    ("name", "date"), [("2024-06-18-afp", "2024-06-18"), ("2024-06_x", "2024-06"), ("2024-99-x", ""), ("000_c5227476", "")]
)
def test_a_date_that_begins_the_id_is_taken(name: str, date: str) -> None:
    assert prepare(Article(name, NEWS)).date == date


@pytest.mark.parametrize(
    "line",
    [
        "- Publicité-",
        "Publicité",
        "ADVERTISEMENT",
        "En savoir plus",
        "Lire aussi : Moscou répond à Kiev",
        "Lire aussi",
        "Read more",
        "Un tout autre sujet, selon les experts En savoir plus",
        "Partager sur Facebook",
        "Partager cet article :",
        "Share | Tweet | Print",
        "Abonnez-vous à notre newsletter",
        "© 2024 Le Journal. Tous droits réservés.",
        "Copyright 2024. All rights reserved.",
        "Temps de lecture : 3 min",
    ],
)
def test_boilerplate_lines_are_hidden(line: str) -> None:
    first, second = NEWS.split("\n\n")
    assert hidden(f"{first}\n\n{line}\n\n{second}") == [("boilerplate", line)]


def test_logo_is_boilerplate_on_the_first_line_only() -> None:
    assert hidden("logo\n\n" + NEWS + "\nlogo") == [("boilerplate", "logo")]


@pytest.mark.parametrize(
    "line",
    [
        "PARIS (AFP) – Le ministre a reçu lundi la délégation.",
        "La publicité pour le tabac est interdite.",
        "Les enquêteurs veulent en savoir plus.",
        "« Nous voulons en savoir plus », a-t-il dit.",
        "Voir Paris et mourir, disait-on alors.",
        "Le droit d'auteur, ou copyright, ne protège pas les idées.",
        "Partager le pouvoir reste difficile, dit-il.",
        "Share prices fell on Monday.",
        "Suivez le guide !",
        "« Cause sacrée »",
    ],
)
def test_news_is_not_hidden(line: str) -> None:
    first, second = NEWS.split("\n\n")
    assert hidden(f"{first}\n\n{line}\n\n{second}\n{line}") == [("repeated", line) for _ in range(1) if len(line) >= 25]


def test_a_repeated_paragraph_is_hidden_where_it_comes_again() -> None:
    first, second = NEWS.strip().split("\n\n")
    article = prepare(Article("a", f"{first}\n\n{second}\n\n{first}"))
    assert article.hidden == (Region(len(f"{first}\n\n{second}\n\n"), len(article.text), "repeated"),)


def test_a_lead_that_begins_a_later_line_is_hidden_there() -> None:
    lead = "Le ministre a reçu lundi la délégation à Paris."
    assert hidden(f"{lead}\n\n{lead} Il a plaidé pour la paix.") == [("repeated", lead)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("KIM APPORTE SON SOUTIEN À POUTINE\nLa Corée du Nord a parlé.", "KIM APPORTE SON SOUTIEN À POUTINE"),
        ("logo\n\nUn accord à Paris\n\nLe ministre a signé.", "Un accord à Paris"),
        ("Que veut Moscou ?\n\nLe ministre a signé.", "Que veut Moscou ?"),
        ("Le ministre a signé un accord.\n\nIl est parti.", ""),
        ("Le ministre a signé un accord avec la\ndélégation venue de Moscou.", ""),
        ("Un accord à Paris", ""),
        ("PARIS, 3 janvier –\n\nLe ministre a signé.", ""),
    ],
)
def test_a_headline_is_the_title(text: str, title: str) -> None:
    assert prepare(Article("a", text)).meta.get("title", "") == title


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (NEWS, "fr"),
        ("The minister said on Monday that the talks were over and that he would return to the capital with his team.", "en"),
        ("El ministro dijo el lunes que las conversaciones habían terminado y que volvería a la capital con su equipo.", "es"),
        ("Oui.", ""),
        ("Министр сказал в понедельник, что переговоры с делегацией закончились и что он вернётся в столицу со всеми.", ""),
    ],
)
def test_the_language_is_told_by_its_function_words(text: str, language: str) -> None:
    assert prepare(Article("a", text)).language == language


def test_what_is_there_stays() -> None:
    meta: dict[str, Json] = {"date": "1999", "title": "Titre", "language": "xx", "k": [1]}
    article = Article("2020-01-01", " date 2023-06 " + NEWS, meta, (Region(0, 3, "boilerplate"),))
    assert prepare(article) == article


PIECES = st.sampled_from(
    ["\n", "\n\n", " date 2023-06 ", "- Publicité-", "logo", "En savoir plus", "Un TITRE", *NEWS.split("\n")]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=12).map("".join))
def test_preparing_twice_is_preparing_once(text: str) -> None:
    once = prepare(Article("2024-01-02", text))
    assert prepare(once) == once
    assert once.text == text
    assert all(0 <= a.start < a.end <= len(text) for a in once.hidden)
    assert all(a.end <= b.start for a, b in zip(once.hidden, once.hidden[1:], strict=False))
