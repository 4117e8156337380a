"""The parts of a Prodigy task: tokens, spans, relations, options. What they look like: https://prodi.gy/docs/api-interfaces"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from postil.exports.tokens import document
from postil.schema.annotation import Annotation, Filler, Mark
from postil.schema.article import Article
from postil.schema.json_types import Json
from postil.schema.postil_json import annotation_to_json, fillers_to_json
from postil.schema.scheme import Kind, Scheme

Object = dict[str, Json]
_ELSEWHERE = ("layer", "label", "start", "end", "text", "by", "target")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in tokens: which one begins and which one ends at an offset, and all of them as Prodigy has them."""

    starts: Mapping[int, int]
    ends: Mapping[int, int]
    tokens: list[Json]

    @classmethod
    def of(cls, article: Article, fallback: str) -> "Text":
        """The article by the blank spaCy tokenizer of its language, which Prodigy's manual recipes use as well."""
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        tokens: list[Json] = []
        for number, token in enumerate(document(article, fallback)):
            words, start = token.text, token.idx
            end = start + len(words)
            starts[start], ends[end] = number, number
            tokens.append({"text": words, "start": start, "end": end, "id": number, "ws": bool(token.whitespace_)})
        return cls(starts, ends, tokens)

    def place(self, mark: Mark) -> Object:
        """Where the mark is: offsets, and, where its edges are token edges, its first and its last token."""
        start, end = mark.start or 0, mark.end or 0
        first, last = self.starts.get(start), self.ends.get(end)
        out: Object = {"start": start, "end": end}
        return out if first is None or last is None else {**out, "token_start": first, "token_end": last}


def span_of(annotation: Annotation, text: Text, others: Sequence[Annotation]) -> Object:
    """A span (for a label of the article, without a place); `others` are those that relations can name."""
    out: Object = text.place(annotation) if annotation.start is not None else {}
    out |= {"label": annotation.label, "layer": annotation.layer}
    if annotation.target:
        out["target"] = annotation.target
    if annotation.origin:
        out |= {"source": annotation.origin.source, "score": annotation.origin.score}
    kept = annotation_to_json(annotation)
    related = _related(annotation, text, others)
    if related:
        rest = {role: tuple(f for f in fillers if (role, f) not in related) for role, fillers in annotation.roles.items()}
        kept["roles"] = fillers_to_json(replace(annotation, roles={role: fillers for role, fillers in rest.items() if fillers}))
    return {**out, "postil": {key: value for key, value in kept.items() if key not in _ELSEWHERE}}


def relations_of(annotations: Sequence[Annotation], text: Text) -> list[Json]:
    """A relation from each frame to each span that fills a role of it; Prodigy knows both by their last tokens."""
    out: list[Json] = []
    for annotation in annotations:
        for (role, _), other in _related(annotation, text, annotations).items():
            head, child = _end_of(annotation, text), _end_of(other, text)
            pair: Object = {"head": head["token_end"], "child": child["token_end"], "head_span": head, "child_span": child}
            out.append({**pair, "label": role})
    return out


def _end_of(annotation: Annotation, text: Text) -> Object:
    return {**text.place(annotation), "label": annotation.label, "id": annotation.id}


def _related(annotation: Annotation, text: Text, others: Sequence[Annotation]) -> dict[tuple[str, Filler], Annotation]:
    """The fillers of the annotation that are spans on the token grid, as it is itself."""
    if not annotation.roles or "token_end" not in text.place(annotation):
        return {}
    known = {a.id: a for a in others if a.start is not None}
    known |= {a.origin.id: a for a in others if a.start is not None and a.origin}
    pairs = [(role, f, known.get(f.annotation or f.suggestion)) for role, fs in annotation.roles.items() for f in fs]
    return {(role, f): other for role, f, other in pairs if other is not None and "token_end" in text.place(other)}


def options_of(scheme: Scheme, annotations: Sequence[Annotation]) -> list[Object]:
    """Every label that the article can have: of each layer of choices, and of each target that its list, or anyone, names."""
    out: list[Object] = []
    for layer in scheme.layers:
        if layer.kind is not Kind.CHOICES:
            continue
        judged = [a.target for a in annotations if a.layer == layer.name and a.start is None]
        targets = dict.fromkeys((*scheme.lists.get(layer.each, ()), *judged)) if layer.each else {"": None}
        for target in targets:
            for label in layer.labels:
                title = label.title or label.name
                option: Object = {
                    "id": _option(layer.name, target, label.name),
                    "text": f"{target}: {title}" if target else title,
                }
                option |= {"layer": layer.name, "label": label.name}
                out.append(option | {"target": target} if target else option)
    return out


def choices_of(annotations: Sequence[Annotation]) -> tuple[Json, Json]:
    """The ids of the options that were chosen, in the order of their ranks; and what else is known of each."""
    chosen = sorted((a for a in annotations if a.start is None), key=lambda a: (a.rank is None, a.rank or 0))
    names = [_option(a.layer, a.target, a.label) for a in chosen]
    nothing = Text({}, {}, [])
    return names, {name: span_of(a, nothing, ()) for name, a in zip(names, chosen, strict=True)}


def _option(layer: str, target: str, label: str) -> str:
    return f"{layer}:{target}:{label}" if target else f"{layer}:{label}"


def view_of(annotations: Sequence[Annotation], *, spans: bool, relations: bool, options: bool) -> str:
    """Which of Prodigy's interfaces shows the task."""
    if options:
        return "blocks" if spans else "choice"
    if relations:
        return "relations"
    places = sorted((a.start, a.end or 0) for a in annotations if a.start is not None)
    flat = all(end <= start for (_, end), (start, _) in pairwise(places))
    return "ner_manual" if flat else "spans_manual"
