"""Every rule on record: its id, label, score, a line about it, and the examples that are its tests.

A stage's rules are the lines of data/rules_STAGE.tsv: id, label ("*" for any of its layer), rank where two overlap
(higher wins, 0 where none can), score, description. Its examples are the lines of data/examples_STAGE.tsv: id, language,
"+" (the rule finds what stands in [brackets], and nothing else) or "-" (it finds nothing), text with "\\n" for a line end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from postil.suggest.tables import rows


@dataclass(frozen=True, slots=True)
class Example:
    """A text in which a rule finds what the brackets mark (`holds`), or a text in which it finds nothing."""

    language: str
    holds: bool
    text: str

    @property
    def plain(self) -> str:
        """The text without its brackets."""
        return self.text.replace("[", "").replace("]", "")

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """The ranges in `plain` that the rule finds: offsets in code points, end exclusive."""
        out, start, at = [], 0, 0
        for char in self.text:
            if char == "[":
                start = at
            elif char == "]":
                out.append((start, at))
            else:
                at += 1
        return tuple(out)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the stage that applies it, the label it gives, its rank among rules that overlap, and its own score."""

    id: str
    stage: str
    label: str
    rank: int
    score: float
    about: str
    examples: tuple[Example, ...] = ()


@cache
def rulebook() -> Mapping[str, Rule]:
    """The rules of all stages by id, with their examples. Read once."""
    return MappingProxyType({rule.id: rule for stage in _stages() for rule in _stage(stage)})


def _stages() -> list[str]:
    names = (file.name for file in files("postil.suggest").joinpath("data").iterdir())
    return sorted(n.removeprefix("rules_").removesuffix(".tsv") for n in names if n.startswith("rules_") and n.endswith(".tsv"))


def _stage(stage: str) -> Iterator[Rule]:
    examples: dict[str, list[Example]] = {}
    for rule, language, sign, text in rows(f"examples_{stage}.tsv"):
        examples.setdefault(rule, []).append(Example(language, sign == "+", text.replace("\\n", "\n")))
    for rule, label, rank, score, about in rows(f"rules_{stage}.tsv"):
        yield Rule(rule, stage, label, int(rank), float(score), about, tuple(examples.pop(rule, ())))
    if examples:
        raise KeyError(f"examples_{stage}.tsv has examples of rules that rules_{stage}.tsv lacks: {', '.join(examples)}")
