"""The learned model as a source of suggestions."""

from collections.abc import Collection, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.scheme import Kind, Layer, Scheme
from postil.suggest.analyst import Analyst
from postil.suggest.calibration import PLAIN, Calibration
from postil.suggest.layers import mark_id
from postil.suggest.learning.classifier import category
from postil.suggest.learning.grid import FINDINGS, Grid
from postil.suggest.learning.lessons import fingerprint_of
from postil.suggest.learning.nesting import nested_key
from postil.suggest.learning.pipeline import load
from postil.suggest.learning.plans import How, Plan
from postil.suggest.learning.runs import Runs

_BATCH = 32
_LIKELY = 0.5


class ModelSource:
    """Suggests what a learned pipeline finds, for the layers that are in use. `run` is the id of the run that made it.

    `texts` are the articles that it learned from, as `fingerprint_of` names them.
    `analyst` is one that other sources ask as well, with every rule: the model learned from what all of them find.
    """

    name = "model"

    def __init__(
        self,
        nlp: Language,
        scheme: Scheme,
        plans: Sequence[Plan],
        run: str,
        *,
        calibration: Calibration = PLAIN,
        analyst: Analyst | None = None,
        texts: Collection[str] = (),
    ) -> None:
        self.run = run
        self._texts = frozenset(texts)
        self.version = f"model-{run}"
        self.calibration = calibration
        self._nlp = nlp
        self._analyst = analyst or Analyst(scheme)
        self._frames = bool(nlp.get_pipe_config(FINDINGS)["frames"])
        known = {layer.name: layer for layer in scheme.layers}
        self._plans = [(one, known[one.layer]) for one in plans if one.layer in known and one.how is not How.NOTHING]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers it suggests for."""
        return tuple(one.layer for one, _ in self._plans)

    def learned_from(self, article: Article) -> bool:
        """Whether an article with this text is among those that it learned from."""
        return bool(self._texts) and fingerprint_of(article) in self._texts

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions, by offset, choices last; a span's score is how likely the model holds it to be."""
        if not self._plans:
            return [()] * len(articles)
        docs = self._nlp.pipe((self._doc(article) for article in articles), batch_size=_BATCH)
        return [self._suggestions(article, doc) for article, doc in zip(articles, docs, strict=True)]

    def _doc(self, article: Article) -> Doc:
        grid = self._nlp.tokenizer
        assert isinstance(grid, Grid)
        return grid.studied(self._analyst.study(article), frames=self._frames)

    def _suggestions(self, article: Article, doc: Doc) -> tuple[Suggestion, ...]:
        marks: list[Suggestion] = []
        answers: list[Suggestion] = []
        for one, layer in self._plans:
            if layer.kind is Kind.CHOICES:
                answers += self._answers(layer, one, doc)
            else:
                marks += self._marks(layer, doc.spans.get(one.layer), article.text)
                marks += self._marks(layer, doc.spans.get(nested_key(one.layer)), article.text)
        marks.sort(key=lambda mark: (mark.start or 0, -(mark.end or 0), mark.layer))
        return (*marks, *answers)

    def _marks(self, layer: Layer, group: SpanGroup | None, text: str) -> list[Suggestion]:
        out: list[Suggestion] = []
        if not group:
            return out
        for span, score in zip(group, group.attrs["scores"], strict=True):
            start, end, label = span.start_char, span.end_char, span.label_
            if layer.label(label):
                out.append(
                    Suggestion(
                        id=mark_id(layer.name, label, start, end), layer=layer.name, label=label, start=start, end=end,
                        text=text[start:end], source=f"model:{self.run}", score=round(float(score), 4),
                    )
                )  # fmt: skip
        return out

    def _answers(self, layer: Layer, one: Plan, doc: Doc) -> list[Suggestion]:
        scored = [(doc.cats.get(category(layer.name, label), 0.0), label) for label in one.labels if layer.label(label)]
        scored.sort(key=lambda pair: -pair[0])
        chosen = [pair for pair in scored if pair[0] >= _LIKELY] if layer.many else scored[:1]
        return [
            Suggestion(
                id=mark_id(layer.name, label), layer=layer.name, label=label, source=f"model:{self.run}",
                rank=place if layer.many else None, score=round(float(score), 4),
            )
            for place, (score, label) in enumerate(chosen, 1)
        ]  # fmt: skip


def in_use(folder: Path, scheme: Scheme, analyst: Analyst | None = None) -> ModelSource | None:
    """The model that is put to use in the project in `folder`, or None. Raises PostilError when it is broken or not usable."""
    runs = Runs(folder)
    run = runs.current()
    return opened(runs, run, scheme, analyst) if run else None


def opened(runs: Runs, run: str, scheme: Scheme, analyst: Analyst | None = None) -> ModelSource | None:
    """The model of one run, for the layers that it is in use for; None when there are none. Raises PostilError."""
    meta = runs.meta(run)
    layers = [one for one in meta.plans if one.layer in meta.in_use and scheme.find(one.layer)]
    if not layers:
        return None
    runs.verify(meta)
    try:
        nlp = load(runs.path(run))
    except PostilError as error:
        raise runs.broken(run, error.message) from error
    return ModelSource(nlp, scheme, layers, run, calibration=meta.calibration, analyst=analyst, texts=meta.texts)
