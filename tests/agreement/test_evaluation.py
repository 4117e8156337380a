"""One layer measured article by article."""

from collections.abc import Sequence
from dataclasses import replace

from desks import PROJECT, TEXT, choice, span
from postil.agreement.answers import Answers
from postil.agreement.evaluation import AGREED, Evaluation, Evaluator
from postil.agreement.primary import Primary
from postil.agreement.scores import Counts
from postil.schema.annotation import Filler, Mark, Suggestion
from postil.schema.article import Article


def evaluated(name: str, *articles: tuple[Sequence[Mark], Sequence[Mark]]) -> Evaluation:
    layer = PROJECT.scheme.layer(name)
    one = Evaluator(layer, Answers({label.name: (label.name,) for label in layer.labels}))
    for number, (gold, found) in enumerate(articles):
        one.add(Article(f"n{number}", TEXT), gold, found)
    return one.result()


def by(mark: Suggestion, *sources: str) -> Suggestion:
    return replace(mark, source=" + ".join(sources))


BRELL = span("a", "entity", "PER", "Tomas Brell")
UNION = span("b", "entity", "ORG", "Union")
MARDI = span("c", "entity", "DATE", "mardi")


def test_every_source_is_judged_by_what_it_says() -> None:
    found = [by(BRELL, "rules:person.run", "model:m1"), by(UNION, "model:m1"), by(MARDI, "rules:date.weekday")]
    result = evaluated("entity", ([BRELL, UNION], found), ([BRELL], []))
    assert result.kinds.labels == {
        AGREED: Counts(1, 0, 2),
        "model": Counts(2, 0, 1),
        "rules": Counts(1, 1, 2),
    }
    assert result.sources == {
        "model:m1": Counts(2, 0, 1),
        "rules:date.weekday": Counts(0, 1, 3),
        "rules:person.run": Counts(1, 0, 2),
    }
    assert [counts["rules"] for counts in result.kinds.by_article] == [Counts(1, 1, 1), Counts(0, 0, 1)]


def test_two_rules_of_one_kind_that_agree_count_once_for_the_kind() -> None:
    result = evaluated("entity", ([BRELL], [by(BRELL, "rules:a", "rules:b")]))
    assert result.kinds.labels["rules"] == Counts(1, 0, 0)


def test_frames_that_agree_in_a_role_or_attribute() -> None:
    gold = replace(
        span("c1", "stance", "FAVOR", "a salué mardi l’accord de pêche"),
        roles={"holder": (Filler(text="Valdorie"),)},
        attributes={"expression": "explicit"},
    )
    wider = span("c2", "stance", "FAVOR", "salué mardi l’accord de pêche conclu")
    right = replace(wider, roles=gold.roles)
    implicit = replace(right, attributes={"expression": "implicit"})
    for found, holder, expression in ((right, 1, 1), (wider, 0, 1), (implicit, 1, 0)):
        result = evaluated("stance", ([gold], [found]))
        assert result.exact.overall.tp == 0
        assert result.overlap.overall.tp == 1
        assert (result.agreeing["holder"].tp, result.agreeing["expression"].tp) == (holder, expression)
        assert "target" not in result.agreeing


def test_frames_found_where_no_frame_is_are_wrong_in_every_respect() -> None:
    gold = replace(span("t", "event", "SUPPORT", "salué"), attributes={"modality": "asserted"})
    result = evaluated("event", ([gold], [gold]), ([], [gold]))
    assert result.agreeing["modality"] == Counts(1, 1, 0)


def test_choices_count_where_the_gold_answers() -> None:
    types = evaluated(
        "article_event",
        ([choice("a", "article_event", "AID", rank=1)], [choice("b", "article_event", "AID", rank=2)]),
        ([], [choice("b", "article_event", "ACCUSE", rank=1)]),
    )
    assert types.exact.overall == Counts(1, 0, 0)
    assert types.primary == Primary(1, 1, 1)
    stances = evaluated(
        "article_stance",
        (
            [choice("a", "article_stance", "FAVOR", target="x")],
            [choice("b", "article_stance", "FAVOR", target="x"), choice("c", "article_stance", "FAVOR", target="y")],
        ),
    )
    assert stances.exact.overall == Counts(1, 0, 0)
    assert stances.primary == Primary()


def test_labels_of_another_scheme() -> None:
    answers = Answers({"Location": ("GPE", "LOC"), "Person": ("PER",)}, closed=False)
    assert (answers.same("Location", "LOC"), answers.same("Person", "LOC")) == (True, False)
    assert (answers.row("LOC"), answers.row("DATE")) == ("Location", "DATE")
    assert (answers.counts("GPE"), answers.counts("DATE")) == (True, False)
    assert Answers({"PER": ("PER", "NORP"), "NORP": ("NORP",)}).row("NORP") == "NORP"
    assert Answers({"PER": ("PER",)}).counts("DATE")
