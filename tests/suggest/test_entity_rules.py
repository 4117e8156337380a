"""Each entity rule on examples of its own: what is in brackets is found with that label by that rule, and nothing else."""

import re

import pytest

from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester
from postil.suggest.tables import entity_rules

FRENCH = [
    ("person.title", "Le colonel [Zorgan] a parlé."),
    ("person.title", "Selon M. [Dravet], rien ne presse."),
    ("person.title", "La ministre ostravienne des Transports, [Kelvi Norrand], est venue."),
    ("person.given", "Hier|date.deictic, [Amélie de La Tournelle] a refusé."),
    ("person.given", "On a vu [Mohammed ben Yacine al-Ferhani] sortir."),
    ("person.known", "Les propos de [Churchill] sont connus."),
    ("person.run", "On attend encore [Yarko Telvini] devant la salle."),
    ("person.again", "Pierre Dumarsay|person.given est là. Ensuite [Dumarsay] repart."),
    ("person.again", "Zeng Nam-su|person.run est là. Puis [ZENG NAM SU] repart, et [Zeng] dort."),
    ("org.head", "Le [ministère kényan des affaires étrangères] se tait."),
    ("org.head", "On consulte le [Conseil national de la pêche] avant de voter."),
    ("org.head", "Le porte-parole du [Conseil de sécurité nationale de la Maison Blanche] sourit."),
    ("org.head", "L'[armée chilienne] avance."),
    ("org.head", "Le [ministère de l'Économie et des Finances] publie un avis."),
    ("org.name", "Le siège de l'[Otan] est gardé."),
    ("org.name", "Le [Conseil de sécurité des Nations unies] se réunit."),
    ("org.name", "Les efforts du [Kremlin] échouent."),
    ("org.list", "Le siège de l'[ONU] est gardé."),
    ("org.label", "Le quotidien officiel cubain [Verdad Nueva] le dit."),
    ("org.suffix", "On parle de [Zelter Airlines] partout."),
    ("org.acronym", "Une note du [ZKPF] circule."),
    ("org.alone", "Devant le [Parlement], la foule attend."),
    ("org.run", "On pense que le [Grand Zarbal] échouera."),
    ("org.again", "Le groupe Zarvex|org.label recule. On dit que [Zarvex] vendra."),
    ("territory", "Les [Etats-Unis] et la [Corée du Nord] négocient avec la [CÔTE D’IVOIRE]."),
    ("city", "Les trains partent de [Kiev] vers [Séoul]."),
    ("region", "Les feux menacent la [Californie] et l'[Ardèche]."),
    ("city.context", "Deux maisons brûlent dans la ville de [Zorvik], au nord."),
    ("city.context", "Une réunion a lieu à [Zorvik] sans lui."),
    ("city.hyphen", "On passe par [Vernoux-sur-Lierre] le matin|?"),
    ("city.again", "Il vit à Zorvik|city.context depuis dix ans. La mairie de [Zorvik] ferme."),
    ("place.name", "Les dirigeants de l'[Occident] doutent."),
    ("place.head", "Un navire coule en [mer d'Okhotsk] sans bruit."),
    ("place.head", "La paix dans la [péninsule coréenne] tient."),
    ("place.head", "Elle habite [rue du Vieux Moulin] et marche."),
    ("place.compass", "L'[Afrique de l’Ouest] manque d'eau."),
    ("place.road", "Un accident bloque l'[A7] vers le sud."),
    ("date.absolute", "Il est né le [3 mars 1985] et mourut le [1er août]."),
    ("date.absolute", "La guerre dura (de [1950-1953]) longtemps; à la [fin du mois de février] elle reprit."),
    ("date.deictic", "Elle partira [demain]; la [semaine dernière], il neigeait; en [août dernier] aussi; [cette année] non."),
    ("date.weekday", "Il est venu [mardi] et repart [vendredi prochain]."),
    ("date.month", "Depuis [juillet], il pleut; en [mars], il neigeait."),
    ("date.year", "Depuis [2014], elle attend, comme en [1998]."),
    ("date.day", "Du [3] au 7 mai|date.absolute, on ferme."),
    ("people", "Les [Nord-Coréens] et des [Américains] discutent; une [Sénégalaise] écoute."),
    ("group", "Les [Kurdes] protestent."),
    ("event.name", "Après la [Seconde Guerre mondiale], tout change."),
    ("event.head", "Avant la [bataille de Zorvik] il pleuvait."),
    ("work.name", "Les articles de la [Charte des Nations unies] le disent."),
    ("work.head", "On signe le [traité de Zorvik] en silence."),
]
ENGLISH = [
    ("person.title", "They met President [Zorgan] there."),
    ("person.given", "The offer was made by [Margaret O'Donnelly] alone."),
    ("person.known", "Nobody expected [Putin] to call."),
    ("person.run", "The crowd cheered for [Yarko Telvini] again."),
    ("person.again", "We saw Peter Dumarsay|person.given leave. Then [Dumarsay] returned."),
    ("org.head", "Officials at the [Kenyan Ministry of Fisheries] declined."),
    ("org.head", "The [Chilean army] withdrew."),
    ("org.name", "Staff at the [White House] agreed."),
    ("org.list", "A spokesman for the [IMF] agreed."),
    ("org.label", "The militant group [Zarvex] fled."),
    ("territory", "Ships left [North Korea] for [Côte d'Ivoire]."),
    ("city", "Trains from [Kyiv] arrived."),
    ("region", "Fires spread in [California] quickly."),
    ("city.context", "Two houses burned in [Zorvik] overnight."),
    ("place.name", "Peace on the [Korean Peninsula] holds."),
    ("place.head", "A ship sank in the [Gulf of Zorvik] quietly."),
    ("place.compass", "Rain fell over [Northern Europe] again."),
    ("date.absolute", "It began on [March 3, 1985] and ended on [12 May 1986]."),
    ("date.deictic", "He left [yesterday]; [last week] it rained."),
    ("date.weekday", "She came on [Tuesday]."),
    ("date.month", "It rained in [March] and in [July]."),
    ("date.year", "It has been closed since [2014]."),
    ("people", "Many [North Koreans] and [Russians] came."),
    ("group", "Some [Kurds] protested."),
    ("event.name", "After [World War II] things changed."),
    ("event.head", "Before the [Zorvik War] it rained."),
    ("work.name", "The [Geneva Conventions] forbid it."),
    ("work.head", "They signed the [Treaty of Zorvik] quietly."),
]
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


