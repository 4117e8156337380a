"""The rules on record: each has what the record asks, and examples that can be read."""

import re

import pytest

from postil.suggest.rulebook import Example, Rule, rulebook

RULES = list(rulebook().values())


def test_an_example_knows_its_marks() -> None:
    example = Example("fr", True, "Le [Zarvex]\net [Ko].")
    assert example.plain == "Le Zarvex\net Ko."
    assert [example.plain[start:end] for start, end in example.marks] == ["Zarvex", "Ko"]


def test_the_rules_are_read_once() -> None:
    assert rulebook() is rulebook()
    assert "person.title" in rulebook()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_on_record(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", rule.id)
    assert 0 < rule.score <= 1
    assert 20 <= len(rule.about) <= 140
    assert rule.about.endswith((".", ":")), "a sentence"
    assert sum(one.holds for one in rule.examples) >= 2
    assert any(not one.holds for one in rule.examples)
    assert len({(one.language, one.plain) for one in rule.examples}) == len(rule.examples)
    for one in rule.examples:
        assert one.language in ("fr", "en")
        assert bool(one.marks) == one.holds
        assert one.text.count("[") == one.text.count("]") == len(one.marks)
