"""spaCy DocBin: what `spacy train` reads."""

import json
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, DocBin, Span

from postil.exports.fillers import Fillers
from postil.exports.positive import Version, versions
from postil.exports.shared_losses import FILLERS, count_shared
from postil.exports.tokens import aligned, document, flat, unread
from postil.exports.writer import Count
from postil.schema.annotation import Annotation
from postil.schema.json_types import Json
from postil.schema.record import Record
from postil.schema.scheme import Kind, Layer, Scheme

OFF_GRID = "spans whose edges are not token edges, left out"
NOT_IN_ENTS = "spans that overlap longer ones: in doc.spans, not in doc.ents"
BLANK_EDGE = "spans that begin or end with white space, which spaCy cannot learn: in doc.spans, not in doc.ents"
ORIGINS = "where annotations came from (suggested by what, accepted or corrected, by whom and when)"


class SpacyWriter:
    """One Doc for each article and annotator, in one DocBin, which is put together in memory (10 kB an article, say).

    - `doc.spans[layer]`: all spans and triggers of the layer, with label and id. `doc.spans["<layer>_incorrect"]`: what was
      rejected, as spaCy's `incorrect_spans_key` takes it.
    - `doc.ents`: of the scheme's first spans layer the spans that do not overlap, the longest first; without those that begin
      or end with white space. Outside of them, the tokens of hidden regions, and all tokens of an article that is not done,
      are missing and not O.
    - `doc.cats`: every label of a choices layer as 1.0 or 0.0, once the layer is answered: "LABEL", or "layer:LABEL" when the
      scheme has several choices layers; with the target in layers that have one answer for each ("target:LABEL",
      "layer:target:LABEL").
    - `doc.user_data`: "id", "annotator", "meta", "hidden" (start, end, reason); "frames", with roles and
      attributes; "choices", with their ranks.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.count = Count()
        self._scheme = scheme
        self._spans = next((layer.name for layer in scheme.layers if layer.kind is Kind.SPANS), "")
        self._choices = [layer for layer in scheme.layers if layer.kind is Kind.CHOICES]
        self._bin = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"], store_user_data=True)

    def head(self) -> bytes:
        return b""

    def add(self, record: Record) -> bytes:
        found = versions(record)
        count_shared(self.count.losses, record, found)
        for version in found:
            self._bin.add(self._doc(version))
        return b""

    def tail(self) -> bytes:
        return bytes(self._bin.to_bytes())

    def _doc(self, version: Version) -> Doc:
        doc = document(version.article, self._scheme.language)
        spans = self._group(doc, version, version.annotations)
        for layer, found in self._group(doc, version, version.rejected).items():
            doc.spans[f"{layer}_incorrect"] = [span for _, span in found]
        for layer, found in spans.items():
            doc.spans[layer] = [span for _, span in found]
        self._entities(doc, version, spans.get(self._spans, []))
        doc.cats = self._cats(version)
        doc.user_data |= self._user_data(version)
        written = {id(a) for found in spans.values() for a, _ in found}
        self.count.article(a for a in version.annotations if a.start is None or id(a) in written)
        losses = self.count.losses
        losses.marks(ORIGINS, version.article, [a for a in (*version.annotations, *version.rejected) if a.origin])
        return doc

    def _group(self, doc: Doc, version: Version, annotations: Sequence[Annotation]) -> dict[str, list[tuple[Annotation, Span]]]:
        on, off = aligned(doc, annotations)
        self.count.losses.marks(OFF_GRID, version.article, off)
        out: dict[str, list[tuple[Annotation, Span]]] = {}
        for annotation, span in on:
            out.setdefault(annotation.layer, []).append((annotation, span))
        return out

    def _entities(self, doc: Doc, version: Version, spans: Sequence[tuple[Annotation, Span]]) -> None:
        fit, blank = [], []
        for annotation, span in spans:
            if span[0].is_space or span[-1].is_space:
                blank.append(annotation)
            else:
                fit.append((annotation, span))
        self.count.losses.marks(BLANK_EDGE, version.article, blank)
        kept, dropped = flat(fit)
        self.count.losses.marks(NOT_IN_ENTS, version.article, dropped)
        tokens = sorted(i for region in unread(doc, version.article, kept) for i in region)
        missing = [Span(doc, i, i + 1) for i in dict.fromkeys(tokens)]
        doc.set_ents(kept, missing=missing, default="outside" if version.done else "missing")

    def _cats(self, version: Version) -> dict[str, float]:
        cats: dict[str, float] = {}
        for layer in self._choices:
            chosen = {(a.target, a.label) for a in version.annotations if a.layer == layer.name}
            targets = {target for target, _ in chosen}
            if version.done and layer.many and not layer.each:
                targets.add("")
            labels = dict.fromkeys([label.name for label in layer.labels] + sorted(label for _, label in chosen))
            for target in sorted(targets):
                cats |= {self._cat(layer, target, label): float((target, label) in chosen) for label in labels}
        return cats

    def _cat(self, layer: Layer, target: str, label: str) -> str:
        several = layer.name if len(self._choices) > 1 else ""
        return ":".join(part for part in (several, target, label) if part)

    def _user_data(self, version: Version) -> dict[str, object]:
        fillers = Fillers(version.annotations)
        frames: list[dict[str, object]] = []
        for mark in version.annotations:
            if mark.start is not None and (mark.roles or mark.attributes or self._is_frame(mark)):
                frame = {"id": mark.id, "layer": mark.layer, "label": mark.label, "start": mark.start, "end": mark.end}
                frames.append({**frame, "roles": dict(fillers.filled(mark)), "attributes": dict(mark.attributes)})
                self.count.losses.add(FILLERS, f"{version.article.id}: {mark.layer} {mark.label}", count=fillers.missing(mark))
        choices = [
            {"id": a.id, "layer": a.layer, "label": a.label, "rank": a.rank, "target": a.target}
            for a in version.annotations
            if a.start is None
        ]
        article = version.article
        known = {"id": article.id, "annotator": version.annotator, "meta": _packable(article.meta)}
        hidden = [[r.start, r.end, r.reason] for r in article.hidden]
        return {**known, "hidden": hidden, "frames": frames, "choices": choices}

    def _is_frame(self, mark: Annotation) -> bool:
        layer = self._scheme.find(mark.layer)
        return layer is not None and layer.kind is Kind.FRAMES


def _packable(meta: Mapping[str, Json]) -> object:
    """The metadata with whole numbers beyond 64 bits as text, since a DocBin packs no larger ones."""
    return json.loads(json.dumps(meta), parse_int=lambda digits: int(digits) if len(digits) < 19 else digits)
