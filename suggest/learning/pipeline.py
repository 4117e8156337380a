"""Learned components as one spaCy pipeline: put together, saved, loaded."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import spacy
from spacy.language import Language

from postil.schema.errors import PostilError
from postil.schema.scheme import Kind, Scheme
from postil.suggest.analyst import Analyst
from postil.suggest.learning import grid, tagger
from postil.suggest.learning.classifier import add_classifier, teach_classifier
from postil.suggest.learning.grid import FINDINGS, TOKENIZER, Grid
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.nesting import add_nesting, teach_nesting
from postil.suggest.learning.plans import How, Plan
from postil.suggest.learning.sight import Sight, look
from postil.suggest.learning.tagger import FACTORY, Tagger
from postil.suggest.learning.teaching import teach

FACTORIES = frozenset((grid.FINDINGS, tagger.FACTORY, "spancat", "textcat", "textcat_multilabel"))
"""Every kind of component that a learned pipeline can hold."""

Tick = Callable[[str, float], None]


def blank(scheme: Scheme, plans: Sequence[Plan]) -> Language:
    """A pipeline with an untrained component for each layer that is learned."""
    language = scheme.language[:2] if scheme.language[:2] in ("fr", "en") else "xx"
    nlp = spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    frames = {layer.name for layer in scheme.layers if layer.kind is Kind.FRAMES}
    nlp.add_pipe(FINDINGS, config={"frames": any(one.layer in frames and one.how is not How.NOTHING for one in plans)})
    first = True
    for one in plans:
        if one.how is How.TAGGER:
            config = {"layer": one.layer, "labels": list(one.labels), "frames": one.layer in frames}
            config["entities"] = first and one.layer not in frames
            first = first and not config["entities"]
            nlp.add_pipe(FACTORY, name=one.pipe, config=config)
            if one.nested:
                add_nesting(nlp, one)
        elif one.how is How.CLASSIFIER:
            add_classifier(nlp, one, many=scheme.layer(one.layer).many)
    return nlp


def sights_of(scheme: Scheme, found: Sequence[Lesson], plans: Sequence[Plan], *, hide: float = 0.0) -> list[Sight]:
    """The lessons' articles as the taggers see them; `hide` is that of `sight.look`."""
    analyst = Analyst(scheme)
    frames = any(scheme.layer(one.layer).kind is Kind.FRAMES and one.how is not How.NOTHING for one in plans)
    return [look(analyst.study(lesson.article), frames=frames, hide=hide) for lesson in found]


def train(
    scheme: Scheme, plans: Sequence[Plan], found: Sequence[Lesson], sights: Sequence[Sight], tick: Tick
) -> tuple[Language, dict[str, int]]:
    """A trained pipeline, and what could not be learned from: by what is the matter, how many marks."""
    nlp = blank(scheme, plans)
    lost: dict[str, int] = {}
    for one in plans:
        pipe = nlp.get_pipe(one.pipe) if one.how is not How.NOTHING else None
        if isinstance(pipe, Tagger):
            taught = teach(found, sights, pipe, tick=partial(tick, one.layer))
            for what, count in (
                (f"{one.layer}: edges inside a word, or across sentences", taught.off_grid),
                (f"{one.layer}: inside or across longer ones", 0 if one.nested else taught.nested),
            ):
                if count:
                    lost[what] = count
            if one.nested:
                docs = [nlp.make_doc(lesson.article.text) for lesson in found]
                teach_nesting(nlp, one, found, docs, tick=partial(tick, one.layer))
        elif pipe is not None:
            docs = [nlp.make_doc(lesson.article.text) for lesson in found]
            teach_classifier(nlp, one, found, docs, tick=partial(tick, one.layer))
    return nlp, lost


def load(folder: Path) -> Language:
    """The pipeline saved in a run's folder. Raises PostilError when it cannot be loaded."""
    try:
        nlp = spacy.load(folder / "pipeline")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PostilError(f"spaCy cannot load it ({type(error).__name__})") from error
    if not isinstance(nlp.tokenizer, Grid) or not FACTORIES.issuperset(nlp.pipe_factories.values()):
        raise PostilError("it is not a pipeline that postil learned")
    return nlp
