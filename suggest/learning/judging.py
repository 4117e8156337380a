"""How good suggestions are on the articles held back: scores by label, cases for the calibration, reliability."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from postil.agreement.matching import match
from postil.agreement.scores import Counts, score
from postil.schema.annotation import Mark, Suggestion
from postil.schema.scheme import Kind, Layer, Scheme
from postil.suggest.calibration import PLAIN, Calibration, Case, Reliability, fit, reliability
from postil.suggest.learning.lessons import Lesson
from postil.suggest.merge import gather, merge

Said = Sequence[tuple[Suggestion, ...]]
"""What one source says of each article held back."""

Scores = dict[str, dict[str, Counts]]
"""By layer and label."""


FEWEST_GOLD = 20
"""A layer with fewer marks than that in all articles judged was not annotated in earnest: they tell nothing about it."""
FEWEST_ARTICLES = 30
"""A label without any mark in so many articles is not wanted in this project; in fewer it may just not have come up."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What finished articles can tell right from wrong: these layers, except for some labels (layer, label) of them."""

    layers: frozenset[str]
    spared: frozenset[tuple[str, str]]


def evidence(scheme: Scheme, lessons: Sequence[Lesson]) -> Evidence:
    """What these articles can tell. Who marks entities only finishes articles, too: they say nothing against events."""
    count = Counter(mark.layer for lesson in lessons for mark in lesson.gold)
    used = {(mark.layer, mark.label) for lesson in lessons for mark in lesson.gold}
    layers = [layer for layer in scheme.layers if count[layer.name] >= FEWEST_GOLD]
    unused = {(layer.name, label.name) for layer in layers for label in layer.labels} - used
    return Evidence(frozenset(layer.name for layer in layers), frozenset(unused if len(lessons) < FEWEST_ARTICLES else ()))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Scores by layer and label of the merged suggestions, and how reliable their scores are."""

    scores: Scores
    reliability: list[Reliability]


def judge(scheme: Scheme, held: Sequence[Lesson], said: Sequence[Said], calibration: Calibration) -> Verdict:
    """Judge what the sources say together, under a calibration."""
    merged = [merge(scheme, by_source, calibration) for by_source in zip(*said, strict=True)]
    known = evidence(scheme, held)
    return Verdict(_scores(scheme, held, merged), reliability(_scored(scheme, held, merged, known)))


def judge_fairly(
    scheme: Scheme, held: Sequence[Lesson], said: Sequence[Said], more: Sequence[Lesson] = (), more_said: Sequence[Said] = ()
) -> Verdict:
    """Judge what the sources say together once it is calibrated: each half of the articles under a calibration of the other.

    `more` articles are not judged; every calibration learns from them too, from what the sources say of them (`more_said`).
    """
    merged: list[tuple[Suggestion, ...]] = [()] * len(held)
    extra = more_said or [()] * len(said)
    known = evidence(scheme, [*held, *more])
    for half in (0, 1):
        mine, others = [list(range(side, len(held), 2)) for side in (half, 1 - half)]
        lessons = [*(held[at] for at in others), *more]
        fitted = calibrated(
            scheme, lessons, [[*(one[at] for at in others), *also] for one, also in zip(said, extra, strict=True)], known
        )
        for at in mine:
            merged[at] = merge(scheme, [source[at] for source in said], fitted)
    return Verdict(_scores(scheme, held, merged), reliability(_scored(scheme, held, merged, known)))


def calibrated(scheme: Scheme, held: Sequence[Lesson], said: Sequence[Said], known: Evidence | None = None) -> Calibration:
    """The calibration that these articles teach: about what they are `evidence` of, unless it is said what is `known`."""
    known = known or evidence(scheme, held)
    cases: list[Case] = []
    wanted: dict[str, int] = {}
    for place, lesson in enumerate(held):
        by_source = [source[place] for source in said]
        for layer in scheme.layers:
            gold = _gold(lesson, layer)
            if layer.name not in known.layers or not _asked(layer, gold):
                continue
            found = gather(layer, by_source)
            right = _right(layer, gold, [one.suggestion for one in found])
            cases += [
                Case(layer.name, one.kinds, one.stated_together, at in right, one.rival, one.suggestion.label)
                for at, one in enumerate(found)
            ]
            wanted[layer.name] = wanted.get(layer.name, 0) + len(gold)
    return fit(cases, wanted, known.spared) if cases else PLAIN


def only(suggestions: Sequence[Suggestion], layers: Collection[str]) -> tuple[Suggestion, ...]:
    """The suggestions of some layers."""
    return tuple(mark for mark in suggestions if mark.layer in layers)


def _scores(scheme: Scheme, held: Sequence[Lesson], merged: Said) -> Scores:
    out: Scores = {}
    for layer in scheme.layers:
        gold = [_gold(lesson, layer) for lesson in held]
        found = [_of(layer, made) if _asked(layer, wanted) else [] for made, wanted in zip(merged, gold, strict=True)]
        out[layer.name] = dict(score(gold, found, overlap=layer.kind is Kind.FRAMES).labels)
    return out


def _scored(scheme: Scheme, held: Sequence[Lesson], merged: Said, known: Evidence) -> list[tuple[float, bool]]:
    out: list[tuple[float, bool]] = []
    for lesson, made in zip(held, merged, strict=True):
        for layer in scheme.layers:
            gold, found = _gold(lesson, layer), _of(layer, made)
            if layer.name in known.layers and _asked(layer, gold):
                right = _right(layer, gold, found)
                out += [(mark.score, at in right) for at, mark in enumerate(found)]
    return out


def _asked(layer: Layer, gold: Sequence[Mark]) -> bool:
    """Whether the article can tell right from wrong: an unanswered question of the whole article cannot."""
    return bool(gold) or layer.kind is not Kind.CHOICES


def _gold(lesson: Lesson, layer: Layer) -> list[Mark]:
    return [mark for mark in lesson.gold if mark.layer == layer.name]


def _of(layer: Layer, made: Sequence[Suggestion]) -> list[Suggestion]:
    return [mark for mark in made if mark.layer == layer.name]


def _right(layer: Layer, gold: Sequence[Mark], found: Sequence[Mark]) -> set[int]:
    return {j for _, j in match(gold, found, overlap=layer.kind is Kind.FRAMES)}
