"""How events are told: modality, salience, and who takes part."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from postil.suggest.analysis import FrameHit
from postil.suggest.events.telling import Telling, find

Tell = Callable[..., Telling]


def one(telling: Telling, trigger: str) -> FrameHit:
    """The event whose trigger is that word."""
    text = telling.analysis.text
    return next(hit for hit in find(telling) if text[hit.start : hit.end] == trigger)


def cast(telling: Telling, trigger: str) -> dict[str, list[str]]:
    """The names in each role of the event with that trigger."""
    text, hit = telling.analysis.text, one(telling, trigger)
    return {role: [text[f.entity.start : f.entity.end] for f in fillers if f.entity] for role, fillers in hit.roles.items()}


@pytest.mark.parametrize(
    ("text", "trigger", "modality"),
    [
        ("La Valdorie a condamné le raid.", "condamné", "asserted"),
        ("La Valdorie ne soutient pas le plan.", "soutient", "negated"),
        ("Elle n'a obtenu aucun soutien pour ce plan.", "soutien", "negated"),
        ("Brell a quitté l'île sans condamner Ostréa.", "condamner", "negated"),
        ("La Mornésie refuse de soutenir le plan.", "soutenir", "negated"),
        ("Ostréa est accusée de fournir des armes aux rebelles.", "fournir", "alleged"),
        ("Ostréa aurait fourni des armes aux rebelles.", "fourni", "alleged"),
        ("Brell et Marrow auraient échangé des lettres.", "échangé", "alleged"),
        ("La Valdorie livrera des blindés.", "livrera", "future"),
        ("La Valdorie va livrer des blindés.", "livrer", "future"),
        ("La Valdorie envisage de rompre ses relations avec Ostréa.", "rompre", "future"),
        ("La Valdorie pourrait rompre ses relations avec Ostréa.", "rompre", "hypothetical"),
        ("Si Ostréa attaque la côte, la Valdorie répondra.", "attaque", "hypothetical"),
        ("En 1911, Ostréa avait annexé les îles.", "annexé", "historical"),
        ("Brell a salué la charte, signée en 1911 par Ostréa, et condamné le raid.", "condamné", "asserted"),
        ("La Valdorie ne mentionne pas l'invasion.", "invasion", "asserted"),
        ("La Valdorie n'a pas apporté son soutien au plan.", "soutien", "negated"),
        ("La Valdorie dément tout soutien aux rebelles.", "soutien", "negated"),
        ("La Valdorie appelle au cessez-le-feu.", "cessez-le-feu", "hypothetical"),
        ("La Valdorie réclame la démission du maire.", "démission", "hypothetical"),
        ("La Valdorie a demandé à Ostréa de libérer les marins.", "libérer", "hypothetical"),
        ("La Valdorie salue le cessez-le-feu.", "cessez-le-feu", "asserted"),
    ],
)
def test_modality(tell: Tell, text: str, trigger: str, modality: str) -> None:
    assert one(tell(text), trigger).attributes["modality"] == modality


@pytest.mark.parametrize(
    ("text", "trigger", "modality"),
    [
        ("Valdoria did not support the plan.", "support", "negated"),
        ("Ostrea was accused of supplying weapons to the rebels.", "supplying", "alleged"),
        ("Ostrea allegedly bombed the port.", "bombed", "alleged"),
        ("Valdoria will send troops to the coast.", "send", "future"),
        ("Valdoria could expel the envoys.", "expel", "hypothetical"),
        ("The Island Council did not mention the invasion.", "invasion", "asserted"),
        ("If Ostrea attacks the coast, Valdoria answers.", "attacks", "hypothetical"),
    ],
)
def test_modality_in_english(tell: Tell, text: str, trigger: str, modality: str) -> None:
    assert one(tell(text, language="en"), trigger).attributes["modality"] == modality


def test_a_denied_accusation_does_not_make_the_accusation_alleged(tell: Tell) -> None:
    assert one(tell("La Valdorie a accusé Ostréa de livrer des armes."), "accusé").attributes["modality"] == "asserted"


def test_war_in_passing_is_background_and_war_in_the_lead_is_primary(tell: Tell) -> None:
    passing = tell("Brell a salué un accord de pêche. Les prix montent depuis l'invasion des îles.")
    assert one(passing, "invasion").attributes["salience"] == "background"
    assert one(passing, "salué").attributes["salience"] == "primary"
    war = tell("Ostréa a bombardé le port et tué neuf marins. Marrow a salué les secours.")
    assert one(war, "bombardé").attributes["salience"] == "primary"
    assert one(war, "salué").attributes["salience"] == "secondary"


@pytest.mark.parametrize(
    ("text", "trigger", "roles"),
    [
        ("La Valdorie a accusé Ostréa.", "accusé", {"actor": ["Valdorie"], "recipient": ["Ostréa"]}),
        (
            "La Valdorie et la Mornésie ont condamné Ostréa.",
            "condamné",
            {"actor": ["Valdorie", "Mornésie"], "recipient": ["Ostréa"]},
        ),
        ("Ostréa a été condamnée par la Valdorie.", "condamnée", {"actor": ["Valdorie"], "recipient": ["Ostréa"]}),
        ("Un éloge de la paix entre Ostréa et Carène.", "éloge", {}),
        ("Les rebelles soutenus par Ostréa avancent.", "soutenus", {"actor": ["Ostréa"]}),
        (
            "Tomas Brell a rencontré Ilse Marrow lundi.",
            "rencontré",
            {"actor": ["Tomas Brell", "Ilse Marrow"], "date": ["lundi"]},
        ),
        ("Une rencontre entre Tomas Brell et Ilse Marrow.", "rencontre", {"actor": ["Tomas Brell", "Ilse Marrow"]}),
        ("La Valdorie livre des armes à la Mornésie.", "livre", {"actor": ["Valdorie"], "recipient": ["Mornésie"]}),
        ("L'invasion de la Mornésie par Ostréa continue.", "invasion", {"actor": ["Ostréa"], "recipient": ["Mornésie"]}),
        (
            "Le soutien de la Mornésie à la Valdorie reste entier.",
            "soutien",
            {"actor": ["Mornésie"], "recipient": ["Valdorie"]},
        ),
        (
            "La Valdorie a accusé Ostréa de livrer des armes à la Mornésie.",
            "livrer",
            {"actor": ["Ostréa"], "recipient": ["Mornésie"]},
        ),
        ("Tomas Brell, qui a rencontré Ilse Marrow, a démissionné.", "démissionné", {"actor": ["Tomas Brell"]}),
        ("Selon l'AVP, Ilse Marrow a démissionné.", "démissionné", {"actor": ["Ilse Marrow"]}),
    ],
)
def test_who_takes_part(tell: Tell, text: str, trigger: str, roles: dict[str, list[str]]) -> None:
    assert cast(tell(text), trigger) == roles


@pytest.mark.parametrize(
    ("text", "trigger", "roles"),
    [
        (
            "Valdoria condemned Ostrea on Monday.",
            "condemned",
            {"actor": ["Valdoria"], "recipient": ["Ostrea"], "date": ["Monday"]},
        ),
        ("The plan was rejected by Mornesia.", "rejected", {"actor": ["Mornesia"]}),
        ("Ostrea's invasion of Mornesia goes on.", "invasion", {"actor": ["Ostrea"], "recipient": ["Mornesia"]}),
        ("Valdoria urged Ostrea to withdraw.", "withdraw", {"actor": ["Ostrea"]}),
        ("Prices rose after Ostrea invaded Mornesia.", "invaded", {"actor": ["Ostrea"], "recipient": ["Mornesia"]}),
    ],
)
def test_who_takes_part_in_english(tell: Tell, text: str, trigger: str, roles: dict[str, list[str]]) -> None:
    assert cast(tell(text, language="en"), trigger) == roles


def test_a_pronoun_means_the_subject_of_the_sentence_before(tell: Tell) -> None:
    assert cast(tell("Tomas Brell est arrivé. Il a condamné le raid."), "condamné") == {"actor": ["Tomas Brell"]}


def test_one_sentence_without_end_is_read_in_linear_time(tell: Tell) -> None:
    long = tell("la Valdorie a condamné lundi le raid d'Ostréa et " * 4000)
    assert len(find(long)) == 8000


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("La Valdorie avance. L'offensive russe continue.", "offensive"),
        ("La Valdorie avance. L'offensive militaire russe continue.", "offensive"),
        ("La Valdorie avance. Les forces russes ont repris la ville.", "repris"),
    ],
)
def test_the_adjective_of_a_nation_acts(tell: Tell, text: str, trigger: str) -> None:
    telling = tell(text)
    named = [entity._replace(country="RU") for entity in telling.analysis.entities]
    assert cast(Telling(replace(telling.analysis, entities=named)), trigger) == {"actor": ["Valdorie"]}


def test_a_civil_war_is_nobodys_own(tell: Tell) -> None:
    telling = tell("La Valdorie avance. La guerre civile russe continue.")
    named = [entity._replace(country="RU") for entity in telling.analysis.entities]
    assert cast(Telling(replace(telling.analysis, entities=named)), "guerre") == {}


def test_a_number_of_people_is_no_year(tell: Tell) -> None:
    telling = tell("Au port, 1911 marins ont condamné le raid.")
    undated = [entity for entity in telling.analysis.entities if entity.label != "DATE"]
    assert one(Telling(replace(telling.analysis, entities=undated)), "condamné").attributes["modality"] == "asserted"
