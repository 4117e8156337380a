"""Rules switched off, and scores that follow what became of a rule's suggestions."""

import pytest

from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.rulebook import rulebook
from postil.suggest.rules import PRIOR, Rules, weighed

SCHEME = parse_project(builtin("diplomacy")).scheme
TEXT = "Le colonel Zorgan a condamné lundi le raid, selon M. Dravet, arrivé à Paris. Zorgan a dit « non »."


def sources(text: str, off: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The texts that each rule finds."""
    out: dict[str, list[str]] = {}
    for made in Rules(SCHEME, off=off).suggest(Article(id="a", text=text, meta={"language": "fr"})):
        out.setdefault(made.source.removeprefix("rules:"), []).append(made.text)
    return out


def test_a_rule_that_is_off_finds_nothing() -> None:
    on = sources(TEXT)
    assert on["date.weekday"] == ["lundi"]
    for rule in on:
        assert rule not in sources(TEXT, (rule,))
    without = sources(TEXT, ("date.weekday",))
    entities = {rule for rule in on if rulebook()[rule].stage == "entities" and rule != "date.weekday"}
    assert {rule: without[rule] for rule in entities} == {rule: on[rule] for rule in entities}


def test_what_a_rule_stood_in_the_way_of_is_found() -> None:
    """A rule that is off must not first win over its rivals and then be left out."""
    text = "Selon M. Boris Johnson, rien ne presse."
    first = next(rule for rule, found in sources(text).items() if any("Johnson" in one for one in found))
    rest = sources(text, (first,))
    second = [rule for rule, found in rest.items() if any("Johnson" in one for one in found)]
    assert first.startswith("person.")
    assert len(second) == 1
    assert second[0] != first


def test_unknown_rules_are_refused_with_the_nearest() -> None:
    with pytest.raises(PostilError, match=r"There is no rule 'person\.titel' \(off in postil\.yaml\)") as caught:
        Rules(SCHEME, off=("date.weekday", "person.titel"))
    assert caught.value.hint == "Did you mean 'person.title'?"


def test_the_version_tells_what_is_off() -> None:
    versions = {
        Rules(SCHEME, off=off).version for off in ((), ("org.run",), ("org.run", "person.run"), ("person.run", "org.run"))
    }
    assert len(versions) == 3


def test_the_score_that_is_stated() -> None:
    assert weighed(0.6, 0, 0) == 0.6
    assert weighed(0.6, 5, 10) == pytest.approx((PRIOR * 0.6 + 5) / (PRIOR + 10))
    scores = [weighed(0.9, 0, rejected) for rejected in range(100)]
    assert scores == sorted(scores, reverse=True)
    assert weighed(0.9, 0, 1000) < 0.01
    assert weighed(0.1, 1000, 1000) > 0.99


def test_what_became_of_a_rule_moves_its_scores_alone() -> None:
    article = Article(id="a", text=TEXT, meta={"language": "fr"})
    own = {s.identity: s for s in Rules(SCHEME).suggest(article)}
    tally = {"rules:date.weekday": (0, 40), "rules:person.title": (30, 30), "patterns:Zarvex": (0, 9)}
    for made in Rules(SCHEME, tally=tally).suggest(article):
        right, decided = tally.get(made.source, (0, 0))
        assert made.score == pytest.approx((10 * own[made.identity].score + right) / (10 + decided), abs=1e-4)
    assert rulebook()["date.weekday"].score == own[next(i for i in own if own[i].text == "lundi")].score
