"""The rules of events, stance and choices do what their examples say, and no more."""

from collections.abc import Callable

import pytest

from postil.suggest.choices import rank
from postil.suggest.events.telling import Telling
from postil.suggest.events.telling import find as events_of
from postil.suggest.rulebook import Example, rulebook
from postil.suggest.stance.claims import find as claims_of

Tell = Callable[..., Telling]

EXAMPLES = [
    (rule.id, example)
    for rule in rulebook().values()
    if rule.stage in ("events", "stance", "choices")
    for example in rule.examples
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule} {one.plain}" for rule, one in EXAMPLES])
def test_example(tell: Tell, rule: str, example: Example) -> None:
    found = _FINDERS.get(rule, _frames)(tell, rule, example)
    assert found == [example.plain[start:end] for start, end in example.marks]


def _frames(tell: Tell, rule: str, example: Example) -> list[str]:
    telling = tell(example.plain, language=example.language)
    hits = [*events_of(telling), *claims_of(telling)]
    return [example.plain[hit.start : hit.end] for hit in hits if hit.rule == rule]


def _types(tell: Tell, rule: str, example: Example) -> list[str]:
    """The first event of the first type."""
    telling = tell(example.plain, language=example.language)
    events = events_of(telling)
    first = [hit.label for hit in rank(telling.analysis, events, []) if hit.rule == rule][:1]
    return [example.plain[event.start : event.end] for event in events if event.label in first][:1]


def _voices(tell: Tell, rule: str, example: Example) -> list[str]:
    """The targets that are answered, of two that the article names."""
    telling = tell(example.plain, language=example.language, targets=["blocus des îles", "plan de paix"])
    return [hit.target for hit in rank(telling.analysis, [], claims_of(telling)) if hit.rule == rule]


_FINDERS: dict[str, Callable[[Tell, str, Example], list[str]]] = {"choices.types": _types, "choices.voices": _voices}
