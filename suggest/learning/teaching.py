"""Teaching a tagger: the lessons of one layer turned into sentences of which something is known."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from postil.suggest.learning.crf import Sentence, fit
from postil.suggest.learning.features import Features
from postil.suggest.learning.keys import Vocabulary, met
from postil.suggest.learning.lattice import tags_of
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.sight import Sight
from postil.suggest.learning.tagger import Tagger
from postil.suggest.learning.targets import Target, target

_ENOUGH = 10_000  # tokens from which on a feature must be met twice


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
    features = Features(frames=tagger.frames)
    aims = [target(lesson, tagger.layer, tagger.labels, sight) for lesson, sight in zip(found, sights, strict=True)]
    tokens = sum(len(sight.tokens) for sight in sights)
    vocabulary = Vocabulary(met(map(features.keys, sights), 2 if tokens >= _ENOUGH else 1))
    trusted = features.trusted(tags_of(tagger.labels))
    places = vocabulary.places(np.array([key for key, _, _ in trusted], np.uint64)).tolist()
    expected = [(place, tag, weight) for place, (_, tag, weight) in zip(places, trusted, strict=True) if place >= 0]
    weights = fit(_sentences(features, vocabulary, sights, aims), expected, tick=tick)
    tagger.teach(vocabulary.keys[weights.features], weights)
    return Taught(tagger, sum(aim.off_grid for aim in aims), sum(aim.nested for aim in aims))


def _sentences(
    features: Features, vocabulary: Vocabulary, sights: Sequence[Sight], aims: Sequence[Target]
) -> Iterator[Sentence]:
    for sight, aim in zip(sights, aims, strict=True):
        flat, counts = vocabulary.rows(features.keys(sight))
        ends = np.concatenate([[0], np.cumsum(counts)])
        for first, last in sight.sentences:
            yield Sentence(flat[ends[first] : ends[last]], counts[first:last], aim.known[first:last])
