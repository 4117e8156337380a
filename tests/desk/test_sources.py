"""Who made a suggestion, in words."""

import pytest

from postil.desk import sources
from postil.suggest.rulebook import rulebook


@pytest.mark.parametrize(
    ("made", "short"),
    [
        (("rules:org.run",), "rules"),
        (("patterns:front",), "yours"),
        (("model:20261120-101500",), "model"),
        (("pipeline:fr_core_news_lg",), "spaCy"),
        (("llm:qwen3",), "LLM"),
        (("elsewhere",), "elsew"),
        ((), ""),
        (("rules:a", "model:b"), "both"),
        (("rules:a", "pipeline:b", "model:c"), "all 3"),
        (("rules:a", "patterns:b", "pipeline:c", "model:d"), "all 4"),
    ],
)
def test_short_names_fit_their_column(made: tuple[str, ...], short: str) -> None:
    assert sources.shortly(made) == short
    assert len(short) <= sources.SOURCE


@pytest.mark.parametrize(
    ("made", "plain"),
    [
        ("rules:org.run", "rule org.run"),
        ("patterns:front", "your pattern front"),
        ("model:20261103-091500", "model 3 Nov 09:15"),
        ("model:20261103-091500-2", "model 3 Nov 09:15"),
        ("model:mine", "model mine"),
        ("pipeline:models/mine", "spaCy pipeline models/mine"),
        ("llm:qwen3:8b", "language model qwen3:8b"),
        ("other:thing", "other:thing"),
    ],
)
def test_plain_names(made: str, plain: str) -> None:
    assert sources.plainly(made) == plain


def test_rules_say_what_they_find() -> None:
    sources.learn_rules()
    rule = next(iter(rulebook().values()))
    assert sources.about(f"rules:{rule.id}") == rule.about != ""
    assert sources.about(f"patterns:{rule.id}") == ""
    assert sources.about("rules:none.such") == ""
