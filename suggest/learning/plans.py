"""Which layers can be learned from these lessons, by what kind of component, with which labels; and why others cannot."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from postil.schema.annotation import Annotation
from postil.schema.errors import PostilError
from postil.schema.scheme import Kind, Layer, Scheme
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.targets import SELDOM, longest

FEWEST_ARTICLES = 10
FEWEST_MARKS = 20
FEWEST_ANSWERS = 20
_NESTED = 0.04  # the share of a layer's spans inside others from which these are learned, too
_CLAUSE = 40  # code points: ranges that are longer as a rule are clauses, not names


class TooLittle(PostilError):
    """Too little was decided to learn from."""


class How(StrEnum):
    """What learns a layer: a tagger, a classifier of the text; or nothing, and the rules alone go on suggesting for it."""

    TAGGER = "ner"
    CLASSIFIER = "textcat"
    NOTHING = "rules"


@dataclass(frozen=True, slots=True)
class Plan:
    """How one layer is learned, with which labels. `why` says what stands in the way, or which labels are left out.

    `nested`: a span categoriser learns the spans inside others; without it these are left to the other sources.
    """

    layer: str
    how: How
    labels: tuple[str, ...] = ()
    why: str = ""
    nested: bool = False

    @property
    def nested_pipe(self) -> str:
        """What the component is called that finds spans inside others."""
        return f"spancat_{self.layer}"

    @property
    def pipe(self) -> str:
        """What the component is called in the pipeline."""
        return f"{self.how.value}_{self.layer}"


def plan(scheme: Scheme, train: Sequence[Lesson], *, hold_back: float = 0.2) -> list[Plan]:
    """One plan for each layer of the scheme. Raises TooLittle when no layer can be learned."""
    if len(train) < FEWEST_ARTICLES:
        raise TooLittle(
            f"Too little was decided to learn from: {len(train)} article{'' if len(train) == 1 else 's'} beside those that are"
            " held back.",
            hint=f"{FEWEST_ARTICLES} articles beside those that are held back, which is about"
            f" {ceil(FEWEST_ARTICLES / (1 - hold_back))} finished ones, are the least; a hundred are worth more.",
        )
    plans = [_plan(layer, train) for layer in scheme.layers]
    if all(one.how is How.NOTHING for one in plans):
        raise TooLittle("Too little was decided to learn from.", hint="\n".join(f"{one.layer}: {one.why}." for one in plans))
    return plans


def _plan(layer: Layer, train: Sequence[Lesson]) -> Plan:
    if layer.kind is Kind.CHOICES:
        return _choices(layer, train)
    marks = [mark for lesson in train for mark in lesson.gold if mark.layer == layer.name]
    if len(marks) < FEWEST_MARKS:
        return Plan(layer.name, How.NOTHING, why=f"{len(marks)} of {FEWEST_MARKS} examples")
    long = sorted((mark.end or 0) - (mark.start or 0) for mark in marks)[len(marks) // 2]
    if long > _CLAUSE:
        return Plan(layer.name, How.NOTHING, why="its ranges are clauses, which the rules find better")
    found = _with_labels(layer, How.TAGGER, marks)
    nested = sum(longest([mark for mark in lesson.gold if mark.layer == layer.name])[1] for lesson in train if lesson.done)
    return replace(found, nested=found.how is How.TAGGER and nested >= max(FEWEST_MARKS, _NESTED * len(marks)))


def _choices(layer: Layer, train: Sequence[Lesson]) -> Plan:
    if layer.each:
        return Plan(layer.name, How.NOTHING, why=f"it has an answer for each of the {layer.each}, which the rules gather")
    answers = [mark for lesson in train for mark in lesson.gold if mark.layer == layer.name and lesson.done]
    articles = sum(any(mark.layer == layer.name for mark in lesson.gold) for lesson in train if lesson.done)
    if articles < FEWEST_ANSWERS:
        return Plan(layer.name, How.NOTHING, why=f"{articles} of {FEWEST_ANSWERS} finished articles that answer it")
    found = _with_labels(layer, How.CLASSIFIER, answers)
    if found.how is How.CLASSIFIER and len(found.labels) < 2:
        return Plan(layer.name, How.NOTHING, why=f"only one label has {SELDOM} examples")
    return found


def _with_labels(layer: Layer, how: How, marks: Sequence[Annotation]) -> Plan:
    count = Counter(mark.label for mark in marks)
    labels = tuple(label.name for label in layer.labels if count[label.name] >= SELDOM)
    if not labels:
        return Plan(layer.name, How.NOTHING, why=f"no label has {SELDOM} examples")
    seldom = [f"{label.name} ({count[label.name]})" for label in layer.labels if 0 < count[label.name] < SELDOM]
    return Plan(layer.name, how, labels, f"fewer than {SELDOM} examples: {', '.join(seldom)}" if seldom else "")
