"""The sample corpus: what it is there to show, it holds."""

import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import pytest

import postil.corpus

FOLDER = Path(postil.corpus.__file__).parent / "sample"
ARTICLES = {path.stem: path.read_bytes().decode("utf-8") for path in sorted(FOLDER.iterdir())}


def test_twelve_articles_and_nothing_else() -> None:
    assert len(ARTICLES) == 12
    assert {path.suffix for path in FOLDER.iterdir()} == {".txt"}
    assert all(re.fullmatch("[a-z-]+", name) for name in ARTICLES)
    english = [name for name, text in ARTICLES.items() if " the " in text]
    assert english == ["japan-chile-lithium", "kenya-ethiopia-border-market"]


@pytest.mark.parametrize("name", ARTICLES)
def test_length(name: str) -> None:
    assert 1200 <= len(ARTICLES[name]) <= 3000


@pytest.mark.parametrize(
    "quirk",
    [
        r"^ date 20\d\d-\d\d \S",
        r"^- Publicité-$",
        r"\Alogo$",
        r"En savoir plus$",
        r"\A[^a-z.]{30,}$",
        "«\u00a0",
        "«\u202f",
        "“[^”]+”",
        '"[^"]+"',
        "l’a",
        "l'a",
        "\u00a0:",
        "[\U0001f300-\U0001faff]",
        "[\u0620-\u064a]{3}",
        "\u0301",
        "Etats-Unis|Emirats",
        r"(?s)^([^\n]{80,})$.*^\1$",
    ],
)
def test_quirks_of_scraped_news(quirk: str) -> None:
    assert any(re.search(quirk, text, re.M) for text in ARTICLES.values())


def test_one_word_is_decomposed() -> None:
    assert sum(not unicodedata.is_normalized("NFC", text) for text in ARTICLES.values()) == 1


def test_two_articles_share_their_lead() -> None:
    leads = [
        next(line for line in ARTICLES[name].splitlines() if "Bergen" in line)
        for name in ("norvege-islande-quotas", "norvege-islande-quotas-reactions")
    ]
    assert leads[0] != leads[1]
    assert SequenceMatcher(a=leads[0], b=leads[1]).ratio() > 0.8


def test_the_licence_is_beside_and_not_in_the_folder() -> None:
    assert "CC0 1.0" in (FOLDER.parent / "sample_licence.md").read_text(encoding="utf-8")
