"""Is more annotation worth it? How the model alone does after a part of the articles, and what the next ones may bring."""

from collections.abc import Sequence
from math import log

from postil.agreement.scores import score
from postil.schema.annotation import Annotation, Suggestion
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.meta import Point
from postil.suggest.learning.plans import Plan
from postil.suggest.learning.sight import Sight
from postil.suggest.learning.tagger import Tagger
from postil.suggest.learning.teaching import teach

SHARES = (0.25, 0.5)
NEXT = 100
FEWEST = 40
"""With fewer articles at its end, a curve says more about chance than about what is to come."""


def point(
    one: Plan,
    found: Sequence[Lesson],
    sights: Sequence[Sight],
    held: Sequence[Lesson],
    held_sights: Sequence[Sight],
    share: float,
) -> Point | None:
    """The point after learning a layer from a share of the articles, evenly spread; None where that is too little."""
    count = round(len(found) * share)
    chosen = [int((at + 0.5) / share) for at in range(count)]
    chosen = [at for at in chosen if at < len(found)]
    try:
        taught = teach([found[at] for at in chosen], [sights[at] for at in chosen], Tagger(one.layer, one.labels))
    except ValueError:
        return None
    return Point(len(chosen), f1(taught.tagger, held, held_sights))


def f1(tagger: Tagger, held: Sequence[Lesson], sights: Sequence[Sight]) -> float:
    """The F1 of a tagger by itself on articles held back, over all labels of its layer."""
    gold = [[mark for mark in lesson.gold if mark.layer == tagger.layer] for lesson in held]
    found = [
        [
            Suggestion(
                id=str(at), layer=tagger.layer, label=label, start=sight.tokens[first].start, end=sight.tokens[last - 1].end,
                source="model:curve", score=likely,
            )
            for at, (first, last, label, likely) in enumerate(spans)
        ]
        for sight, spans in zip(sights, tagger.find(sights), strict=True)
    ]  # fmt: skip
    marks: list[list[Annotation]] = gold
    return score(marks, found).overall.f1


def gain(points: Sequence[Point], more: int = NEXT) -> float | None:
    """By how much F1 may rise with so many more articles: it grows by about the same with every doubling.

    A straight line through F1 over the logarithm of the articles (least squares); None for fewer than three points,
    or for fewer than FEWEST articles.
    """
    if len(points) < 3 or points[-1].articles < FEWEST:
        return None
    xs, ys = [log(one.articles) for one in points], [one.f1 for one in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread if spread else 0.0
    most = points[-1].articles
    return max(0.0, min(slope * log((most + more) / most), 1.0 - points[-1].f1))
