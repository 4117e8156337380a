"""Near-copies are found together, whatever order they come in; what only looks alike is not."""

import random

from postil.corpus.copies import copies
from postil.schema.article import Article, Region

_DRAW = random.Random(3)
WORDS = ["".join(_DRAW.choices("abcdefghij", k=6)) for _ in range(2000)]


def article(name: str, words: list[str], hidden: tuple[Region, ...] = ()) -> Article:
    return Article(name, " ".join(words), {}, hidden)


def text(seed: int, size: int = 200) -> list[str]:
    return random.Random(seed).choices(WORDS, k=size)


def test_copies_with_a_few_words_changed_are_one_group() -> None:
    one = text(1)
    changed = [*one[:50], "Autre", *one[51:]]
    longer = [*one, *text(9, 20)]
    found = copies(
        [article("a", one), article("b", text(2)), article("c", changed), article("d", text(3)), article("e", longer)]
    )
    assert found == [["a", "c", "e"]]


def test_copies_of_copies_are_one_group() -> None:
    one = text(4)
    chain = [one[at : at + 160] for at in (0, 15, 30, 45)]
    names = [article(str(at), words) for at, words in enumerate(chain)]
    assert copies(names) == [["0", "1", "2", "3"]]
    assert copies([names[0], names[3], names[1], names[2]]) == [["0", "3", "1", "2"]]


def test_case_signs_and_hidden_regions_do_not_count() -> None:
    one = text(5)
    head = " ".join(text(6, 300)) + " "
    framed = Article("b", head + ", ".join(one).upper(), {}, (Region(0, len(head), "boilerplate"),))
    assert copies([article("a", one), framed]) == [["a", "b"]]


def test_short_and_empty_texts_are_alike_only_when_the_same() -> None:
    found = copies(
        [
            Article("a", "Deux mots"),
            Article("b", "deux mots."),
            Article("c", "Deux autres"),
            Article("d", "…"),
            Article("e", "!"),
        ]
    )
    assert found == [["a", "b"]]


def test_half_of_the_words_in_common_is_not_a_copy() -> None:
    one = text(7)
    assert copies([article("a", one), article("b", [*one[:100], *text(8, 100)])]) == []
