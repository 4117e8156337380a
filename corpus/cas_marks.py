"""The annotations in a UIMA CAS: spans, labels of the document, and what links them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from postil.corpus.cas_faults import Fault
from postil.corpus.cas_own import exact, json_object, with_provenance
from postil.corpus.cas_types import Meaning, Shape, System
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.article import Article
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.postil_json import annotation_from_json

EMPTY = Limit("annotations of nothing: they end where they begin")
RELATIONS = Limit("relations with an end that is no annotation here")
RELATION_PARTS = Limit("features of relations beside their label", Effect.LOST, Part.ATTRIBUTES)
NO_MARKS = Limit("roles filled by what is no annotation here: its text instead", Effect.CHANGED, Part.ROLES)
NOTHING = Limit("references to what is no annotation and has no text", Effect.LOST, Part.ROLES)
LISTS = Limit("attributes with several values: one, with semicolons between them", Effect.CHANGED, Part.ATTRIBUTES)


@dataclass(slots=True)
class _Draft:
    """An annotation before its roles are known, and the structure that it was read from."""

    annotation: Annotation
    structure: Any
    shape: Shape
    said: Mapping[str, Any]
    roles: dict[str, list[Filler]] = field(default_factory=dict)


class Marks:
    """Reads the annotations of one view, whose text is the article's."""

    def __init__(self, article: Article, annotator: str, system: System, view: Any, losses: Losses, *, converted: bool) -> None:
        self._article, self._by, self._system, self._sofa, self._losses = article, annotator, system, view.sofa, losses
        self._indexed = frozenset() if converted else frozenset(fs.xmiID for fs in view.get_all_fs())
        self._converted = converted
        self._drafts: dict[int, _Draft] = {}
        self._ids: set[str] = set()

    def annotations(self, found: Mapping[Meaning, Sequence[Any]]) -> tuple[Annotation, ...]:
        """Spans, labels of the document and rejections in the order of their ids in the file. Raises Fault, ValueError."""
        structures = [*found[Meaning.SPAN], *found[Meaning.CHOICE], *found[Meaning.REJECTED]]
        for structure in sorted(structures, key=lambda fs: fs.xmiID):
            self._draft(structure)
        for draft in self._drafts.values():
            self._roles(draft)
        for structure in found[Meaning.RELATION]:
            self._relation(structure)
        return tuple(self._done(draft) for draft in self._drafts.values())

    def _draft(self, structure: Any) -> None:
        shape = self._system.shape(structure.type.name)
        said = exact(structure)
        start = end = None
        if hasattr(structure, "begin"):
            start, end = structure.begin, structure.end
            if type(start) is not int or type(end) is not int or not 0 <= start <= end <= len(self._article.text):
                raise Fault(f"an annotation stands at {start}–{end}, which is no place in the text")
            if start == end:
                self._losses.add(EMPTY, f"{self._article.id}: {shape.layer} at {start}")
                return
        annotation = Annotation(
            id=self._id(structure, said),
            layer=shape.layer,
            label="",
            start=start,
            end=end,
            text="" if start is None else self._article.text[start:end],
            verdict=Verdict.ADDED,
            by=self._by,
        )
        if shape.meaning is Meaning.REJECTED:
            annotation = self._rejected(annotation, structure, said)
        else:
            annotation = self._labelled(annotation, structure, shape, said)
        self._drafts[structure.xmiID] = _Draft(annotation, structure, shape, said)

    def _labelled(self, annotation: Annotation, structure: Any, shape: Shape, said: Mapping[str, Any]) -> Annotation:
        values = {feature: said.get(feature, getattr(structure, feature)) for feature in shape.plain}
        label = next((feature for feature in shape.labels if values[feature]), "")
        attributes = {
            name: _text(values[feature])
            for feature, name in shape.plain.items()
            if feature != label and values[feature] is not None and not (feature in shape.labels[:1] and not values[feature])
        }
        rank, target = None, ""
        if shape.meaning is Meaning.CHOICE:
            if isinstance(values.get("rank"), int) and values["rank"] > 0:
                rank = int(values["rank"])
                del attributes["rank"]
            target = attributes.pop("target", "")
        for feature, name in shape.lists.items():
            items = [_text(item) for item in _elements(getattr(structure, feature)) if item is not None]
            if items:
                attributes[name] = "; ".join(items)
            if len(items) > 1:
                self._losses.marks(LISTS, self._article, [annotation])
        return replace(
            annotation,
            label=str(values[label]) if label else shape.layer,
            attributes=attributes,
            rank=rank,
            target=target,
        )

    def _rejected(self, annotation: Annotation, structure: Any, said: Mapping[str, Any]) -> Annotation:
        more = json_object(said.get("postil_mark") or structure.postil_mark)
        known: dict[str, Json] = {"id": annotation.id, "by": self._by, "verdict": "rejected"}
        known |= {key: said.get(name) or getattr(structure, name) or "" for key, name in _REJECTED}
        if annotation.start is not None:
            known |= {"start": annotation.start, "end": annotation.end, "text": annotation.text}
        return annotation_from_json({**more, **known})

    def _roles(self, draft: _Draft) -> None:
        for feature, name in draft.shape.references.items():
            for target in _elements(getattr(draft.structure, feature)):
                role, filler = self._filler(target, name)
                if filler is None:
                    self._losses.add(NOTHING, f"{self._article.id}: {draft.shape.layer}.{name}")
                else:
                    draft.roles.setdefault(role, []).append(filler)
        for feature, role in draft.shape.texts.items():
            texts = draft.said.get(feature) or [t for t in _elements(getattr(draft.structure, feature)) if t]
            fillers = draft.roles.setdefault(role, []) if texts else []
            places = draft.said.get(f"{feature}__places") or []
            for n, text in enumerate(texts):
                fillers.insert(places[n] if len(places) == len(texts) else len(fillers), Filler(text=text))

    def _filler(self, target: Any, role: str) -> tuple[str, Filler | None]:
        """What a reference leads to, through a link that names the role if there is one."""
        if target is None:
            return role, None
        shape = self._system.shape(target.type.name)
        if shape.meaning is Meaning.OTHER and hasattr(target, "target"):
            role = getattr(target, "role", None) or role
            target = target.target
            if target is None:
                return role, None
        draft = self._drafts.get(getattr(target, "xmiID", -1))
        if draft is not None and draft.structure is target:
            return role, Filler(annotation=draft.annotation.id)
        text = self._covered(target)
        if not text.strip():
            return role, None
        self._losses.add(NO_MARKS, f"{self._article.id}: {role} “{text[:40]}”")
        return role, Filler(text=text)

    def _covered(self, target: Any) -> str:
        """The text of an annotation that is not read as one."""
        start, end = getattr(target, "begin", None), getattr(target, "end", None)
        if type(start) is not int or type(end) is not int or target.sofa.sofaID != self._sofa.sofaID:
            return ""
        if not self._converted and target.xmiID not in self._indexed:  # cassis leaves its offsets as they are
            start, end = (self._sofa._offset_converter.external_to_python(n) for n in (start, end))
        return self._article.text[start:end] if 0 <= start < end <= len(self._article.text) else ""

    def _relation(self, structure: Any) -> None:
        shape = self._system.shape(structure.type.name)
        first, second = shape.ends
        governor = self._drafts.get(getattr(getattr(structure, first), "xmiID", -1))
        dependent = self._drafts.get(getattr(getattr(structure, second), "xmiID", -1))
        values = {feature: getattr(structure, feature) for feature in shape.plain}
        label = next((feature for feature in shape.labels if values[feature]), "")
        role = str(values[label]) if label else shape.layer
        shown = f"{self._article.id}: {shape.layer} {role}"
        if governor is None or dependent is None:
            self._losses.add(RELATIONS, shown)
            return
        more = [f for f, value in values.items() if f != label and value is not None and not f.startswith("postil_")]
        self._losses.add(RELATION_PARTS, shown, count=len(more))
        governor.roles.setdefault(role, []).append(Filler(annotation=dependent.annotation.id))

    def _done(self, draft: _Draft) -> Annotation:
        annotation = draft.annotation
        if draft.shape.meaning is Meaning.REJECTED and annotation.roles:
            roles = {role: tuple(f for f in fs if f.text or f.annotation in self._ids) for role, fs in annotation.roles.items()}
            self._losses.add(
                NOTHING, annotation.layer, count=sum(map(len, annotation.roles.values())) - sum(map(len, roles.values()))
            )
            annotation = replace(annotation, roles={role: fs for role, fs in roles.items() if fs})
        if draft.roles:
            annotation = replace(annotation, roles={role: tuple(dict.fromkeys(fs)) for role, fs in draft.roles.items()})
        return with_provenance(annotation, draft.structure, draft.said, self._article.text)

    def _id(self, structure: Any, said: Mapping[str, Any]) -> str:
        wanted = said.get("postil_id") or getattr(structure, "postil_id", None) or f"u{structure.xmiID}"
        found, number = str(wanted), 1
        while found in self._ids:
            number += 1
            found = f"{wanted}-{number}"
        self._ids.add(found)
        return found


_REJECTED = (("layer", "layer"), ("label", "value"), ("at", "postil_at"), ("note", "postil_note"))


def _elements(value: Any) -> Iterator[Any]:
    """What an array, a list or a single reference holds."""
    if value is None:
        return
    if hasattr(value, "elements"):
        yield from value.elements or ()
        return
    seen: set[int] = set()
    while hasattr(value, "head") and id(value) not in seen:
        seen.add(id(value))
        yield value.head
        value = value.tail
    if not seen and not value.type.name.startswith("uima.cas.Empty"):
        yield value


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
