"""A named entity recogniser as a spaCy component: a conditional random field that sees what the rules found.

spaCy's own recogniser learns from nothing but words, which takes it thousands of examples. This one begins where the rules
are, has a confidence for each span that means something, and learns from a hundred articles in seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans

from postil.suggest.learning.crf import Weights, matrix_of
from postil.suggest.learning.features import Features
from postil.suggest.learning.grid import sight_of
from postil.suggest.learning.keys import Keys, Vocabulary
from postil.suggest.learning.lattice import Floats, best, span, steps_of, sums, tags_of
from postil.suggest.learning.sight import Sight

FACTORY = "postil_ner"
_FILE = "weights.npz"
_BATCH = 32
_EAGER = 0.3  # taken off the score of "no span": F1 is best where a few more are found than are likely


class Tagger:
    """Finds spans of one layer, each with how likely it is: in `doc.spans[layer]`, its `attrs["scores"]`, and `doc.ents`."""

    def __init__(self, layer: str, labels: Sequence[str], *, frames: bool = False, entities: bool = False) -> None:
        self.layer = layer
        self.labels = tuple(labels)
        self.frames = frames
        self.entities = entities
        self._features = Features(frames=frames)
        count = len(tags_of(self.labels))
        self._set(np.zeros(0, np.uint64), np.zeros((0, count)), np.zeros((count, count)))

    def teach(self, keys: Keys, weights: Weights) -> None:
        """Take over what was learned; `keys` are those of the features that are weighed."""
        self._set(keys, weights.table, weights.moves)

    def find(self, sights: Sequence[Sight]) -> list[list[tuple[int, int, str, float]]]:
        """For each article its spans: first token, the one after the last, label, how likely."""
        places = [place for sight in sights for place in sight.sentences]
        if not places:
            return [[] for _ in sights]
        rows = [self._vocabulary.rows(self._features.keys(sight)) for sight in sights]
        flat, counts = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        scores = matrix_of(flat, counts, len(self._table)) @ self._table
        steps = steps_of([last - first for first, last in places])
        likely = sums(scores, self._moves, steps)
        scores[:, 0] -= _EAGER
        tags = best(scores, self._moves, steps).tolist()
        found: list[list[tuple[int, int, str, float]]] = []
        before = 0
        for sight in sights:
            mine: list[tuple[int, int, str, float]] = []
            for first, last in sight.sentences:
                for start, end, label in _spans(tags, before + first, before + last):
                    chance = span(likely, start, end, label, last=end == before + last)
                    mine.append((start - before, end - before, self.labels[label], min(max(chance, 0.0), 1.0)))
            found.append(mine)
            before += len(sight.tokens)
        return found

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            sights = [sight_of(doc) for doc in docs]
            for doc, sight, found in zip(docs, sights, self.find(sights), strict=True):
                self._mark(doc, sight, found)
                yield doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        path.mkdir(parents=True, exist_ok=True)
        np.savez(path / _FILE, keys=self._vocabulary.keys, table=self._table.astype(np.float32), moves=self._moves)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "Tagger":
        """Raises OSError, KeyError or ValueError when the file is not what `to_disk` wrote."""
        with np.load(path / _FILE, allow_pickle=False) as arrays:
            keys, table, moves = arrays["keys"], arrays["table"].astype(np.float64), arrays["moves"].astype(np.float64)
        count = len(tags_of(self.labels))
        if keys.dtype != np.uint64 or table.shape != (len(keys), count) or moves.shape != (count, count):
            raise ValueError(f"{path.name}: the weights are not those of these features and labels")
        self._set(keys, table, moves)
        return self

    def _set(self, keys: Keys, table: Floats, moves: Floats) -> None:
        self._vocabulary, self._table, self._moves = Vocabulary(keys), table, moves

    def _mark(self, doc: Doc, sight: Sight, found: Sequence[tuple[int, int, str, float]]) -> None:
        spans: list[Span] = []
        scores: list[float] = []
        for first, last, label, likely in found:
            mark = doc.char_span(sight.tokens[first].start, sight.tokens[last - 1].end, label=label)
            if mark is not None:
                spans.append(mark)
                scores.append(likely)
        doc.spans[self.layer] = SpanGroup(doc, name=self.layer, spans=spans, attrs={"scores": scores})
        if self.entities:
            doc.ents = filter_spans([*spans, *doc.ents])


def _spans(tags: Sequence[int], first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """The spans in one sentence: first row, the one after the last, the label's number."""
    row = first
    while row < last:
        if tags[row] == 0:
            row += 1
            continue
        begin, label = row, (tags[row] - 1) // 2
        row += 1
        while row < last and tags[row] == 2 * label + 2:
            row += 1
        yield begin, row, label


@Language.factory(FACTORY, default_config={"layer": "", "labels": [], "frames": False, "entities": False})
def make_tagger(nlp: Language, name: str, layer: str, labels: list[str], frames: bool, entities: bool) -> Tagger:
    """What the configuration of a saved pipeline names."""
    return Tagger(layer, labels, frames=frames, entities=entities)
