"""The columns of a WebAnno TSV file: what its header says, and what stands in the cells of a row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from postil.exports.webanno_grid import Row
from postil.schema.annotation import Annotation
from postil.schema.scheme import Kind, Scheme
from postil.schema.webanno_name import LABEL, NAMESPACE, TEXTS, webanno_name
from postil.schema.webanno_text import escaped_value, listed

Links = Mapping[str, Mapping[str, Sequence[str]]]
"""By the id of a frame and by role: the ids of the annotations that fill it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one layer: the label, each attribute, the free text in each role that has any, and two for each role."""

    layer: str
    attributes: tuple[str, ...]
    texts: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def header(self) -> str:
        """The layer's line in the header."""
        name = NAMESPACE + webanno_name(self.layer)
        parts = [name, LABEL, *(webanno_name(attribute) for attribute in self.attributes)]
        parts += [webanno_name(role) + TEXTS for role in self.texts]
        for role in self.roles:
            feature = webanno_name(role)
            parts += [f"ROLE_{name}:{feature}_{name}{feature[0].upper()}{feature[1:]}Link", "uima.tcas.Annotation"]
        return f"#T_SP={'|'.join(parts)}\n"

    def cells(self, row: Row, numbers: Mapping[str, int], links: Links, first: Mapping[str, Row]) -> Iterator[str]:
        """The layer's cells in a row: "_" without an annotation, "*" for one that does not say."""
        stack = row.stacks.get(self.layer)
        if not stack:
            yield from ("_" for _ in range(1 + len(self.attributes) + len(self.texts) + 2 * len(self.roles)))
            return
        marks = [f"[{numbers[a.id]}]" if a.id in numbers else "" for a in stack]
        yield _stacked([escaped_value(a.label) for a in stack], marks)
        for name in self.attributes:
            values = [a.attributes.get(name) for a in stack]
            yield _stacked(["*" if value is None else escaped_value(value) for value in values], marks)
        for role in self.texts:
            free = [listed([filler.text for filler in a.roles.get(role, ()) if filler.text]) for a in stack]
            yield _stacked([escaped_value(text) or "*" for text in free], marks)
        for role in self.roles:
            targets = [links.get(a.id, {}).get(role, ()) for a in stack]
            yield _stacked([";".join([escaped_value(role)] * len(found)) or "_" for found in targets], marks)
            yield "|".join(";".join(f"{first[key].id}[{numbers[key]}]" for key in found) or "*" for found in targets)


def columns(scheme: Scheme, annotations: Sequence[Annotation]) -> list[Columns]:
    """Those of every layer of the scheme whose marks have a place in the text, and of what else there is."""
    found: list[Columns] = []
    layers = [layer.name for layer in scheme.layers if layer.kind is not Kind.CHOICES]
    for name in dict.fromkeys([*layers, *(a.layer for a in annotations)]):
        layer, mine = scheme.find(name), [a for a in annotations if a.layer == name]
        attributes = [a.name for a in layer.attributes] if layer else []
        roles = [r.name for r in layer.roles] if layer else []
        attributes += [key for a in mine for key in a.attributes]
        roles += [key for a in mine for key in a.roles]
        texts = [key for key in dict.fromkeys(roles) if any(f.text for a in mine for f in a.roles.get(key, ()))]
        found.append(Columns(name, tuple(dict.fromkeys(attributes)), tuple(texts), tuple(dict.fromkeys(roles))))
    return found


def _stacked(values: Sequence[str], marks: Sequence[str]) -> str:
    return "|".join([value + mark for value, mark in zip(values, marks, strict=True)])
