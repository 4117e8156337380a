"""Where the words that a claim is about begin and end, and whose claim it is."""

from collections.abc import Callable

import pytest

from postil.suggest.analysis import FrameHit
from postil.suggest.events.telling import Telling
from postil.suggest.stance.claims import find

Tell = Callable[..., Telling]


def holders(telling: Telling, hit: FrameHit) -> list[str]:
    text = telling.analysis.text
    return [f.text or (text[f.entity.start : f.entity.end] if f.entity else "") for f in hit.roles["holder"]]


def targets(telling: Telling) -> list[str]:
    return ["".join(f.text for f in hit.roles.get("target", ())) for hit in find(telling)]


FRENCH = [
    ("La Mornésie a salué la visite de M. Brell au port.", "visite de M. Brell au port"),
    ("La Mornésie a salué la visite. Brell est parti.", "visite"),
    ("La Mornésie a condamné le raid dans le port.", "raid"),
    ("La Mornésie a condamné le raid au cours de la nuit.", "raid"),
    ("La Mornésie a condamné le raid contre les îles.", "raid contre les îles"),
    ("La Mornésie a dénoncé le blocus et réaffirmé sa ligne.", "blocus"),
    ("La Mornésie a dénoncé le blocus et les taxes.", "blocus et les taxes"),
    ("La Mornésie a dénoncé le blocus et Ostréa est partie.", "blocus"),
    ("La Mornésie a qualifié ces élections de mascarade.", "élections"),
    ("La Mornésie l'a qualifiée d'inacceptable.", ""),
    ("La Mornésie s'oppose à son tour à des liens plus étroits.", "liens plus étroits"),
    ("La Mornésie a répondu en appelant à son tour à des liens plus étroits.", "liens plus étroits"),
    ("La Mornésie s'inquiète depuis des mois du rapprochement.", "rapprochement"),
    ("La Mornésie a félicité le Conseil des îles pour sa fermeté.", "Conseil des îles"),
    ("La Mornésie se réjouit de la trêve.", "trêve"),
    ("La Mornésie a condamné mardi, par neuf voix contre deux, le blocus des îles.", "blocus des îles"),
    ("La Mornésie soutient le Front libre (FL) depuis des mois.", "Front libre"),
    ("La Mornésie soutient (Ostréa) depuis des mois.", "Ostréa"),
    ("La Mornésie soutient un plan pour défendre les îles.", "plan"),
]
ENGLISH = [
    ("The Island Council praised both allies for keeping the road open.", "allies"),
    ("The men of Mornesia backed Ostrea at a meeting in Mornesia.", "Ostrea"),
    ("The Island Council condemned the war in Ostrea.", "war in Ostrea"),
    ("The Island Council condemned Ostrea in a note to the press.", "Ostrea"),
    ("The Island Council called the vote of the house a sham.", "vote of the house"),
]


@pytest.mark.parametrize(("text", "target"), FRENCH)
def test_where_a_target_ends(tell: Tell, text: str, target: str) -> None:
    assert targets(tell(text)) == [target]


@pytest.mark.parametrize(("text", "target"), ENGLISH)
def test_where_a_target_ends_in_english(tell: Tell, text: str, target: str) -> None:
    assert targets(tell(text, language="en")) == [target]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "La Mornésie et Ostréa se sont abstenues.",
            [("Mornésie", "La Mornésie et Ostréa se sont abstenues"), ("Ostréa", "Ostréa se sont abstenues")],
        ),
        (
            "Le plan est soutenu par Ostréa et Carène.",
            [("Carène", "Le plan est soutenu par Ostréa et Carène"), ("Ostréa", "Le plan est soutenu par Ostréa")],
        ),
        (
            "Seules Ostréa et Carène reconnaissent l'annexion.",
            [
                ("Ostréa", "Ostréa et Carène reconnaissent l'annexion"),
                ("Carène", "Carène reconnaissent l'annexion"),
            ],
        ),
        ("Ostréa, voisine de Carène, soutient le plan.", [("Ostréa", "Ostréa, voisine de Carène, soutient le plan")]),
    ],
)
def test_each_holder_has_a_claim_with_evidence_of_its_own(tell: Tell, text: str, expected: list[tuple[str, str]]) -> None:
    telling = tell(text)
    found = find(telling)
    assert sorted((holders(telling, hit)[0], text[hit.start : hit.end]) for hit in found) == sorted(expected)
    assert all(len(hit.roles["holder"]) == 1 for hit in found)


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Le Front libre (Ostréa) a critiqué le plan.", "Front libre"),
        ("Ostréa, membre du Conseil des îles (AVP), a salué le plan.", "Ostréa"),
        ("Le patron du Front libre Tomas Brell a salué le plan.", "Tomas Brell"),
        ("La cheffe de la diplomatie mornésienne Ilse Marrow a salué le plan.", "Ilse Marrow"),
    ],
)
def test_an_apposition_or_a_title_does_not_hold_what_its_name_holds(tell: Tell, text: str, holder: str) -> None:
    telling = tell(text)
    assert [holders(telling, hit) for hit in find(telling)] == [[holder]]


def test_the_followers_of_a_person_are_not_that_person(tell: Tell) -> None:
    telling = tell("Les électeurs du président Tomas Brell saluent le plan.")
    assert all(holders(telling, hit) != ["Tomas Brell"] for hit in find(telling))


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The army of Mornesia rejected a complaint by Ostrea.", ""),
        ("In the spring Mornesia rejected a complaint by Ostrea.", "Mornesia"),
        ("The complaint was rejected on Monday by Ostrea.", "Ostrea"),
        ("The complaint was rejected in the end by Ostrea.", "Ostrea"),
    ],
)
def test_the_agent_stands_right_after_its_participle(tell: Tell, text: str, holder: str) -> None:
    telling = tell(text, language="en")
    found = [holders(telling, hit) for hit in find(telling)]
    assert found == [[holder]] if holder else ["Ostrea"] not in found
