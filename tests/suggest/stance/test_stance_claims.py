"""Who holds which position on what."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester
from postil.suggest.events.telling import Telling
from postil.suggest.rulebook import rulebook
from postil.suggest.stance.claims import find
from postil.suggest.stance.targets import listed_target

Tell = Callable[..., Telling]
Claim = tuple[str, list[str], str]


def claims(telling: Telling) -> list[Claim]:
    """Label, holders and target of each claim."""
    text, out = telling.analysis.text, []
    for hit in find(telling):
        holders = [f.text or (text[f.entity.start : f.entity.end] if f.entity else "") for f in hit.roles["holder"]]
        out.append((hit.label, holders, "".join(f.text for f in hit.roles.get("target", ()))))
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La Mornésie soutient le plan de paix.", [("FAVOR", ["Mornésie"], "plan de paix")]),
        ("La Mornésie ne soutient pas le plan de paix.", [("AGAINST", ["Mornésie"], "plan de paix")]),
        ("La Mornésie a condamné l'annexion des îles.", [("AGAINST", ["Mornésie"], "annexion des îles")]),
        (
            "La Mornésie et Ostréa ont dénoncé le blocus.",
            [("AGAINST", ["Mornésie"], "blocus"), ("AGAINST", ["Ostréa"], "blocus")],
        ),
        ("Le plan est soutenu par Ostréa.", [("FAVOR", ["Ostréa"], "plan")]),
        ("Les rebelles soutenus par Ostréa avancent.", [("FAVOR", ["Ostréa"], "rebelles")]),
        (
            "La Valdorie a apporté son soutien à la candidature d'Ilse Marrow.",
            [("FAVOR", ["Valdorie"], "candidature d'Ilse Marrow")],
        ),
        ("Ostréa a opposé son veto à la résolution.", [("AGAINST", ["Ostréa"], "résolution")]),
        ("La Valdorie accuse Ostréa de livrer des armes.", [("AGAINST", ["Valdorie"], "livrer des armes")]),
        ("Ostréa s'est abstenue sur la résolution.", [("NEUTRAL", ["Ostréa"], "résolution")]),
        ("Ostréa s'est abstenue lors de la réunion.", [("NEUTRAL", ["Ostréa"], "")]),
        ("Les pêcheurs dénoncent le blocus.", [("AGAINST", ["pêcheurs"], "blocus")]),
        ("« Nous condamnons ce raid », a déclaré Tomas Brell.", [("AGAINST", ["Tomas Brell"], "raid")]),
        ("Tomas Brell s'oppose au retour des exilés.", [("AGAINST", ["Tomas Brell"], "retour des exilés")]),
        ("Brell a salué le courage des marins, selon l'agence AVP.", [("FAVOR", ["Brell"], "courage des marins")]),
    ],
)
def test_claims(tell: Tell, text: str, expected: list[Claim]) -> None:
    assert claims(tell(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mornesia supports the peace plan.", [("FAVOR", ["Mornesia"], "peace plan")]),
        ("Mornesia does not support the peace plan.", [("AGAINST", ["Mornesia"], "peace plan")]),
        ("The plan was rejected by Ostrea.", [("AGAINST", ["Ostrea"], "plan")]),
        ("Ostrea abstained from the vote.", [("NEUTRAL", ["Ostrea"], "vote")]),
        ("Valdoria accused Ostrea of arming the rebels.", [("AGAINST", ["Valdoria"], "arming the rebels")]),
        ("Valdoria called for a ceasefire.", [("FAVOR", ["Valdoria"], "ceasefire")]),
    ],
)
def test_claims_in_english(tell: Tell, text: str, expected: list[Claim]) -> None:
    assert claims(tell(text, language="en")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Elle n'a obtenu aucun soutien pour ce veto.",
        "La Valdorie a livré des blindés à la Mornésie.",
        "Si Ostréa soutenait le plan, la paix serait proche.",
        "La Valdorie cherche le soutien de ses voisins.",
        "Les marins sont arrivés lundi à Port-Selvin.",
        "Ostréa a expulsé deux diplomates.",
        "La Valdorie a promis un moratoire.",
        "Ostréa dément tout soutien aux rebelles.",
        "Ostréa a nié soutenir les rebelles.",
        "Ostréa n'a pas condamné l'invasion.",
        "Brell a quitté la salle sans approuver le plan ni le condamner.",
    ],
)
def test_a_fact_or_a_wish_for_support_is_no_claim(tell: Tell, text: str) -> None:
    assert claims(tell(text)) == []


def test_the_accused_holds_nothing(tell: Tell) -> None:
    assert claims(tell("La Valdorie a accusé Brell de soutenir les rebelles.")) == [
        ("AGAINST", ["Valdorie"], "soutenir les rebelles")
    ]


def test_who_refuses_to_support_is_against(tell: Tell) -> None:
    assert claims(tell("La Valdorie refuse de soutenir le plan.")) == [("AGAINST", ["Valdorie"], "plan")]


def test_who_accepts_nothing_is_against(tell: Tell) -> None:
    assert claims(tell("La Valdorie n'acceptera aucun délai.")) == [("AGAINST", ["Valdorie"], "délai")]
    assert claims(tell("La Valdorie acceptera un délai.")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ostréa, elle, s'y oppose, et Carène est partie.", ("AGAINST", ["Ostréa"], "")),
        ("Le Front libre a voté contre.", ("AGAINST", ["Front libre"], "")),
        ("Brell a lu le rapport, que la Valdorie juge « inacceptable ».", ("AGAINST", ["Valdorie"], "rapport")),
        ("La Valdorie juge « inacceptable » la décision du juge.", ("AGAINST", ["Valdorie"], "décision du juge")),
        ("La Valdorie estime que la taxe d'Ostréa est illégale.", ("AGAINST", ["Valdorie"], "taxe d'Ostréa")),
        ("La Valdorie s'est dite favorable à la trêve.", ("FAVOR", ["Valdorie"], "trêve")),
        ("« Nous ne pouvons pas cautionner ce raid », a déclaré Brell.", ("AGAINST", ["Brell"], "raid")),
        (
            "Des milliers de pêcheurs ont manifesté mardi à Carène contre la taxe.",
            ("AGAINST", ["milliers de pêcheurs"], "taxe"),
        ),
    ],
)
def test_a_judgement_and_an_object_that_is_only_a_pronoun(tell: Tell, text: str, expected: Claim) -> None:
    assert claims(tell(text)) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The men of Ostrea left for a sale that Mornesia opposes.", ("AGAINST", ["Mornesia"], "sale")),
        ("The men of the port saw the deal, which Brell had called historic.", ("FAVOR", ["Brell"], "deal")),
    ],
)
def test_a_relative_clause_is_about_what_it_belongs_to(tell: Tell, text: str, expected: Claim) -> None:
    assert claims(tell(text, language="en")) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "La Valdorie juge le tribunal compétent.",
        "Le juge de Carène est parti.",
        "Des milliers de pêcheurs ont manifesté mardi à Carène.",
        "Brell a dit que la Valdorie livre des armes.",
    ],
)
def test_a_judgement_without_praise_or_blame_is_no_claim(tell: Tell, text: str) -> None:
    assert claims(tell(text)) == []


def test_two_verbs_under_one_subject_make_two_claims(tell: Tell) -> None:
    found = claims(tell("La Valdorie a au contraire critiqué le raid et appelé les deux camps à la retenue."))
    assert sorted(found) == [("AGAINST", ["Valdorie"], "raid"), ("FAVOR", ["Valdorie"], "retenue")]


def test_an_agency_that_reports_holds_nothing(tell: Tell) -> None:
    telling = tell("L'agence AVP a condamné le raid.")
    assert all("AVP" not in holder for _, holders, _ in claims(telling) for holder in holders)


def test_accusations_are_implicit_and_condemnations_explicit(tell: Tell) -> None:
    (accused,) = find(tell("La Valdorie accuse Ostréa de livrer des armes."))
    (condemned,) = find(tell("La Valdorie condamne le raid."))
    assert accused.attributes == {"expression": "implicit"}
    assert condemned.attributes == {"expression": "explicit"}
    assert accused.score < condemned.score


def test_the_evidence_is_the_clause(tell: Tell) -> None:
    telling = tell("Lundi, la Valdorie a condamné le raid d'Ostréa, et le port a rouvert.")
    (hit,) = find(telling)
    assert telling.analysis.text[hit.start : hit.end] == "la Valdorie a condamné le raid d'Ostréa"


def test_two_claims_in_one_sentence_have_their_own_evidence(tell: Tell) -> None:
    telling = tell("La Valdorie soutient le plan de paix et dénonce le blocus des îles.")
    found = find(telling)
    assert [hit.label for hit in found] == ["FAVOR", "AGAINST"]
    assert len({(hit.start, hit.end) for hit in found}) == 2


def test_the_target_is_the_lists_entry_when_it_has_one(tell: Tell) -> None:
    targets = ["le blocus des îles", "l'adhésion de la Mornésie"]
    assert claims(tell("Ostréa a dénoncé le blocus.", targets=targets))[0][2] == "le blocus des îles"
    assert claims(tell("Ostréa a dénoncé la hausse des prix.", targets=targets))[0][2] == "hausse des prix"


def test_a_country_in_common_is_not_a_target_in_common() -> None:
    targets = ["les sanctions contre la Russie", "l'offensive russe en Ukraine"]
    assert listed_target("deux diplomates russes", targets) == ""
    assert listed_target("nouvelles sanctions contre Moscou", targets) == "les sanctions contre la Russie"
    assert listed_target("l’invasion de l’Ukraine par Moscou", targets) == "l'offensive russe en Ukraine"
    assert listed_target("", targets) == ""
    assert listed_target("le raid", []) == ""


def test_every_rule_is_described(tell: Tell) -> None:
    accused = "La Valdorie accuse Ostréa de mentir. Le plan est soutenu par Ostréa."
    text = f"{accused} Brell a salué le plan et exprimé son soutien à Marrow."
    rules = {hit.rule for hit in find(tell(text))}
    assert {"stance.accuse", "stance.passive", "stance.verb", "stance.noun"} <= rules <= set(rulebook())


@given(st.text(alphabet=st.sampled_from("aeélqu 'n.,«»\"\n-LP’\u00a00"), max_size=120))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_text_is_read_with_evidence_inside_it(tell: Tell, noise: str) -> None:
    text = f"{noise} la Valdorie condamne {noise} et accuse Ostréa de {noise} soutenir {noise}"
    seen = set()
    for hit in find(tell(text, targets=["le raid"])):
        assert 0 <= hit.start < hit.end <= len(text)
        assert (hit.label, hit.start, hit.end) not in seen
        seen.add((hit.label, hit.start, hit.end))


@pytest.mark.parametrize(
    "text", ["Boudé par la Valdorie, il part.", "Soutenu par la Chine, le plan avance.", "Backed by China, it won."]
)
def test_a_passive_that_begins_its_sentence_stays_in_its_text(text: str) -> None:
    suggester = Suggester(parse_project(builtin("diplomacy")).scheme)
    for made in suggester.suggest(Article("a", text + " " + text)):
        if made.start is not None and made.end is not None:
            assert 0 <= made.start < made.end
            assert made.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tomas Brell a écrit à Ilse Marrow. Cette dernière a condamné le raid.", ("AGAINST", ["Ilse Marrow"], "raid")),
        ("La Valdorie demande des mesures contre Ostréa.", ("AGAINST", ["Valdorie"], "Ostréa")),
        ("La Valdorie a mis en garde Carène contre un blocus.", ("AGAINST", ["Valdorie"], "blocus")),
        ("La Valdorie refuse de présenter des excuses.", ("AGAINST", ["Valdorie"], "présenter des excuses")),
        ("Le plan est critiqué par les pêcheurs.", ("AGAINST", ["pêcheurs"], "plan")),
        ("Le plan a été soutenu par Ostréa mais refusé par Carène.", ("AGAINST", ["Carène"], "plan")),
        ("De nombreux pêcheurs dénoncent le blocus.", ("AGAINST", ["nombreux pêcheurs"], "blocus")),
        ("Selon Tomas Brell, il s'agit d'une « agression ».", ("AGAINST", ["Tomas Brell"], "")),
        ("« Ostréa nous insulte. C'est scandaleux », a lancé le maire de Carène.", ("AGAINST", ["maire de Carène"], "")),
        ("Tomas Brell a réagi mardi :\n« C'est inadmissible. »\nIlse Marrow est partie.", ("AGAINST", ["Tomas Brell"], "")),
        ("« Ce n'est pas scandaleux », a lancé Tomas Brell.", ("FAVOR", ["Tomas Brell"], "")),
        ("Selon un diplomate de haut rang, « c'est scandaleux ».", ("AGAINST", ["diplomate de haut rang"], "")),
        ("Tomas Brell, maire de Carène, qui a dit que « c'est scandaleux », est là.", ("AGAINST", ["Tomas Brell"], "")),
        ("Le plan a suscité l'inquiétude d'Ostréa.", ("AGAINST", ["Ostréa"], "plan")),
        ("Le plan a suscité l'inquiétude des pêcheurs.", ("AGAINST", ["pêcheurs"], "plan")),
        ("Bénéficiant du soutien d'Ostréa, Ilse Marrow est là.", ("FAVOR", ["Ostréa"], "Ilse Marrow")),
        ("Ostréa veut empêcher la foire.", ("AGAINST", ["Ostréa"], "foire")),
        ("Le maire a promis de développer le port.", ("FAVOR", ["maire"], "port")),
        ("Cela n'empêche pas Ostréa de s'être prononcée pour le plan.", ("FAVOR", ["Ostréa"], "plan")),
        ("Ostréa a critiqué Carène en dénonçant le blocus.", ("AGAINST", ["Ostréa"], "blocus")),
        ("La Valdorie rejette la faute sur Ostréa.", ("AGAINST", ["Valdorie"], "Ostréa")),
        ("Des pêcheurs sont venus, demandant à ce que Tomas Brell parte.", ("AGAINST", ["pêcheurs"], "Tomas Brell")),
        ("La Valdorie demande à ce que Tomas Brell parte.", ("AGAINST", ["Valdorie"], "Tomas Brell")),
        (
            "Tomas Brell a déclaré que les îles devraient renouer leurs liens.",
            ("FAVOR", ["Tomas Brell"], "renouer leurs liens"),
        ),
    ],
)
def test_claims_found_in_the_clause_around(tell: Tell, text: str, expected: Claim) -> None:
    assert expected in claims(tell(text))


@pytest.mark.parametrize(
    "text",
    [
        "Le plan doit être approuvé par Ostréa.",
        "Le plan a été adopté par la suite.",
        "La Valdorie n'a pas souhaité commenter le raid.",
        "« Rien de scandaleux », a lancé Tomas Brell.",
        "Ostréa juge-t-elle ? « Le raid est scandaleux », lit-on.",
        "La Valdorie déplore la mort de neuf marins.",
    ],
)
def test_no_position_where_none_is_taken(tell: Tell, text: str) -> None:
    assert claims(tell(text)) == []


def test_names_in_brackets_hold_nothing(tell: Tell) -> None:
    text = "Tomas Brell, membre de l'AVP (le Conseil des îles de Carène), a condamné le raid."
    assert claims(tell(text)) == [("AGAINST", ["Tomas Brell"], "raid")]


def test_a_pronoun_agrees_with_whom_it_means(tell: Tell) -> None:
    text = "La Valdorie et Tomas Brell sont arrivés. Ilse Marrow attendait. Ils ont condamné le raid."
    assert {holder for _, (holder,), _ in claims(tell(text))} == {"Valdorie", "Tomas Brell"}
