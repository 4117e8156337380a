"""Any spaCy pipeline as a source of suggestions: what it finds, under the labels of the scheme."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme import Layer, Scheme
from postil.schema.settings import Pipeline
from postil.suggest.layers import mark_id
from postil.suggest.pipelines.files import BROKEN, find_pipeline, load_pipeline, said
from postil.suggest.pipelines.labels import Labels
from postil.suggest.pipelines.pieces import PIECE, cut, groups
from postil.suggest.rules import fingerprint
from postil.suggest.text.fold import fold

SCORE = 0.5
_PROBABLE = 0.5
_FINDERS = {
    "marks": frozenset(
        ("ner", "beam_ner", "entity_ruler", "future_entity_ruler", "span_ruler", "spancat", "spancat_singlelabel")
    ),
    "choices": frozenset(("textcat", "textcat_multilabel")),
}


class SpacyPipeline:
    """Suggests what a spaCy pipeline finds: its entities, span groups and categories.

    Articles are read in pieces of PIECE characters at most, cut at line ends where possible: memory does not grow with
    them, and no text is too long.
    """

    def __init__(self, scheme: Scheme, pipeline: Pipeline, project: Path) -> None:
        """Loads the pipeline; `project` is the project's folder. Raises PostilError when it is missing or broken."""
        self._found = find_pipeline(pipeline.name, project)
        self._scheme = scheme
        self._labels = Labels(scheme, pipeline.labels)
        self._said: tuple[list[Article], list[tuple[Suggestion, ...]]] | None = None
        mapped = blake2b(repr(sorted(pipeline.labels.items())).encode(), digest_size=4).hexdigest()
        self.name = f"pipeline:{pipeline.name}"
        self.version = f"{self.name}-{self._found.version}-{mapped}-{fingerprint()}"
        self.parses = self._found.parses
        self.nlp = load_pipeline(self._found)
        self._told = {name: labels_of(self.nlp, factories) for name, factories in _FINDERS.items()}
        self._labels.tells(self._told["marks"])

    @property
    def homeless(self) -> tuple[str, ...]:
        """The labels that the pipeline says it has, and for which the scheme has no place."""
        marks = [label for label in self._told["marks"] if not self._labels.has_mark(label)]
        choices = [label for label in self._told["choices"] if not self._labels.has_choice(label)]
        return tuple(dict.fromkeys((*marks, *choices)))

    def unmapped(self) -> dict[str, int]:
        """The labels that went nowhere so far, and how often each came, the most frequent first."""
        return dict(self._labels.unmapped.most_common())

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions, by offset, choices last. Raises PostilError when the pipeline fails."""
        if self._said is None or self._said[0] != list(articles):
            with self.parsed(articles):
                pass
        said, self._said = self._said, None
        return said[1] if said else []

    @contextmanager
    def parsed(self, articles: Sequence[Article]) -> Iterator[list[Doc | None]]:
        """The articles as the pipeline reads them, inside this context only; None for one that is read in pieces.

        What it suggests for them is kept for the next `suggest_many`, so that nothing is read twice.
        """
        texts = [fold(article.text, article.hidden) for article in articles]
        longest = min(self.nlp.max_length, PIECE)
        whole = [number for number, text in enumerate(texts) if len(text) <= longest]
        made = {
            number: self._suggest(articles[number], self._pieces(text, longest))
            for number, text in enumerate(texts)
            if len(text) > longest
        }
        with self.nlp.memory_zone():
            docs = dict(zip(whole, self._read([texts[number] for number in whole]), strict=True))
            made |= {number: self._suggest(articles[number], [(0, doc)]) for number, doc in docs.items()}
            self._said = (list(articles), [made[number] for number in range(len(articles))])
            yield [docs.get(number) for number in range(len(articles))]

    def _pieces(self, text: str, longest: int) -> Iterator[tuple[int, Doc]]:
        """A long text, piece by piece, with their starts; each is to be done with before the next."""
        for start, end in cut(text, longest):
            with self.nlp.memory_zone():
                yield start, next(self._read([text[start:end]]))

    def _read(self, texts: Sequence[str]) -> Iterator[Doc]:
        """The texts as the pipeline reads them, a few at once."""
        try:
            for group in groups(texts):
                yield from self.nlp.pipe(group)
        except BROKEN as error:
            raise PostilError(f"The spaCy pipeline {safe(self._found.name)} fails: {said(error)}.") from error

    def _suggest(self, article: Article, pieces: Iterable[tuple[int, Doc]]) -> tuple[Suggestion, ...]:
        best: dict[str, Suggestion] = {}
        cats: dict[str, float] = defaultdict(float)
        size = 0
        for start, doc in pieces:
            for made in self._marks(article, start, doc):
                if made.id not in best or best[made.id].score < made.score:
                    best[made.id] = made
            size += len(doc)
            for cat, score in doc.cats.items():
                cats[cat] += _share(score) * len(doc)
        marks = sorted(best.values(), key=lambda s: (s.start or 0, -(s.end or 0), s.layer))
        return (*marks, *self._choices({cat: score / max(size, 1) for cat, score in cats.items()}))

    def _marks(self, article: Article, at: int, doc: Doc) -> Iterator[Suggestion]:
        for span in doc.ents:
            yield from self._mark(article, at, span, SCORE, "")
        for name, group in doc.spans.items():
            scores = group.attrs.get("scores")
            known = scores is not None and len(scores) == len(group)
            for number, span in enumerate(group):
                yield from self._mark(article, at, span, _share(scores[number]) if known else SCORE, name)

    def _mark(self, article: Article, at: int, span: Span, score: float, group: str) -> Iterator[Suggestion]:
        start, end = at + span.start_char, at + span.end_char
        text = article.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        if not any(char.isalnum() for char in text) or any(
            region.start < end and start < region.end for region in article.hidden
        ):
            return
        text = article.text[start:end]
        language = article.language[:2] or self._scheme.language[:2]
        where = self._labels.mark(span.label_, text, language, group)
        if where is not None:
            layer, label = where[0].name, where[1]
            id_ = mark_id(layer, label, start, end)
            yield Suggestion(
                id=id_, layer=layer, label=label, start=start, end=end, text=text, source=self.name, score=round(score, 4)
            )

    def _choices(self, cats: Mapping[str, float]) -> Iterator[Suggestion]:
        """Of a layer that takes many labels those that are more probable than not; else the one most probable.

        `cats` are the categories of the text; of one that was read in pieces the mean of their scores, by length.
        """
        by_layer: dict[str, tuple[Layer, dict[str, float]]] = {}
        for cat, score in cats.items():
            if where := self._labels.choice(cat):
                _, known = by_layer.setdefault(where[0].name, (where[0], {}))
                known[where[1]] = max(known.get(where[1], 0.0), score)
        for layer, scores in by_layer.values():
            ordered = sorted(scores.items(), key=lambda one: -one[1])
            chosen = [one for one in ordered if one[1] >= _PROBABLE] if layer.many else ordered[:1]
            for rank, (label, score) in enumerate(chosen, 1):
                if score >= 1 / max(len(cats), 2):
                    id_, place = mark_id(layer.name, label), rank if layer.many else None
                    yield Suggestion(id=id_, layer=layer.name, label=label, rank=place, source=self.name, score=round(score, 4))


def labels_of(nlp: Language, factories: frozenset[str]) -> tuple[str, ...]:
    """The labels of the components that these factories made."""
    found = (nlp.pipe_labels.get(name, ()) for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory in factories)
    return tuple(dict.fromkeys(label for labels in found for label in labels))


def _share(score: float) -> float:
    """A score between 0 and 1; one that is no number counts as none was given."""
    value = float(score)
    return SCORE if math.isnan(value) else min(max(value, 0.0), 1.0)
