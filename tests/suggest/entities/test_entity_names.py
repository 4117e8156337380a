"""Names of tables found in a text: variants, capitals, names within names; and what is remembered of words."""

import pytest

from postil.suggest.entities.gazetteer import Gazetteer, Name, plain
from postil.suggest.memo import Memo
from postil.suggest.text.tokens import tokenize

NAMES = [
    Name("Val Dorin", "territory", "VD"),
    Name("Port-Selvin", "city"),
    Name("Saint-Orvan", "city"),
    Name("Le Brask", "city"),
    Name("La Gazette", "org.name"),
    Name("Le Clairon", "org.name"),
    Name("Rai", "org.name"),
    Name("Conseil des îles", "org.name"),
    Name("Conseil", "org.name"),
    Name("armée verte", "org.name"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(NAMES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Au Val Dorin", ["Val Dorin"]),
        ("au Val-Dorin", ["Val-Dorin"]),
        ("VAL DORIN", ["VAL DORIN"]),
        ("un val dorin", []),
        ("Val\nDorin", ["Val\nDorin"]),
        ("de Port Selvin", ["Port Selvin"]),
        ("à St-Orvan", ["St-Orvan"]),
        ("le maire du Brask", ["Brask"]),
        ("un Brask", []),
        ("dans le Clairon", ["Clairon"]),
        ("la Gazette", []),
        ("la Rai", ["Rai"]),
        ("le Raï", []),
        ("Conseil des Îles", ["Conseil des Îles", "Conseil"]),
        ("l'armée verte", ["armée verte"]),
    ],
)
def test_names_are_found(gazetteer: Gazetteer, text: str, found: list[str]) -> None:
    tokens = tokenize(text)
    norm = [plain(token.lower) for token in tokens]
    capitals = [index for index, token in enumerate(tokens) if token.text[0].isupper()]
    hits = gazetteer.find(tokens, norm, capitals)
    assert [text[tokens[first].start : tokens[last - 1].end] for first, last, _ in hits] == found


def test_a_name_of_one_word_can_be_asked_for(gazetteer: Gazetteer) -> None:
    rules = frozenset(("org.name",))
    assert gazetteer.alone("Conseil", rules) == Name("Conseil", "org.name")
    assert gazetteer.alone("Clairon", rules) is None, "only after an article"
    assert gazetteer.alone("Val", rules) is None


def test_what_is_remembered_is_bounded() -> None:
    asked: list[str] = []

    def count(word: str) -> int:
        asked.append(word)
        return len(word)

    memo = Memo(count)
    assert [memo["abc"], memo["abc"]] == [3, 3]
    assert asked == ["abc"]
    for number in range(70_000):
        assert memo[str(number)]
    assert len(memo) <= 1 << 16
