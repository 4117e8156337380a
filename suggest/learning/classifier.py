"""Labels of the whole article: spaCy's own text classifier over words and pairs of words, which trains in seconds."""

from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.pipeline import TextCategorizer
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.plans import Plan
from postil.suggest.learning.rounds import train_in_rounds

_ROUNDS = 12
_BATCH = 8
_SEED = 0


def add_classifier(nlp: Language, plan: Plan, *, many: bool) -> None:
    """Add an untrained classifier for a layer: of one label for an article, or of any number (`many`)."""
    bag = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": not many, "ngram_size": 2, "no_output_layer": False}
    factory = "textcat_multilabel" if many else "textcat"
    nlp.add_pipe(factory, name=plan.pipe, config={"model": {**bag, "length": 1 << 15}})


def teach_classifier(
    nlp: Language,
    plan: Plan,
    found: Sequence[Lesson],
    docs: Sequence[Doc],
    *,
    tick: Callable[[float], None] = lambda share: None,
) -> None:
    """Train the layer's classifier on the finished articles that answer it."""
    examples = []
    for lesson, doc in zip(found, docs, strict=True):
        chosen = {mark.label for mark in lesson.gold if mark.layer == plan.layer}
        if lesson.done and chosen.intersection(plan.labels):
            cats = {category(plan.layer, label): float(label in chosen) for label in plan.labels}
            examples.append(Example.from_dict(doc, {"cats": cats}))
    fix_random_seed(_SEED)
    pipe = nlp.get_pipe(plan.pipe)
    assert isinstance(pipe, TextCategorizer)
    pipe.initialize(lambda: examples, nlp=nlp, labels=[category(plan.layer, label) for label in plan.labels])
    optimizer = Adam(0.001, L2=0.01, grad_clip=1.0)
    train_in_rounds(pipe, examples, optimizer, rounds=_ROUNDS, batch=_BATCH, seed=_SEED, tick=tick)


def category(layer: str, label: str) -> str:
    """A label's name in `doc.cats`, which all classifiers of a pipeline share."""
    return f"{layer}:{label}"
