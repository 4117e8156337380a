"""What a model says of articles that it did not see, without holding more of them back: each part under a model of the others.

A few articles held back tell little about how right scores are. So the articles to learn from are dealt into parts, and of
each part a model is asked that learned from the other parts: its scores are as little flattered as on articles held back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postil.schema.annotation import Suggestion
from postil.schema.scheme import Scheme
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.pipeline import train
from postil.suggest.learning.plans import Plan
from postil.suggest.learning.sight import Sight
from postil.suggest.learning.source import ModelSource

PARTS = 3
ENOUGH = 2_000
"""With so many marks held back there is nothing to gain: what a calibration can learn, it learns from them."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """Finished articles, and what a model says of each that did not see it."""

    lessons: Sequence[Lesson] = ()
    said: Sequence[tuple[Suggestion, ...]] = ()


NOBODY = Crossed()


def crossed(
    scheme: Scheme,
    plans: Sequence[Plan],
    found: Sequence[Lesson],
    sights: Sequence[Sight],
    run: str,
    tick: Callable[[str, float], None] = lambda what, share: None,
) -> Crossed:
    """What models say of the finished ones among the lessons, each having learned from the other parts."""
    lessons: list[Lesson] = []
    said: list[tuple[Suggestion, ...]] = []
    for part in range(PARTS):
        tick("trying it out", part / PARTS)
        others = [at for at in range(len(found)) if at % PARTS != part]
        mine = [lesson for lesson in found[part::PARTS] if lesson.done]
        nlp, _ = train(scheme, plans, [found[at] for at in others], [sights[at] for at in others], lambda what, share: None)
        lessons += mine
        said += ModelSource(nlp, scheme, plans, run).suggest_many([lesson.article for lesson in mine])
    return Crossed(lessons, said)
