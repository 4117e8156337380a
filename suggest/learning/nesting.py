"""Spans inside others: spaCy's span categoriser, which is asked only about what lies inside the spans that the tagger found."""

from collections.abc import Callable, Sequence
from typing import cast

from spacy.language import Language
from spacy.pipeline import SpanCategorizer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from thinc.api import Adam, Ops, fix_random_seed, get_current_ops
from thinc.types import Ragged

from postil.schema.annotation import Annotation
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.plans import Plan
from postil.suggest.learning.rounds import train_in_rounds
from postil.suggest.learning.targets import longest

SUGGESTER = "postil.Inside.v1"
_LONGEST = 8  # tokens
_WIDTH = 64
_ROUNDS, _BATCH, _SEED = 15, 8, 0
_ATTRIBUTES = ("NORM", "PREFIX", "SUFFIX", "SHAPE")


def nested_key(layer: str) -> str:
    """Where in `doc.spans` the spans of a layer stand that lie inside others."""
    return f"{layer}_nested"


def add_nesting(nlp: Language, plan: Plan) -> None:
    """Add an untrained span categoriser for a layer, behind its tagger."""
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": _WIDTH, "attrs": list(_ATTRIBUTES),
        "rows": [2000, 500, 500, 500], "include_static_vectors": False,
    }  # fmt: skip
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": _WIDTH, "depth": 2, "window_size": 1, "maxout_pieces": 3,
    }  # fmt: skip
    model = {
        "@architectures": "spacy.SpanCategorizer.v1",
        "scorer": {"@layers": "spacy.LinearLogistic.v1"},
        "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": _WIDTH},
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }
    suggester = {"@misc": SUGGESTER, "layer": plan.layer}
    config = {"spans_key": nested_key(plan.layer), "threshold": 0.5, "suggester": suggester, "model": model}
    nlp.add_pipe("spancat", name=plan.nested_pipe, config=config)


def teach_nesting(
    nlp: Language,
    plan: Plan,
    found: Sequence[Lesson],
    docs: Sequence[Doc],
    *,
    tick: Callable[[float], None] = lambda share: None,
) -> None:
    """Train the layer's span categoriser on the finished articles; `docs` are those of the lessons, on the tagger's tokens."""
    examples = []
    for lesson, doc in zip(found, docs, strict=True):
        marks = [mark for mark in lesson.gold if mark.layer == plan.layer and mark.label in plan.labels]
        outer = longest(marks)[0]
        if not lesson.done or not outer:
            continue
        doc.spans[plan.layer] = _on(doc, outer)
        right = doc.copy()
        right.spans[nested_key(plan.layer)] = _on(right, [mark for mark in marks if mark not in outer])
        examples.append(Example(doc, right))
    fix_random_seed(_SEED)
    pipe = nlp.get_pipe(plan.nested_pipe)
    assert isinstance(pipe, SpanCategorizer)
    pipe.initialize(lambda: examples, nlp=nlp, labels=list(plan.labels))
    optimizer = Adam(0.002, L2=0.01, grad_clip=1.0)
    train_in_rounds(pipe, examples, optimizer, rounds=_ROUNDS, batch=_BATCH, seed=_SEED, tick=tick)


def _on(doc: Doc, marks: Sequence[Annotation]) -> list[Span]:
    spans = (doc.char_span(mark.start or 0, mark.end or 0, label=mark.label) for mark in marks)
    return [span for span in spans if span is not None]


@registry.misc(SUGGESTER)  # type: ignore[untyped-decorator]  # spaCy's registries have no types
def make_suggester(layer: str) -> Callable[..., Ragged]:
    """What the configuration of a saved pipeline names: the runs of tokens inside the layer's spans, these themselves not."""

    def inside(docs: Sequence[Doc], *, ops: Ops | None = None) -> Ragged:
        ops = ops or get_current_ops()
        places: list[tuple[int, int]] = []
        lengths: list[int] = []
        for doc in docs:
            mine = {
                (start, end)
                for span in doc.spans.get(layer, ())
                for start in range(span.start, span.end)
                for end in range(start + 1, min(span.end, start + _LONGEST) + 1)
                if (start, end) != (span.start, span.end)
            }
            places += sorted(mine)
            lengths.append(len(mine))
        table = ops.asarray2i(places) if places else ops.alloc2i(0, 2)
        return Ragged(cast("object", table), ops.asarray1i(lengths))  # type: ignore[arg-type]  # thinc takes integers here, too

    return inside
