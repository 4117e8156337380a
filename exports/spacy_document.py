"""One annotator's version of an article as a spaCy document."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Span

from postil.exports.fillers import Fillers
from postil.exports.positive import Version
from postil.exports.shared_losses import CONTRACTED, EXPANDED, FILLERS, OFF_GRID
from postil.exports.tokens import aligned, document, flat, unread
from postil.exports.writer import Misaligned
from postil.schema.annotation import Annotation, Filler
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part, name
from postil.schema.postil_text import record_to_text
from postil.schema.record import Record
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Layer, Scheme
from postil.schema.seal import Range, seal

GONE = Limit("roles filled by spans that are left out", Effect.LOST, Part.ROLES)
NOT_IN_ENTS = Limit("spans that overlap longer ones: in doc.spans, not in doc.ents", Effect.ASIDE)
BLANK_EDGE = Limit(
    "spans that begin or end with white space, which spaCy cannot learn: in doc.spans, not in doc.ents", Effect.ASIDE
)
REJECTED_TOO = Limit("rejected suggestions that were annotated all the same: in doc.user_data, not in doc.spans", Effect.ASIDE)
REJECTED_OFF_GRID = Limit("rejected suggestions off the token grid: in doc.user_data, not in doc.spans", Effect.ASIDE)
_MOVED = {Misaligned.EXPAND: EXPANDED, Misaligned.CONTRACT: CONTRACTED, Misaligned.SKIP: OFF_GRID}


@dataclass(frozen=True, slots=True)
class Document:
    """A document, the groups of its spans, and the annotations that are in it, as they are in it.

    `spans` are what doc.spans is to hold. `entities` stand in doc.ents; `nested`: whether others had no room there.
    """

    doc: Doc
    spans: Mapping[str, Sequence[Span]]
    annotations: tuple[Annotation, ...]
    entities: int
    nested: bool


class Documents:
    """Makes documents of versions; what does not go into them is counted in `losses`.

    `ranges`: the layers of spans and frames; `entities`: the one that doc.ents holds, or ""; `choices`: those of doc.cats.
    """

    def __init__(self, scheme: Scheme, losses: Losses, misaligned: Misaligned) -> None:
        self._scheme, self._losses, self._misaligned = scheme, losses, misaligned
        self.ranges = [layer.name for layer in scheme.layers if layer.kind is not Kind.CHOICES]
        self._frames = {layer.name for layer in scheme.layers if layer.kind is Kind.FRAMES}
        self.entities = next((layer.name for layer in scheme.layers if layer.kind is Kind.SPANS), "")
        self.choices = [layer for layer in scheme.layers if layer.kind is Kind.CHOICES]

    def document(self, version: Version) -> Document:
        """The document. Raises PostilError for an article that spaCy cannot hold."""
        try:
            return self._document(version)
        except (ValueError, RecursionError) as error:  # lone surrogates, metadata that is no JSON or nested too deeply
            shown = safe(version.article.id)
            raise PostilError(f"The article {shown!r} cannot be written for spaCy: {error}.") from error

    def _document(self, version: Version) -> Document:
        doc = document(version.article, self._scheme.language)
        laid, spans = self._laid(doc, version)
        groups: dict[str, list[tuple[Annotation, Span]]] = {layer: [] for layer in self.ranges} if version.done else {}
        for annotation, span in spans:
            groups.setdefault(annotation.layer, []).append((annotation, span))
        rejected = self._rejected(doc, version, groups)
        held: dict[str, list[Span]] = {f"{layer}_incorrect": found for layer, found in rejected.items()}
        held |= {layer: [span for _, span in found] for layer, found in groups.items()}
        kept, nested = self._entities(doc, version, groups.get(self.entities, []))
        doc.cats = self._cats(version)
        doc.user_data |= self._user_data(laid)
        doc.user_data["seal"] = seal(_ranges(kept), {key: _ranges(found) for key, found in held.items()}, doc.cats)
        return Document(doc, held, laid.annotations, len(kept), nested)

    def _laid(self, doc: Doc, version: Version) -> tuple[Version, list[tuple[Annotation, Span]]]:
        """The version as it is in the document: without what is off the token grid, or with that moved onto it."""
        laid = aligned(doc, version.annotations, self._misaligned)
        losses, article = self._losses, version.article
        losses.marks(OFF_GRID, article, laid.lost)
        losses.marks(_MOVED[self._misaligned], article, laid.changed)
        annotations, spans = version.annotations, laid.on
        if laid.changed:
            moved = {id(annotation) for annotation in laid.changed}
            spans = [(_at(a, span) if id(a) in moved else a, span) for a, span in spans]
        if laid.changed or laid.lost:
            now = {id(before): after for (before, _), (after, _) in zip(laid.on, spans, strict=True)}
            annotations = tuple(now.get(id(a), a) for a in annotations if a.start is None or id(a) in now)
        whole = self._roles(version, annotations)
        if whole:
            annotations = tuple(whole.get(id(a), a) for a in annotations)
            spans = [(whole.get(id(a), a), span) for a, span in spans]
            version = replace(version, rejected=tuple(whole.get(id(a), a) for a in version.rejected))
        return replace(version, annotations=annotations) if annotations is not version.annotations else version, spans

    def _roles(self, version: Version, annotations: Sequence[Annotation]) -> dict[int, Annotation]:
        """The frames with roles that `annotations`, which go into the document, do not fill: without these, by identity."""
        framed = [a for a in (*annotations, *version.rejected) if a.roles]
        if not framed:
            return {}
        before, after = Fillers(version.annotations), Fillers(annotations)
        found: dict[int, Annotation] = {}
        for mark in framed:
            if after.missing(mark):
                self._losses.marks(FILLERS if before.missing(mark) else GONE, version.article, [mark])
                found[id(mark)] = replace(mark, roles=_present(mark, after))
        return found

    def _rejected(
        self, doc: Doc, version: Version, groups: Mapping[str, Sequence[tuple[Annotation, Span]]]
    ) -> dict[str, list[Span]]:
        """What was rejected, by layer. It is never moved onto the token grid: nobody said that of another range.

        Without what is in `groups` all the same: spaCy stops where an entity is there and is not.
        """
        laid = aligned(doc, version.rejected)
        for annotation in laid.lost:
            self._losses.add(REJECTED_OFF_GRID, name(version.article, annotation))
        there = {(a.layer, *_range(span)) for found in groups.values() for a, span in found} if laid.on else set()
        found: dict[str, list[Span]] = {}
        for annotation, span in laid.on:
            if (annotation.layer, *_range(span)) in there:
                self._losses.add(REJECTED_TOO, name(version.article, annotation))
            else:
                found.setdefault(annotation.layer, []).append(span)
        return found

    def _entities(self, doc: Doc, version: Version, spans: Sequence[tuple[Annotation, Span]]) -> tuple[list[Span], bool]:
        article, losses = version.article, self._losses
        fit = [(a, span) for a, span in spans if not (span[0].is_space or span[-1].is_space)]
        if len(fit) < len(spans):
            known = {id(a) for a, _ in fit}
            for annotation in (a for a, _ in spans if id(a) not in known):
                losses.add(BLANK_EDGE, name(article, annotation))
        kept, dropped = flat(fit)
        for annotation in dropped:
            losses.add(NOT_IN_ENTS, name(article, annotation))
        tokens = {i for region in unread(doc, article, kept) for i in region}
        missing = [Span(doc, start, end) for start, end in _runs(tokens)]
        doc.set_ents(kept, missing=missing, default="outside" if version.done else "missing")
        return kept, bool(dropped)

    def _cats(self, version: Version) -> dict[str, float]:
        cats: dict[str, float] = {}
        for layer in self.choices:
            chosen = {(a.target, a.label) for a in version.annotations if a.layer == layer.name}
            targets = {target for target, _ in chosen}
            if version.done and layer.many and not layer.each:
                targets.add("")
            labels = dict.fromkeys([label.name for label in layer.labels] + sorted(label for _, label in chosen))
            for target in sorted(targets):
                cats |= {self._cat(layer, target, label): float((target, label) in chosen) for label in labels}
        return cats

    def _cat(self, layer: Layer, target: str, label: str) -> str:
        several = layer.name if len(self.choices) > 1 else ""
        return ":".join(part for part in (several, target, label) if part)

    def _user_data(self, version: Version) -> dict[str, object]:
        article, fillers = version.article, Fillers(version.annotations)
        frames: list[dict[str, object]] = []
        choices: list[dict[str, object]] = []
        for mark in version.annotations:
            if mark.start is None:
                choice = {"id": mark.id, "layer": mark.layer, "label": mark.label}
                choices.append({**choice, "rank": mark.rank, "target": mark.target})
            elif mark.roles or mark.attributes or mark.layer in self._frames:
                frame = {"id": mark.id, "layer": mark.layer, "label": mark.label, "start": mark.start, "end": mark.end}
                frames.append({**frame, "roles": dict(fillers.filled(mark)), "attributes": dict(mark.attributes)})
        everything = Record(
            replace(article, text=""), (*version.annotations, *version.rejected), (), {version.annotator: version.work}
        )
        return {
            "id": article.id,
            "annotator": version.annotator,
            "meta": _packable(article.meta) if article.meta else {},
            "hidden": [[r.start, r.end, r.reason] for r in article.hidden],
            "frames": frames,
            "choices": choices,
            "postil": record_to_text(everything),
        }


def _at(annotation: Annotation, span: Span) -> Annotation:
    return replace(annotation, start=span.start_char, end=span.end_char, text=span.text)


def _present(mark: Annotation, fillers: Fillers) -> dict[str, tuple[Filler, ...]]:
    """The roles of a frame, as far as what fills them is there."""

    def there(role: str, filler: Filler) -> bool:
        return not fillers.missing(replace(mark, roles={role: (filler,)}))

    found = {role: tuple(f for f in fs if there(role, f)) for role, fs in mark.roles.items()}
    return {role: fs for role, fs in found.items() if fs}


def _ranges(spans: Sequence[Span]) -> list[Range]:
    return [_range(span) for span in spans]


def _range(span: Span) -> Range:
    return span.start, span.end, span.label_


def _runs(tokens: set[int]) -> Iterator[tuple[int, int]]:
    """The numbers as ranges without gaps."""
    ordered = sorted(tokens)
    cuts = [0, *(at for at, (one, other) in enumerate(pairwise(ordered), 1) if other != one + 1), len(ordered)]
    for start, end in pairwise(cuts):
        if start < end:
            yield ordered[start], ordered[end - 1] + 1


def _packable(meta: Mapping[str, Json]) -> object:
    """The metadata with whole numbers beyond 64 bits as text, since a DocBin packs no larger ones."""
    return json.loads(json.dumps(meta), parse_int=lambda digits: int(digits) if len(digits) < 19 else digits)
