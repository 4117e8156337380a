"""Sources that build on the rules' analysis share one, inside a batch only."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest import analyst as module
from postil.suggest.analysis import Analysis
from postil.suggest.analyst import Analyst, Study
from postil.suggest.engine import Suggester
from postil.suggest.events.telling import Telling
from postil.suggest.rules import Rules

SCHEME = parse_project(builtin("diplomacy")).scheme
ARTICLES = [Article(f"a{number}", f"La Valdorie condamne Oslo {number} fois.", {"language": "fr"}) for number in range(3)]


class Asking:
    """A source that asks an analyst, and says nothing."""

    name, version = "model", "asking"

    def __init__(self, analyst: Analyst) -> None:
        self._analyst = analyst
        self.told: list[Study] = []

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        self.told += [self._analyst.study(article) for article in articles]
        assert all(study.events is study.events for study in self.told)
        return [()] * len(articles)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles whose events and claims were read, one entry each time."""
    read: list[str] = []

    def telling(analysis: Analysis) -> Telling:
        read.append(analysis.text)
        return Telling(analysis)

    monkeypatch.setattr(module, "Telling", telling)
    return read


def test_an_article_is_read_once_for_all_sources(told: list[str]) -> None:
    rules = Rules(SCHEME)
    asking = Asking(rules.analyst)
    made = Suggester(SCHEME, sources=[rules, asking]).suggest_many(ARTICLES)
    assert told == [article.text for article in ARTICLES]
    assert made == Suggester(SCHEME, sources=[Rules(SCHEME)]).suggest_many(ARTICLES)
    assert [study.article for study in asking.told] == ARTICLES


def test_nothing_is_remembered_after_the_batch() -> None:
    analyst = Analyst(SCHEME)
    with analyst.remembering():
        first = analyst.study(ARTICLES[0])
        assert analyst.study(ARTICLES[0]) is first
        assert analyst.study(replace(ARTICLES[0])) is not first
    assert analyst.study(ARTICLES[0]) is not first
