"""What was taken for what, and where that is shown."""

from operator import eq

from desks import TEXT, choice, span
from postil.agreement.confusions import Confusions, Fault
from postil.agreement.primary import Primary, primary
from postil.schema.annotation import Mark
from postil.schema.article import Article

ARTICLE = Article("one", TEXT)


def confusions(gold: list[Mark], found: list[Mark], *articles: Article) -> list[tuple[str, str, Fault, int]]:
    counting = Confusions(eq)
    for article in articles or (ARTICLE,):
        counting.add(article, gold, found)
    return [(one.gold, one.found, one.fault, one.count) for one in counting.worst()]


def test_what_is_right_is_no_confusion() -> None:
    marks: list[Mark] = [span("a", "entity", "PER", "Tomas Brell"), choice("k", "article_event", "AID", rank=1)]
    assert confusions(marks, marks) == []


def test_label_ends_and_both() -> None:
    gold: list[Mark] = [
        span("a", "entity", "GPE", "Ostréa"),
        span("b", "entity", "PER", "Tomas Brell"),
        span("c", "entity", "LOC", "îles Carènes"),
    ]
    found: list[Mark] = [
        span("x", "entity", "ORG", "Ostréa"),
        span("y", "entity", "PER", "Brell"),
        span("z", "entity", "GPE", "Carènes"),
    ]
    assert sorted(confusions(gold, found)) == [
        ("GPE", "ORG", Fault.LABEL, 1),
        ("LOC", "GPE", Fault.BOTH, 1),
        ("PER", "PER", Fault.ENDS, 1),
    ]


def test_missed_and_spurious() -> None:
    gold: list[Mark] = [span("a", "entity", "GPE", "Ostréa")]
    found: list[Mark] = [span("x", "entity", "DATE", "mardi")]
    assert sorted(confusions(gold, found)) == [("", "DATE", Fault.SPURIOUS, 1), ("GPE", "", Fault.MISSED, 1)]


def test_one_name_found_in_two_pieces_is_two_confusions_and_nothing_missed() -> None:
    gold: list[Mark] = [span("a", "entity", "MISC", "Charte de l’Union")]
    found: list[Mark] = [span("x", "entity", "MISC", "Charte"), span("y", "entity", "ORG", "Union")]
    assert sorted(confusions(gold, found)) == [("MISC", "MISC", Fault.ENDS, 1), ("MISC", "ORG", Fault.BOTH, 1)]


def test_choices_are_put_side_by_side_by_target_and_rank() -> None:
    gold: list[Mark] = [
        choice("a", "t", "AID", rank=2),
        choice("b", "t", "ACCUSE", rank=1),
        choice("c", "s", "FAVOR", target="x"),
    ]
    found: list[Mark] = [choice("d", "t", "CONSULT", rank=1), choice("e", "s", "MIXED", target="x")]
    assert sorted(confusions(gold, found)) == [
        ("ACCUSE", "CONSULT", Fault.LABEL, 1),
        ("AID", "", Fault.MISSED, 1),
        ("FAVOR", "MIXED", Fault.LABEL, 1),
    ]


def test_most_frequent_first_with_places_in_different_articles() -> None:
    counting = Confusions(eq)
    gold: list[Mark] = [span("a", "entity", "PER", "Tomas Brell"), span("b", "entity", "PER", "Tomas Brell", 1)]
    for number in range(5):
        counting.add(Article(f"n{number}", TEXT), gold, [span("x", "entity", "PER", "Brell")] if number else [])
    first, second = counting.worst()
    assert (first.fault, first.count) == (Fault.MISSED, 6)
    assert (second.fault, second.count) == (Fault.ENDS, 4)
    assert [place.article for place in second.places] == ["n1", "n2", "n3"]


def test_a_place_shows_both_and_the_words_around() -> None:
    counting = Confusions(eq)
    counting.add(ARTICLE, [span("a", "entity", "MISC", "Charte de l’Union")], [span("x", "entity", "ORG", "Union. Selon")])
    ((place,),) = [one.places for one in counting.worst()]
    assert place.start == TEXT.index("Charte de l’Union")
    assert place.words == "parfaitement conforme à la [Charte de l’{Union]. Selon} la presse d’Ostréa, l’AVP et"


def test_a_place_at_the_edges_of_the_text() -> None:
    counting = Confusions(eq)
    article = Article("e", "Brell")
    counting.add(article, [Mark(id="a", layer="entity", label="PER", start=0, end=5, text="Brell")], [])
    ((place,),) = [one.places for one in counting.worst()]
    assert place.words == "[Brell]"


def test_long_evidence_is_shown_without_its_middle() -> None:
    counting = Confusions(eq)
    counting.add(ARTICLE, [Mark(id="a", layer="stance", label="FAVOR", start=0, end=400, text=TEXT[:400])], [])
    ((place,),) = [one.places for one in counting.worst()]
    assert len(place.words) < 130
    assert place.words.startswith("[LA VALDORIE SALUE")
    assert " … " in place.words


def test_primary_first_and_among_two() -> None:
    gold = [choice("a", "t", "AID", rank=2), choice("b", "t", "ACCUSE", rank=1)]
    found = [choice("c", "t", "ACCUSE", rank=2), choice("d", "t", "CONSULT", rank=1), choice("e", "t", "AID", rank=3)]
    assert primary(gold, found, eq) == Primary(1, 0, 1)
    assert primary(gold, [choice("d", "t", "ACCUSE", rank=1)], eq) == Primary(1, 1, 1)
    assert primary(gold, [], eq) == Primary(1, 0, 0)


def test_several_labels_without_ranks_have_no_primary() -> None:
    assert primary([choice("a", "t", "AID"), choice("b", "t", "ACCUSE")], [], eq) == Primary()
    assert primary([choice("a", "t", "AID")], [choice("c", "t", "AID")], eq) == Primary(1, 1, 1)
    assert primary([], [choice("c", "t", "AID")], eq) == Primary()
