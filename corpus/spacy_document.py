"""A spaCy document as plain values, and the article and annotations in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from postil.corpus.article_json import article_of
from postil.corpus.postil_jsonl import record_of
from postil.corpus.reading import NOBODY
from postil.corpus.strict_json import BadJson, parse
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record, Status, Work
from postil.schema.seal import seal

ENTITIES = "ents"
"""The layer of what stands in doc.ents."""
CATS = "cats"
"""The layer of what stands in doc.cats."""

EMPTY = Limit("spans without any token, left out")
LINKED = Limit("links of spans to a knowledge base: in the note of each", Effect.CHANGED, Part.NOTE)
TAGGED = Limit("documents with tags, lemmas or parses: those, left out", Effect.ASIDE)
SCORES = Limit("categories with a score between 0 and 1: those of 0.5 and more hold, without it", Effect.ASIDE)
CHANGED = Limit("documents changed since postil wrote them: roles, notes, origins and ranks in them", Effect.LOST, Part.ROLES)
_INCORRECT = "_incorrect"
_OWN = ("id", "annotator", "meta", "hidden", "frames", "choices", "postil", "seal")
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Marked:
    """A labelled range of tokens, the end exclusive; `id` and `link` (into a knowledge base) can be ""."""

    start: int
    end: int
    label: str
    id: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its text, where each token stands in it, and what is said of it.

    `known`: whether anybody said which tokens are entities, and which none; `unknown`: whether that is not said of all.
    """

    text: str
    tokens: Sequence[tuple[int, int]]
    entities: Sequence[Marked] = ()
    groups: Mapping[str, Sequence[Marked]] = field(default_factory=dict)
    cats: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, Json] = field(default_factory=dict)
    known: bool = False
    unknown: bool = False
    tagged: bool = False


def record_in(document: Document, fallback: str, where: str, losses: Losses) -> Record:
    """The record in a document. Raises PostilError.

    What postil wrote comes back as it was, unless the document was changed since. Of others, entities are the layer ENTITIES,
    each group of spans a layer of its name, categories of 0.5 and more the layer CATS. A group that holds all entities
    says the same and more, so that they are not read again. What stands in "<layer>_incorrect" was rejected in that layer.
    """
    own = _own(document)
    if own is not None:
        return record_of({**own, "text": document.text}, where)
    article = article_of({**_metadata(document.values), "text": document.text}, fallback)
    if isinstance(document.values.get("postil"), str):
        losses.article(CHANGED, article)
        article = replace(article, hidden=tuple(_hidden(document)))
    annotations = tuple(_annotations(document))
    record = Record(article, annotations, where=where)
    losses.marks(LINKED, article, [a for a in annotations if a.note])
    losses.article(EMPTY, article, count=sum(not span.start < span.end for spans in _all(document) for span in spans))
    losses.article(TAGGED, article, count=document.tagged)
    losses.article(SCORES, article, count=sum(0 < score < 1 for score in document.cats.values()))
    if not (annotations or document.known or document.groups or document.cats):
        return record
    begun = bool(document.entities) and document.unknown
    return Record(article, annotations, (), {NOBODY: Work(Status.STARTED if begun else Status.DONE)}, where)


def _own(document: Document) -> Mapping[str, Json] | None:
    """The record that postil laid beside what spaCy reads, where both still say the same."""
    held, number = document.values.get("postil"), document.values.get("seal")
    if not isinstance(held, str) or number != _seal(document):
        return None
    try:
        value = parse(held)
    except BadJson as error:
        raise PostilError(f"what postil wrote of it is broken: {error.reason}") from error
    if not isinstance(value, Mapping):
        raise PostilError("what postil wrote of it is broken: it is no object")
    return value


def _seal(document: Document) -> int:
    groups = {name: [(s.start, s.end, s.label) for s in spans] for name, spans in document.groups.items()}
    return seal([(s.start, s.end, s.label) for s in document.entities], groups, document.cats)


def _metadata(values: Mapping[str, Json]) -> dict[str, Json]:
    """What else is known of a document, as the keys of an article in JSON."""
    postil = isinstance(values.get("postil"), str)
    return {k: v for k, v in values.items() if k != "text" and not (postil and k in _OWN and k not in ("id", "meta"))}


def _hidden(document: Document) -> Iterator[Region]:
    given = document.values.get("hidden")
    for item in given if isinstance(given, list) else ():
        if isinstance(item, list) and len(item) == 3 and isinstance(item[0], int) and isinstance(item[1], int):
            start, end, reason = item
            if 0 <= start < end <= len(document.text) and isinstance(reason, str):
                yield Region(start, end, reason)


def _annotations(document: Document) -> Iterator[Annotation]:
    ids: set[str] = set()
    ranges = [(ENTITIES, span, Verdict.ADDED) for span in document.entities if not _repeated(document)]
    for group, spans in document.groups.items():
        rejected = group.endswith(_INCORRECT) and group != _INCORRECT
        verdict = Verdict.REJECTED if rejected else Verdict.ADDED
        ranges += [(group.removesuffix(_INCORRECT) if rejected else group, span, verdict) for span in spans]
    seen: set[tuple[str, int, int, str, Verdict]] = set()
    for number, (layer, span, verdict) in enumerate(ranges):
        known = (layer, span.start, span.end, span.label, verdict)
        if span.start < span.end and known not in seen:
            seen.add(known)
            name = span.id if span.id and span.id not in ids else f"{layer}[{number}]"
            ids.add(name)
            start, end = document.tokens[span.start][0], document.tokens[span.end - 1][1]
            yield Annotation(
                id=name, layer=layer, label=span.label, start=start, end=end, text=document.text[start:end],
                verdict=verdict, by=NOBODY, note=span.link,
            )  # fmt: skip
    for label, value in document.cats.items():
        if value >= _HALF:
            yield Annotation(id=f"{CATS}.{label}", layer=CATS, label=label, verdict=Verdict.ADDED, by=NOBODY)


def _repeated(document: Document) -> bool:
    """Whether some group of spans holds all entities."""
    wanted = _places(document.entities)
    return any(wanted <= _places(spans) for name, spans in document.groups.items() if not name.endswith(_INCORRECT))


def _places(spans: Iterable[Marked]) -> set[tuple[int, int, str]]:
    return {(span.start, span.end, span.label) for span in spans}


def _all(document: Document) -> Iterator[Sequence[Marked]]:
    yield document.entities
    yield from document.groups.values()
