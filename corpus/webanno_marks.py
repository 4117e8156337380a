"""The annotations of a WebAnno TSV file: from the cells of its rows, each annotation once, with what fills its roles."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from postil.corpus.webanno_cells import Value, split, value
from postil.corpus.webanno_header import Feature, Header, Relation, SpanLayer
from postil.corpus.webanno_text import Row, Wrong
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.webanno_text import texts_of, value_of

_NONE = "_"
_UNSAID = "*"


@dataclass(slots=True)
class _Span:
    """An annotation in the making. `links`: role, address of what fills it, and the type which that has; `roles`: what does."""

    id: str
    layer: SpanLayer
    start: int
    end: int
    label: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, Value, str]] = field(default_factory=list)
    roles: dict[str, list[Filler]] = field(default_factory=dict)


class Marks:
    """Collects the annotations, row by row; `annotations` are then all of them, for one annotator.

    What cannot be kept is counted: links of `chains`; relations from or to what is not annotated, which lead `nowhere`;
    `values` of relations beside what they are; annotations with a role that is filled by what is not annotated: `unfilled`.
    """

    def __init__(self, header: Header) -> None:
        self._header = header
        self._layers = [(layer, layer.shows) for layer in header.spans]
        self._spans: list[_Span] = []
        self._numbered: dict[int, _Span] = {}
        self._at: dict[tuple[str, str], list[_Span]] = {}
        self._relations: list[tuple[Relation, str, str, Value]] = []
        self.chains = self.nowhere = self.values = 0
        self.unfilled: list[Annotation] = []

    def add(self, row: Row) -> None:
        """The annotations on one row. Raises Wrong where its cells do not go together."""
        for layer, shows in self._layers:
            if any(row.cells[column] != _NONE for column in shows):
                self._layer(layer, row)
        for relation in self._header.relations:
            if row.cells[relation.source] != _NONE:
                self._relation(relation, row)
        self.chains += sum(row.cells[column] != _NONE for column in self._header.chains)

    def _layer(self, layer: SpanLayer, row: Row) -> None:
        # Where only the targets of a role say that there is an annotation, the numbers in that column are not its own.
        first = next((column for column in layer.columns if row.cells[column] != _NONE), layer.column)
        leading = [value(part) for part in split(row.cells[first], "|")]
        here = self._at.setdefault((row.id, layer.type), [])
        fresh: list[bool] = []
        for found in leading:
            span = self._numbered.get(found.number)
            fresh.append(span is None)
            if span is None:
                span = _Span(f"a{len(self._spans) + 1}", layer, row.start, row.end)
                self._spans.append(span)
                if found.number:
                    self._numbered[found.number] = span
            elif span.layer is not layer:
                raise Wrong(row.line, f"the number [{found.number}] is another annotation's already")
            span.start, span.end = min(span.start, row.start), max(span.end, row.end)
            here.append(span)
        for feature in layer.features:
            self._feature(layer, feature, row, here, fresh)

    def _feature(self, layer: SpanLayer, feature: Feature, row: Row, here: Sequence[_Span], fresh: Sequence[bool]) -> None:
        if row.cells[feature.column] == _NONE and not feature.target:
            return  # other programs than INCEpTION leave out what is not said
        parts = split(row.cells[feature.column], "|")
        targets = split(row.cells[feature.column + 1], "|") if feature.target else parts
        if not len(parts) == len(targets) == len(here):
            raise Wrong(row.line, "the columns of a layer have different numbers of annotations")
        for span, part, target, new in zip(here, parts, targets, fresh, strict=True):
            if not new:
                continue
            text = value(part).text
            if feature.target:
                self._slots(span, feature, text, target, row)
            elif text != _UNSAID and feature is layer.label:
                span.label = value_of(text)
            elif text != _UNSAID and feature in layer.texts:
                span.roles[feature.name] = [Filler(text=free) for free in texts_of(value_of(text))]
            elif text != _UNSAID:
                span.attributes[feature.name] = value_of(text)

    def _slots(self, span: _Span, feature: Feature, roles: str, targets: str, row: Row) -> None:
        if targets in (_UNSAID, _NONE):
            return
        found = [value(part) for part in split(targets, ";")]
        names = [_UNSAID] * len(found) if roles in (_NONE, "") else split(roles, ";")
        if len(names) != len(found):
            raise Wrong(row.line, "the columns of a role have different numbers of what fills it")
        for name, target in zip(names, found, strict=True):
            role = feature.name if name == _UNSAID else value_of(name)
            span.links.append((role, target, feature.target))

    def _relation(self, relation: Relation, row: Row) -> None:
        sources = split(row.cells[relation.source], "|")
        labels = split(row.cells[relation.label.column], "|") if relation.label else [_UNSAID] * len(sources)
        if len(labels) != len(sources):
            raise Wrong(row.line, "the columns of a layer have different numbers of relations")
        for label, source in zip(labels, sources, strict=True):
            name = relation.name if label in (_UNSAID, _NONE) else value_of(label)
            self._relations.append((relation, name, row.id, value(source)))
        for feature in relation.others:
            self.values += sum(part not in (_UNSAID, _NONE) for part in split(row.cells[feature.column], "|"))

    def annotations(self, text: str, by: str) -> tuple[list[Annotation], list[Annotation]]:
        """The annotations, and those that are on no text."""
        lost: set[str] = set()
        empty = {span.id for span in self._spans if span.start == span.end}
        links = [(span, *link) for span in self._spans for link in span.links]
        for span, role, target, kind in links:
            filler = self._find(target.text, target.number, kind)
            if filler is None or filler.id in empty:
                lost.add(span.id)
            else:
                span.roles.setdefault(role, []).append(Filler(annotation=filler.id))
        for relation, name, unit, source in self._relations:
            origin = self._find(source.text, source.number, relation.base)
            goal = self._find(unit, source.other, relation.base)
            if origin is None or goal is None or {origin.id, goal.id} & empty:
                self.nowhere += 1
            else:
                origin.roles.setdefault(name, []).append(Filler(annotation=goal.id))
        made = [self._made(span, text, by) for span in self._spans]
        self.unfilled = [annotation for annotation in made if annotation.id in lost]
        kept = [a for a in made if a.id not in empty]
        return kept, [a for a in made if a.id in empty]

    def _find(self, unit: str, number: int, kind: str) -> _Span | None:
        """The annotation with that number, else the first of that type on that row; of any type, if there is none such."""
        if number:
            return self._numbered.get(number)
        found = self._at.get((unit, kind))
        if not found and all(layer.type != kind for layer in self._header.spans):
            found = next((self._at[unit, la.type] for la in self._header.spans if (unit, la.type) in self._at), None)
        return found[0] if found else None

    def _made(self, span: _Span, text: str, by: str) -> Annotation:
        """The annotation; one that has no label is called as its layer is."""
        return Annotation(
            id=span.id,
            layer=span.layer.name,
            label=span.label or span.layer.name,
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            roles={role: tuple(dict.fromkeys(fillers)) for role, fillers in span.roles.items()},
            attributes=span.attributes,
            verdict=Verdict.ADDED,
            by=by,
        )
