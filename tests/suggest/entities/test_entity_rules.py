"""Each entity rule on its examples on record: it finds what is in brackets, and nothing else."""

import pytest

from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester
from postil.suggest.rulebook import Example, rulebook

EXAMPLES = [(rule.id, one) for rule in rulebook().values() if rule.stage == "entities" for one in rule.examples]
NOTHING = [
    "Une peine de 35 ans et une guerre de 16 mois, il y a 20 ans.",
    "Les forces russes et la presse américaine, le peuple ukrainien.",
    "Selon lui, rien ne va. Toutefois, on attend. Le pays dort.",
    "Le match a réuni 2000 personnes et coûté 1998 euros.",
    "Une étude de l'ADN par la TVA, chapitre XIV.",
    "ELLE PART SANS RIEN DIRE DE PLUS",
    "On a mangé un petit français au nord de la ville.",
    "Une université indonésienne attend une résolution du conseil.",
    "Il a lu la loi, le traité et le code sans un mot.",
]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(parse_project(builtin("entities")).scheme)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule} {one.plain}" for rule, one in EXAMPLES])
def test_example(suggester: Suggester, rule: str, example: Example) -> None:
    found = suggester.analyse(Article("a", example.plain, {"language": example.language})).entities
    assert [example.plain[h.start : h.end] for h in found if h.rule == rule] == [
        example.plain[start:end] for start, end in example.marks
    ]


@pytest.mark.parametrize("text", NOTHING)
def test_no_entity(suggester: Suggester, text: str) -> None:
    assert suggester.analyse(Article("a", text, {"language": "fr"})).entities == []


def test_mentions_of_one_person_share_a_key(suggester: Suggester) -> None:
    text = "Kim Nam-su arrive. KIM NAM SU\nPlus tard, Kim dort. M. Kim rit."
    entities = suggester.analyse(Article("a", text, {"language": "fr"})).entities
    assert {e.key for e in entities if e.label == "PER"} == {"kim nam su"}


def test_places_and_peoples_know_their_state(suggester: Suggester) -> None:
    text = "La Corée du Nord, Pyongyang et les Nord-Coréens; Kremlin et Moscou."
    entities = suggester.analyse(Article("a", text, {"language": "fr"})).entities
    assert [e.country for e in entities] == ["KP", "KP", "KP", "RU", "RU"]
