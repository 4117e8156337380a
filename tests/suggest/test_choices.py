"""What the whole article is about."""

from collections.abc import Callable

from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.analysis import ChoiceHit
from postil.suggest.choices import rank, type_weights
from postil.suggest.engine import Suggester
from postil.suggest.events.telling import Telling
from postil.suggest.events.telling import find as events_of
from postil.suggest.stance.claims import find as claims_of

Tell = Callable[..., Telling]


def choices(telling: Telling) -> list[ChoiceHit]:
    return rank(telling.analysis, events_of(telling), claims_of(telling))


def types(telling: Telling) -> list[str]:
    """The types of event in their order."""
    return [hit.label for hit in choices(telling) if not hit.target]


def test_the_lead_decides_the_primary_type(tell: Tell) -> None:
    text = "Ostréa expulse deux diplomates de Valdorie.\n" + "Brell a rencontré Marrow lundi. Il a salué le plan. " * 2
    assert types(tell(text))[0] == "SANCTION"


def test_background_war_does_not_make_an_article_assault(tell: Tell) -> None:
    text = (
        "La Valdorie a signé mardi un accord de pêche avec la Mornésie. Depuis l'invasion des îles, les prix montent. "
        "Brell a rappelé son soutien à Marrow. Depuis la guerre, les deux pays coopèrent malgré l'offensive d'Ostréa."
    )
    assert types(tell(text))[0] != "ASSAULT"


def test_ranks_count_from_one_and_scores_fall(tell: Tell) -> None:
    found = choices(tell("Ostréa a bombardé le port. La Valdorie a condamné le raid. Brell a rencontré Marrow."))
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    assert found[0].label == "ASSAULT"
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_no_events_no_types(tell: Tell) -> None:
    assert choices(tell("Le festival ouvre ses portes mardi à Port-Selvin.")) == []


def test_a_target_has_one_answer_from_its_claims(tell: Tell) -> None:
    targets = ["le blocus des îles", "le plan de paix", "la hausse des prix"]
    text = "La Valdorie dénonce le blocus des îles. La Mornésie soutient le plan de paix, mais Ostréa rejette le plan de paix."
    answers = {hit.target: hit.label for hit in choices(tell(text, targets=targets)) if hit.target}
    assert answers == {"le blocus des îles": "AGAINST", "le plan de paix": "MIXED"}


def test_abstention_alone_is_neutral(tell: Tell) -> None:
    answers = [
        hit.label
        for hit in choices(tell("Ostréa s'est abstenue sur le plan de paix.", targets=["le plan de paix"]))
        if hit.target
    ]
    assert answers == ["NEUTRAL"]


def test_a_scheme_with_choices_only_gets_them_too() -> None:
    scheme = parse_project(builtin("news")).scheme
    text = "Ostréa a condamné le blocus des îles."
    made = Suggester(scheme, {"targets": ["le blocus des îles"]}).suggest(Article("a", text))
    answers = {(s.label, s.rank, s.target) for s in made if s.start is None}
    assert ("ACCUSE", 1, "") in answers


def test_an_article_of_every_scheme_has_frames_whose_fillers_are_its_own() -> None:
    scheme = parse_project(builtin("diplomacy")).scheme
    made = Suggester(scheme, {}).suggest(
        Article("a", "La France a condamné lundi l'annexion et promis son soutien à la Belgique.")
    )
    ids = {s.id for s in made}
    assert {s.label for s in made if s.layer == "event"} >= {"ACCUSE", "COERCE", "SUPPORT"}
    assert all(f.suggestion in ids for s in made for fillers in s.roles.values() for f in fillers if f.suggestion)


def test_what_is_asked_for_counts_less_than_the_asking(tell: Tell) -> None:
    telling = tell("La Valdorie exige le retrait des troupes.")
    weights = type_weights(telling.analysis, events_of(telling))
    assert weights["REQUEST"] > weights["RETREAT"]


def test_a_promise_counts_less_than_what_is_promised(tell: Tell) -> None:
    telling = tell("La Valdorie a promis son soutien à Ostréa.")
    weights = type_weights(telling.analysis, events_of(telling))
    assert weights["SUPPORT"] > weights["AGREE"]