def marked(text: str) -> tuple[str, set[str]]:
    """The text without its brackets, and what was in them. "Name|rule" is another rule's: the name stays, uncounted."""
    plain = re.sub(r"\|[\w.?]+", "", text)
    return re.sub(r"[\[\]]", "", plain), set(re.findall(r"\[(.+?)\]", plain))


def found(suggester: Suggester, text: str, language: str) -> list[tuple[str, str]]:
    return [(s.source.removeprefix("rules:"), s.text) for s in suggester.suggest(Article("a", text, {"language": language}))]


@pytest.mark.parametrize(("rule", "text"), FRENCH)
def test_french(suggester: Suggester, rule: str, text: str) -> None:
    check(suggester, rule, text, "fr")


@pytest.mark.parametrize(("rule", "text"), ENGLISH)
def test_english(suggester: Suggester, rule: str, text: str) -> None:
    check(suggester, rule, text, "en")


def check(suggester: Suggester, rule: str, text: str, language: str) -> None:
    plain, wanted = marked(text)
    assert {name for by, name in found(suggester, plain, language) if by == rule} == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_no_entity(suggester: Suggester, text: str) -> None:
    assert found(suggester, text, "fr") == []


def test_every_rule_has_an_example() -> None:
    assert {rule for rule, _ in FRENCH} == set(entity_rules())


def test_mentions_of_one_person_share_a_key(suggester: Suggester) -> None:
    text = "Kim Nam-su arrive. KIM NAM SU\nPlus tard, Kim dort. M. Kim rit."
    entities = suggester.analyse(Article("a", text, {"language": "fr"})).entities
    assert {e.key for e in entities if e.label == "PER"} == {"kim nam su"}


def test_places_and_peoples_know_their_state(suggester: Suggester) -> None:
    text = "La Corée du Nord, Pyongyang et les Nord-Coréens; Kremlin et Moscou."
    entities = suggester.analyse(Article("a", text, {"language": "fr"})).entities
    assert [e.country for e in entities] == ["KP", "KP", "KP", "RU", "RU"]
