"""Who made a suggestion, in words for people: short in a row, in full below the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime

_SHORT = {"rules": "rules", "patterns": "yours", "model": "model", "pipeline": "spaCy", "llm": "LLM"}
_PLAIN = {
    "rules": "rule",
    "patterns": "your pattern",
    "model": "model",
    "pipeline": "spaCy pipeline",
    "llm": "language model",
}
SOURCE = 5  # cells of a short name, so that scores before it stand in a column
_about: dict[str, str] = {}


def shortly(sources: Sequence[str]) -> str:
    """One source by its kind ("rules"); that several agree ("both", "all 3")."""
    if len(sources) > 1:
        return "both" if len(sources) == 2 else f"all {len(sources)}"
    kind = sources[0].partition(":")[0] if sources else ""
    return _SHORT.get(kind, kind)[:SOURCE]


def plainly(source: str) -> str:
    """One source by what it is and its name: "rule org.run", "model 20 Nov 10:15"; as it is where the kind is not known."""
    kind, _, name = source.partition(":")
    if kind not in _PLAIN:
        return source
    return f"{_PLAIN[kind]} {_when(name) if kind == 'model' else name}"


def about(source: str) -> str:
    """What the rule of a source finds, in one line; "" for what is no rule, and before `learn_rules`."""
    kind, _, name = source.partition(":")
    return _about.get(name, "") if kind == "rules" else ""


def learn_rules() -> None:
    """Read what each rule is for: a few small tables, and nothing else of what suggests."""
    from postil.suggest.rulebook import rulebook

    told: Mapping[str, str] = {rule.id: rule.about for rule in rulebook().values()}
    _about.update(told)


def _when(run: str) -> str:
    """A run's id, which is the time of its start, as people write it; other ids as they are."""
    try:
        at = datetime.strptime(run[:15], "%Y%m%d-%H%M%S")
    except ValueError:
        return run
    return f"{at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
