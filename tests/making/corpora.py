"""Random schemes, and random annotated articles for them: hostile texts, nested spans, frames, choices, several annotators."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

PEOPLE = ("alice", "bob")
PLAIN = ("Kim", " ", " ", " ", "Jong-un", "l’annexion", "l'Otan", "2022.La", "M.", ".", "\n", "\n\n", "\t", "-DOCSTART-")
ODD = (
    "😀",
    "👩‍👩‍👧",
    "e\u0301",
    "\u00a0",
    "\u202f",
    "«\u00a0",
    "\u2028",
    "\u0085",
    "\x0b",
    "\x1c",
    "\0",
    "\x1b[31m",
    "\u202e",
    "\u200b",
)
ODDER = (
    "مرحبا",
    "北京",
    "\ufeff",
    "\ufdd0",
    "\U0010ffff",
    "[b]",
    "=1+1",
    "@a",
    '"',
    "#",
    "\\",
    "O",
    "B-PER",
    "_",
    "*",
    "|",
    "->",
    "\r",
)
_LABELS = ("PER", "ORG", "GPE", "Loc-1", "a.b", "É", "O", "B-PER", "x_y")
_NAMES = ("entity", "quote", "event", "stance", "kind", "tone", "Été", "a-b")
_PARTS = ("actor", "target", "when", "lieu-1", "rôle")
_TARGETS = ("l'offensive", "a, b", "le rapprochement: x|y", "😀")
_AT = "2026-11-22T14:02:11.000Z"


def texts(hostile: bool = True) -> st.SearchStrategy[str]:
    """Texts with something to see in them."""
    pieces = [st.sampled_from(PLAIN)] + ([st.sampled_from((*ODD, *ODDER)), st.text(max_size=4)] if hostile else [])
    return st.lists(st.one_of(pieces), min_size=1, max_size=25).map("".join).filter(lambda t: bool(t.strip()))


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """A scheme of one to five layers, the first one of spans; labels may be called alike in several of them."""
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=5, unique=True))
    kinds = [Kind.SPANS, *(draw(st.sampled_from(Kind)) for _ in names[1:])]
    layers = [_layer(draw, name, kind) for name, kind in zip(names, kinds, strict=True)]
    return Scheme(name="random", language="fr", layers=tuple(layers), lists={"targets": _TARGETS})


def _layer(draw: st.DrawFn, name: str, kind: Kind) -> Layer:
    labels = tuple(Label(name=label) for label in draw(st.lists(st.sampled_from(_LABELS), min_size=1, max_size=4, unique=True)))
    if kind is Kind.SPANS:
        return Layer(name=name, kind=kind, labels=labels)
    if kind is Kind.CHOICES:
        each = "targets" if draw(st.booleans()) else ""
        return Layer(name=name, kind=kind, labels=labels, each=each, many=not each and draw(st.booleans()))
    parts = draw(st.lists(st.sampled_from(_PARTS), max_size=4, unique=True))
    cut = draw(st.integers(0, len(parts)))
    roles = tuple(Role(name=part, many=True, text=True) for part in parts[:cut])
    attributes = tuple(Attribute(name=part, values=("yes", "no", "peut-être")) for part in parts[cut:])
    return Layer(name=name, kind=kind, labels=labels, roles=roles, attributes=attributes)


@st.composite
def corpora(
    draw: st.DrawFn, scheme: Scheme, *, people: Sequence[str] = PEOPLE, hostile: bool = True, most: int = 3
) -> list[Record]:
    """Up to `most` records with different ids and texts."""
    records = [draw(records_of(scheme, f"n{n}", people=people, hostile=hostile)) for n in range(draw(st.integers(0, most)))]
    return list({record.article.text: record for record in records}.values())


@st.composite
def records_of(draw: st.DrawFn, scheme: Scheme, name: str, *, people: Sequence[str] = PEOPLE, hostile: bool = True) -> Record:
    """An article with all that can be known of it. Each annotator says the same thing once, and ranks count from 1."""
    text = draw(texts(hostile))
    made = [_suggestion(draw, scheme, text, f"s{n}") for n in range(draw(st.integers(0, 3)))]
    suggestions = list({s.identity: s for s in made if s is not None}.values())
    annotations: list[Annotation] = []
    for who in people:
        mine = [_annotation(draw, scheme, text, f"{who[0]}{n}", who, suggestions) for n in range(draw(st.integers(0, 6)))]
        annotations += _ranked(scheme, _once(scheme, [a for a in mine if a is not None]))
    annotations = [_with_parts(draw, scheme, a, [o for o in annotations if o.by == a.by]) for a in annotations]
    answered = {a.origin.id for a in annotations if a.origin}
    said = {a.identity for a in annotations}
    meta = {"language": draw(st.sampled_from(["fr", "en", "xx"])), "k" + draw(st.text(max_size=4)): draw(st.text(max_size=8))}
    return Record(
        Article(name, text, meta, (Region(*_span(draw, text), "boilerplate"),) if draw(st.booleans()) else ()),
        tuple(annotations),
        tuple(s for s in suggestions if s.id not in answered and s.identity not in said),
        {who: _work(draw) for who in people if draw(st.booleans()) or any(a.by == who for a in annotations)},
    )


def _span(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


def _suggestion(draw: st.DrawFn, scheme: Scheme, text: str, name: str) -> Suggestion | None:
    layer = draw(st.sampled_from(scheme.layers))
    if layer.kind is Kind.CHOICES:
        return None
    start, end = _span(draw, text)
    score = draw(st.integers(0, 10_000)) / 10_000
    label = draw(st.sampled_from(layer.labels)).name
    return Suggestion(
        id=name, layer=layer.name, label=label, start=start, end=end, text=text[start:end], source="rules:x", score=score
    )


def _annotation(
    draw: st.DrawFn, scheme: Scheme, text: str, name: str, who: str, suggestions: list[Suggestion]
) -> Annotation | None:
    layer = draw(st.sampled_from(scheme.layers))
    base = Annotation(
        id=name,
        layer=layer.name,
        label=draw(st.sampled_from(layer.labels)).name,
        verdict=Verdict.ADDED,
        by=who,
        at=_AT,
        note=draw(st.one_of(st.just(""), st.text(max_size=8))),
        flag=draw(st.booleans()),
    )
    if layer.kind is Kind.CHOICES:
        return replace(base, target=draw(st.sampled_from(_TARGETS)) if layer.each else "", rank=1 if layer.many else None)
    start, end = _span(draw, text)
    base = replace(base, start=start, end=end, text=text[start:end])
    origin = draw(st.sampled_from([None, *(s for s in suggestions if s.layer == layer.name)]))
    if origin is None:
        return base
    same = replace(base, label=origin.label, start=origin.start, end=origin.end, text=origin.text, origin=origin)
    verdict = draw(st.sampled_from([Verdict.ACCEPTED, Verdict.REJECTED, Verdict.CORRECTED]))
    if verdict is not Verdict.CORRECTED:
        return replace(same, verdict=verdict)
    return None if base.identity == origin.identity else replace(base, origin=origin, verdict=verdict)


def _once(scheme: Scheme, marks: list[Annotation]) -> list[Annotation]:
    """Each thing once, each suggestion answered once, one label of the article (or of a target) where a layer takes one."""
    single = {layer.name for layer in scheme.layers if layer.kind is Kind.CHOICES and not layer.many}
    found: dict[object, Annotation] = {}
    for mark in marks:
        found.setdefault((mark.layer, mark.target) if mark.layer in single else mark.identity, mark)
    answered: dict[str, Annotation] = {}
    for mark in found.values():
        answered.setdefault(mark.origin.id if mark.origin else mark.id, mark)
    return list(answered.values())


def _ranked(scheme: Scheme, marks: list[Annotation]) -> list[Annotation]:
    counts: dict[str, int] = {}
    out = []
    for mark in marks:
        if mark.rank is not None:
            counts[mark.layer] = counts.get(mark.layer, 0) + 1
            mark = replace(mark, rank=counts[mark.layer])
        out.append(mark)
    return out


def _with_parts(draw: st.DrawFn, scheme: Scheme, mark: Annotation, others: list[Annotation]) -> Annotation:
    layer = scheme.layer(mark.layer)
    if layer.kind is not Kind.FRAMES:
        return mark
    fillers: list[Filler] = [Filler(text=draw(st.text(min_size=1, max_size=6).filter(lambda t: bool(t.strip()))))]
    for other in others:
        if other.start is not None and other.id != mark.id and other.verdict is not Verdict.REJECTED:
            fillers.append(Filler(suggestion=other.origin.id) if other.origin else Filler(annotation=other.id))
    roles = {
        role.name: tuple(draw(st.lists(st.sampled_from(fillers), min_size=1, max_size=2, unique=True)))
        for role in layer.roles
        if draw(st.booleans())
    }
    attributes = {a.name: draw(st.sampled_from(a.values)) for a in layer.attributes if draw(st.booleans())}
    return replace(mark, roles=roles, attributes=attributes)


def _work(draw: st.DrawFn) -> Work:
    status = draw(st.sampled_from([Status.DONE, Status.DONE, Status.STARTED, Status.SKIPPED]))
    return Work(status, draw(st.integers(0, 1000)) / 4, draw(st.booleans()), draw(st.text(max_size=6)))
