"""Teaching a tagger: the lessons of one layer turned into sentences of which something is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postil.suggest.learning.crf import Sentence, fit, sentence
from postil.suggest.learning.features import Features
from postil.suggest.learning.lattice import tags_of
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.sight import Sight
from postil.suggest.learning.tagger import Tagger
from postil.suggest.learning.targets import target


@dataclass(frozen=True, slots=True)
class Taught:
    """A tagger, and the marks that it could not learn from: off the tokens' edges, and inside or across longer ones."""

    tagger: Tagger
    off_grid: int
    nested: int


def teach(
    found: Sequence[Lesson],
    sights: Sequence[Sight],
    tagger: Tagger,
    *,
    tick: Callable[[float], None] = lambda share: None,
) -> Taught:
    """Teach the tagger of one layer; `sights` are those of the lessons' articles. Raises ValueError when nothing is known."""
    features = Features(frames=tagger.frames, growing=True)
    sentences: list[Sentence] = []
    off_grid = nested = 0
    for lesson, sight in zip(found, sights, strict=True):
        aim = target(lesson, tagger.layer, tagger.labels, sight)
        off_grid += aim.off_grid
        nested += aim.nested
        rows = features.rows(sight)
        sentences += [sentence(rows[first:last], aim.known[first:last]) for first, last in sight.sentences]
    tagger.teach(features, fit(sentences, features.trusted(tags_of(tagger.labels)), tick=tick))
    return Taught(tagger, off_grid, nested)
