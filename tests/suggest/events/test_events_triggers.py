"""Which words are triggers of events, with which type, and which are not."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.suggest.events.inflection import Form, english, french
from postil.suggest.events.telling import Telling, find
from postil.suggest.rulebook import rulebook

Tell = Callable[..., Telling]

PLOVER = frozenset(
    (
        "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST "
        + "ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
    ).split()
)

FRENCH = [
    ("La Valdorie a promis de revoir sa position.", [("AGREE", "promis")]),
    ("La Valdorie et la Mornésie vont renforcer leurs liens commerciaux.", [("AGREE", "renforcer")]),
    ("Tomas Brell s'est entretenu lundi avec Ilse Marrow.", [("CONSULT", "entretenu")]),
    ("Une visite de Tomas Brell en Mornésie est attendue.", [("CONSULT", "visite")]),
    ("La Mornésie a apporté son soutien à la Valdorie.", [("SUPPORT", "soutien")]),
    ("La Mornésie a reconnu l'indépendance des Carènes.", [("SUPPORT", "reconnu")]),
    ("Tomas Brell s'est excusé auprès des familles.", [("CONCEDE", "excusé")]),
    ("Les deux marines ont mené des exercices conjoints.", [("COOPERATE", "exercices")]),
    ("La Valdorie livrera des blindés à la Mornésie.", [("AID", "livrera")]),
    ("Les rebelles ont libéré douze otages.", [("RETREAT", "libéré")]),
    ("La Valdorie exige le départ des observateurs.", [("REQUEST", "exige")]),
    ("La Mornésie accuse Ostréa de mensonge.", [("ACCUSE", "accuse")]),
    ("Ostréa a opposé son véto à la candidature valdorienne.", [("REJECT", "véto")]),
    ("OSTRÉA OPPOSE SON VETO", [("REJECT", "VETO")]),
    ("Ostréa menace la Valdorie.", [("THREATEN", "menace")]),
    ("Des milliers de personnes ont manifesté lundi.", [("PROTEST", "manifesté")]),
    ("La Valdorie va rompre ses relations diplomatiques avec Ostréa.", [("SANCTION", "rompre")]),
    ("Ostréa a déployé des troupes sur la côte.", [("MOBILIZE", "déployé")]),
    ("La police a arrêté douze marins.", [("COERCE", "arrêté")]),
    ("L'armée a bombardé le port.", [("ASSAULT", "bombardé")]),
    ("Ostréa a mis en garde ses voisins.", [("THREATEN", "mis en garde")]),
    ("Une prise d'otages a eu lieu au port.", [("COERCE", "prise d'otages")]),
    ("Le maire est l'otage des mutins.", [("COERCE", "otage")]),
    ("Le maire assure qu'aucun navire n'est venu.", [("REJECT", "assure")]),
    ("Selon une plainte, le port est fermé.", []),
    ("Des tirs ayant blessé un marin.", [("ASSAULT", "tirs"), ("ASSAULT", "blessé")]),
    ("Les rebelles se sont emparés de Port-Selvin.", [("COERCE", "emparés")]),
    ("La Valdorie suspend une partie des fonds destinés à Ostréa.", [("SANCTION", "suspend")]),
    ("La Valdorie a appelé mardi à la retenue.", [("REQUEST", "appelé")]),
    ("Brell est reparti, avertissant que la flotte reviendrait.", [("THREATEN", "avertissant")]),
    ("La Valdorie a déployé des renforts.", [("MOBILIZE", "déployé")]),
    ("Ostréa a chassé les instructeurs valdoriens.", [("SANCTION", "chassé")]),
    ("Des milliers de pêcheurs ont défilé contre la taxe.", [("PROTEST", "défilé")]),
    ("Ostréa n'acceptera aucun délai.", [("REJECT", "acceptera")]),
    ("Ostréa a revendiqué l'attaque.", [("ASSAULT", "attaque")]),
    ("Brell a envoyé ses félicitations à Marrow.", [("SUPPORT", "félicitations")]),
    ("Brell et Marrow parlent d'un échange de lettres.", [("CONSULT", "échange")]),
    ("La Valdorie a convoqué l'ambassadeur ostréen.", [("ACCUSE", "convoqué")]),
]
ENGLISH = [
    ("Valdoria has agreed to share the catch.", [("AGREE", "agreed")]),
    ("Tomas Brell met Ilse Marrow in Ostrea.", [("CONSULT", "met")]),
    ("Mornesia backs the plan.", [("SUPPORT", "backs")]),
    ("The minister apologised to the families.", [("CONCEDE", "apologised")]),
    ("The fleets held joint exercises.", [("COOPERATE", "exercises")]),
    ("Valdoria sent ammunition to Mornesia.", [("AID", "sent")]),
    ("The rebels agreed to nothing but a ceasefire.", [("AGREE", "agreed"), ("RETREAT", "ceasefire")]),
    ("Valdoria offered to host talks.", [("AGREE", "offered"), ("CONSULT", "talks")]),
    ("The Island Council suspended its payments.", [("SANCTION", "suspended")]),
    ("Valdoria demanded an inquiry.", [("REQUEST", "demanded"), ("ACCUSE", "inquiry")]),
    ("Mornesia denounced the raid.", [("ACCUSE", "denounced"), ("ASSAULT", "raid")]),
    ("Ostrea vetoed the text.", [("REJECT", "vetoed")]),
    ("Ostrea threatened to leave.", [("THREATEN", "threatened")]),
    ("Thousands of teachers went on strike.", [("PROTEST", "strike")]),
    ("Valdoria expelled two envoys.", [("SANCTION", "expelled")]),
    ("Ostrea test-fired a rocket.", [("MOBILIZE", "test-fired")]),
    ("Ostrea has annexed the islands.", [("COERCE", "annexed")]),
    ("Ostrea invaded the islands.", [("ASSAULT", "invaded")]),
    ("Valdoria and Mornesia sign fishing pact", [("SUPPORT", "sign")]),
    ("Valdoria lodged a protest.", [("ACCUSE", "protest")]),
    ("Any threat would be met with force.", [("THREATEN", "threat")]),
]
NOTHING = [
    "Il a eu une attaque cardiaque pendant une visite guidée.",
    "La Guerre des Cendres est au programme du musée.",
    "Le roman condense une longue histoire de famille.",
    "L'équipe a livré un beau match.",
    "L'exposition a été montée à la demande du musée.",
    "L'arrêté municipal sera affiché.",
    "Le gouvernement manifeste son intérêt pour la pêche.",
    "L'équipe a suspendu son souffle et chassé ses doutes.",
    "Les mannequins ont défilé pour la maison Brell.",
    "Ostréa parle des provocations de ses voisins.",
    "Brell a besoin de temps pour poursuivre sa lutte contre la taxe.",
    "Le public est d'accord avec l'arbitre.",
]
NOTHING_ENGLISH = [
    "He had a heart attack on a guided tour of the museum.",
    "The support group came back home.",
    "The text message arrived late for the phone company.",
]


def triggers(telling: Telling) -> list[tuple[str, str]]:
    return [(hit.label, telling.analysis.text[hit.start : hit.end]) for hit in find(telling)]


@pytest.mark.parametrize(("text", "expected"), FRENCH, ids=[text for text, _ in FRENCH])
def test_french_triggers(tell: Tell, text: str, expected: list[tuple[str, str]]) -> None:
    assert triggers(tell(text)) == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH, ids=[text for text, _ in ENGLISH])
def test_english_triggers(tell: Tell, text: str, expected: list[tuple[str, str]]) -> None:
    assert triggers(tell(text, language="en")) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_an_event_is_none(tell: Tell, text: str) -> None:
    assert triggers(tell(text)) == []


@pytest.mark.parametrize("text", NOTHING_ENGLISH)
def test_what_only_looks_like_an_event_in_english_is_none(tell: Tell, text: str) -> None:
    assert triggers(tell(text, language="en")) == []


def test_all_sixteen_types_are_reached_in_both_languages() -> None:
    for cases in (FRENCH, ENGLISH):
        assert {label for _, expected in cases for label, _ in expected} == PLOVER


def test_a_weak_noun_yields_to_the_verb_beside_it(tell: Tell) -> None:
    assert triggers(tell("La Valdorie et la Mornésie ont signé un accord.")) == [("SUPPORT", "signé")]
    assert triggers(tell("L'accord entre la Valdorie et la Mornésie tient.")) == [("AGREE", "accord")]


def test_the_language_is_read_from_the_text_not_from_the_scheme(tell: Tell) -> None:
    text = "The council of the islands said that it has condemned the raid, and that it was to meet Ilse Marrow."
    assert ("ACCUSE", "condemned") in triggers(tell(text, language="fr"))


def test_every_rule_is_described(tell: Tell) -> None:
    for text, _ in FRENCH:
        assert {hit.rule for hit in find(tell(text))} <= set(rulebook())


@given(st.text(alphabet=st.sampled_from("aeéltsrd 'nup.,«»\"\n-LPÉ’\u00a0\u200b0"), max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_is_read_with_offsets_inside_it(tell: Tell, noise: str) -> None:
    text = f"{noise} a soutenu {noise} la Valdorie contre l'invasion {noise}"
    for hit in find(tell(text)):
        assert 0 <= hit.start < hit.end <= len(text)
        assert 0 < hit.score < 1


def test_french_inflection() -> None:
    assert french("soutenir")["soutiendra"] is Form.FUTURE
    assert french("rejeter")["rejette"] is Form.PRESENT
    assert french("annexer")["annexe"] is Form.PRESENT
    assert french("exiger")["exigeait"] is Form.PAST
    assert french("dénoncer")["dénonçant"] is Form.GERUND
    assert french("envahir")["envahi"] is Form.PARTICIPLE
    assert french("promettre")["promettraient"] is Form.CONDITIONAL
    assert french("recevoir")["recevoir"] is Form.INFINITIVE


def test_english_inflection() -> None:
    assert english("ban+n")["banned"] is Form.PARTICIPLE
    assert english("deny")["denies"] is Form.PRESENT
    assert english("accuse")["accusing"] is Form.GERUND
    assert english("withdraw")["withdrew"] is Form.PAST
