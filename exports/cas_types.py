"""The UIMA type system of a scheme: a type for each layer, as INCEpTION makes them, and postil's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cassis import TypeSystem  # type: ignore[import-untyped]

from postil.schema.annotation import Mark
from postil.schema.scheme import Kind, Scheme
from postil.schema.uima_names import (
    ARTICLE,
    HIDDEN,
    LAYERS,
    LINKS,
    METADATA,
    REJECTED,
    REJECTED_CHOICE,
    ROLE,
    TEXTS,
    uima_name,
)
from postil.schema.uima_text import xml_text

_ANNOTATION, _BASE, _TOP = "uima.tcas.Annotation", "uima.cas.AnnotationBase", "uima.cas.TOP"
_STRING, _DOUBLE, _INTEGER, _BOOLEAN = "uima.cas.String", "uima.cas.Double", "uima.cas.Integer", "uima.cas.Boolean"
_PROVENANCE = (
    ("postil_id", _STRING, "The annotation's id in postil"),
    ("postil_verdict", _STRING, "accepted, corrected, added or rejected"),
    ("postil_at", _STRING, "When it was decided, UTC"),
    ("postil_note", _STRING, "The annotator's note"),
    ("postil_flag", _BOOLEAN, "Whether the annotator wants to come back to it"),
    ("postil_source", _STRING, "What suggested it"),
    ("postil_score", _DOUBLE, "How sure that was, from 0 to 1"),
    ("postil_suggested", _STRING, "What was suggested, as JSON; offsets in code points"),
    ("postil_exact", _STRING, "Features with characters that XML does not have, as JSON"),
)
_ARTICLE = (
    *(("id", _STRING), ("annotator", _STRING), ("status", _STRING), ("seconds", _DOUBLE), ("note", _STRING)),
    *(("flag", _BOOLEAN), ("meta", _STRING), ("characters", _STRING), ("postil_exact", _STRING)),
)
_METADATA = (
    *(("documentTitle", _STRING), ("documentId", _STRING), ("documentUri", _STRING), ("collectionId", _STRING)),
    *(("documentBaseUri", _STRING), ("isLastSegment", _BOOLEAN)),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A layer's type, and the names of its features: of each attribute, and of each role for what fills it as an
    annotation and as text. `links`: the type of the link between a frame and what fills the role.
    """

    type: str
    attributes: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


class Types:
    """The type system. What the scheme does not have (any more) gets its type or feature when it is first met."""

    def __init__(self, scheme: Scheme) -> None:
        self.system = TypeSystem()
        self._shapes: dict[tuple[str, bool], Shape] = {}
        self._add(METADATA, "uima.tcas.DocumentAnnotation", "The document", _METADATA)
        self._add(ARTICLE, _BASE, "The article, and how far its annotator is with it", _ARTICLE)
        self._add(HIDDEN, _ANNOTATION, "A passage that is not news", [("reason", _STRING)])
        for name, parent in ((REJECTED, _ANNOTATION), (REJECTED_CHOICE, _BASE)):
            self._add(name, parent, "A suggestion that was rejected", [("layer", _STRING), ("value", _STRING)])
            self._provenance(name, ("postil_mark", _STRING, "Its roles, attributes, rank and target, as JSON"))
        for layer in scheme.layers:
            shape = self._shape(layer.name, choice=layer.kind is Kind.CHOICES)
            for attribute in layer.attributes:
                self._attribute(shape, attribute.name)
            for role in layer.roles:
                self._role(shape, role.name)

    def shape(self, mark: Mark) -> Shape:
        """The type of a mark that is not rejected, with all the features that the mark needs."""
        choice = mark.start is None
        shape = self._shapes.get((mark.layer, choice)) or self._shape(mark.layer, choice=choice)
        for name in mark.attributes:
            if name not in shape.attributes:
                self._attribute(shape, name)
        for name in mark.roles:
            if name not in shape.roles:
                self._role(shape, name)
        return shape

    def _shape(self, layer: str, *, choice: bool) -> Shape:
        name = LAYERS + uima_name(layer)
        if (layer, not choice) in self._shapes:  # a layer that was of another kind before
            name += "__choice" if choice else "__span"
        shape = self._shapes[layer, choice] = Shape(name)
        own = [("value", _STRING)] + ([("rank", _INTEGER), ("target", _STRING)] if choice else [])
        self._add(name, _BASE if choice else _ANNOTATION, layer, own)
        self._provenance(name)
        return shape

    def _attribute(self, shape: Shape, name: str) -> None:
        taken = uima_name(name) in shape.roles.values()
        shape.attributes[name] = feature = uima_name(name) + ("__attribute" if taken else "")
        self.system.create_feature(shape.type, feature, _STRING, description=xml_text(name))

    def _role(self, shape: Shape, name: str) -> None:
        known = uima_name(name)
        shape.roles[name] = feature = known + (ROLE if known in shape.attributes.values() else "")
        shape.texts[name] = known + TEXTS
        shape.links[name] = link = f"{LINKS}{shape.type.removeprefix(LAYERS)}.{known}"
        self._add(link, _TOP, name, [("role", _STRING), ("target", _ANNOTATION)])
        self.system.create_feature(shape.type, feature, "uima.cas.FSArray", link, xml_text(name), False)
        self.system.create_feature(
            shape.type, shape.texts[name], "uima.cas.StringArray", None, f"{xml_text(name)}, as text", False
        )

    def _provenance(self, name: str, *more: tuple[str, str, str]) -> None:
        for feature, kind, description in (*_PROVENANCE, *more):
            self.system.create_feature(name, feature, kind, description=description)

    def _add(self, name: str, parent: str, description: str, features: Iterable[tuple[str, str]]) -> None:
        self.system.create_type(name, parent, xml_text(description))
        for feature, kind in features:
            self.system.create_feature(name, feature, kind)
