"""Keys of features: the same for the same feature, whole columns as single ones; a vocabulary finds what it has."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.analyst import Analyst
from postil.suggest.learning import keys as of
from postil.suggest.learning.features import Features
from postil.suggest.learning.keys import Vocabulary, key, met
from postil.suggest.learning.sight import Sight, look

TEXT = "Le port dort.\nLa compagnie Brell (de Madrid) a quitté Oslo, dit Brell. Le brell se tait, et Madrid condamne Oslo."
SCHEME = parse_project(builtin("diplomacy")).scheme


def seen(text: str, *, frames: bool = False) -> Sight:
    return look(Analyst(SCHEME).study(Article("x", text, {"language": "fr"})), frames=frames)


def of_word(text: str, word: str, nth: int = 0) -> set[int]:
    """The keys of one word of a text."""
    sight = seen(text)
    row = [at for at, token in enumerate(sight.tokens) if token.text == word][nth]
    return set(Features().keys(sight)[row].tolist())


@pytest.mark.parametrize(
    ("nth", "feature"),
    [
        (0, ("b",)),
        (0, ("w=", "brell")),
        (0, ("s=", "Xxxx")),
        (0, ("k=", "C")),
        (0, ("<3", "bre")),
        (0, (">5", "brell")),
        (0, ("-1", "compagnie")),
        (0, ("+2", "de")),
        (0, ("-|", "compagnie", "brell")),
        (0, ("+k", "C", "(")),
        (0, ("k3", "l", "C", ".")),
        (0, ("k5", "C", "l", "C", ".", "l")),
        (0, ("p", "1", "C")),
        (0, ("v", "compagnie")),
        (0, ("n", "la")),
        (0, ("(", "0", "C")),
        (0, ("a", "quitte", "C")),
        (1, ("a", "#", "C")),
        (1, ("v", "dit")),
        (1, ("n", "oslo")),
    ],
)
def test_a_word_has_the_features_of_what_stands_around_it(nth: int, feature: Sequence[str]) -> None:
    assert key(*feature) in of_word(TEXT, "Brell", nth)


def test_brackets_and_paragraphs_end() -> None:
    assert key("(", "1", "C") in of_word(TEXT, "Madrid")
    assert key("(", "0", "C") in of_word(TEXT, "Oslo")
    assert key("v", "#") in of_word(TEXT, "La")
    assert key("v", "dort") in of_word(TEXT.replace("\n", " "), "La")


def test_the_rules_findings_are_features() -> None:
    madrid = of_word(TEXT, "Madrid")
    assert {key("r0", "B-GPE"), key("r-", "O"), key("rw", "B-GPE", "madrid")} <= madrid
    assert {of.number("never small"), of.number("dGPE+B")} <= madrid
    assert of.number("small") in of_word(TEXT, "Brell")
    assert not {of.number("small"), of.number("never small")} & of_word(TEXT, "port")
    plain, frames = (Features(frames=frames).keys(seen(TEXT, frames=frames)) for frames in (False, True))
    assert frames.shape[1] - plain.shape[1] == 2 * 13
    assert key("e0", "B-REJECT") in frames or key("e0", "B-ACCUSE") in frames


def test_features_have_the_same_keys_in_every_process() -> None:
    assert key("-|", "à", "Oslo") == 8938198438172103123


def test_an_empty_article_has_none() -> None:
    assert Features().keys(seen("")).size == 0


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_a_vocabulary_finds_what_it_has(size: int) -> None:
    draw = random.Random(size)
    # Many share their last bits, and so the place where they are looked for first.
    keys = np.array(sorted({draw.getrandbits(8) | draw.getrandbits(40) << 24 for _ in range(size)}), np.uint64)
    others = np.array([draw.getrandbits(64) | 1 << 63 for _ in range(size)], np.uint64)
    known = Vocabulary(keys)
    assert known.places(keys).tolist() == list(range(len(keys)))
    assert known.places(others).tolist() == [-1] * size
    assert known.places(keys[: len(keys) // 2 * 2].reshape(2, -1)).shape == (2, len(keys) // 2)


def test_rows_hold_the_places_of_known_keys() -> None:
    flat, counts = Vocabulary(np.array([5, 9], np.uint64)).rows(np.array([[9, 7], [7, 0], [5, 9]], np.uint64))
    assert (flat.tolist(), counts.tolist()) == ([1, 0, 1], [1, 0, 2])


def test_met_counts_over_all_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [np.array(keys, np.uint64) for keys in ([[3, 0], [3, 4]], [[4, 0]], [[5, 0]])]
    for many in (1, 500_000):
        monkeypatch.setattr(of, "_MANY", many)
        assert met(articles, 2).tolist() == [3, 4]
        assert met(articles, 1).tolist() == [3, 4, 5]
    assert met([], 1).tolist() == []
