"""One annotator's version of an article as a UIMA CAS."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from cassis import Cas  # type: ignore[import-untyped]

from postil.exports.cas_types import Shape, Types
from postil.exports.fillers import Fillers
from postil.exports.positive import Version
from postil.schema.annotation import Annotation
from postil.schema.json_types import Json
from postil.schema.postil_json import Object, origin_to_json
from postil.schema.uima_names import ARTICLE, EXACT, HIDDEN, METADATA, REJECTED, REJECTED_CHOICE
from postil.schema.uima_text import json_text, replaced, xml_text

_Value = str | int | float | bool | None


class Structure(Protocol):
    """A feature structure of cassis."""

    def __setitem__(self, feature: str, value: object) -> None: ...


class Document:
    """A CAS in the making. `language`: what the text is in where its article does not say so. `xml`: whether it is for XML."""

    def __init__(self, types: Types, version: Version, language: str, *, xml: bool) -> None:
        self._types, self._version, self._shown = types, version, xml_text if xml else str
        self.cas = Cas(typesystem=types.system)
        self.cas.sofa_string = self._shown(version.article.text)
        self.cas.sofa_mime = "text/plain"
        self._article(language)
        fillers = Fillers(version.annotations)
        made = {a.id: (a, self._mark(a, types.shape(a))) for a in version.annotations}
        for annotation, (structure, exact) in made.values():
            if annotation.roles:
                self._roles(annotation, structure, exact, fillers, {key: fs for key, (_, (fs, _)) in made.items()})
            _keep(structure, exact)
        for annotation in version.rejected:
            self._rejected(annotation, fillers)

    def _article(self, language: str) -> None:
        article, work = self._version.article, self._version.work
        end = len(article.text)
        title, name, spoken = (self._shown(t) for t in (article.title, article.id, article.language or language))
        known: dict[str, _Value] = {"documentTitle": title, "documentId": name, "language": spoken or "x-unspecified"}
        self._add(METADATA, begin=0, end=end, isLastSegment=False, **known)
        characters = replaced(article.text) if self.cas.sofa_string != article.text else []
        self._with_exact(
            ARTICLE,
            id=article.id,
            annotator=self._version.annotator,
            status=work.status.value,
            seconds=float(work.seconds),
            note=work.note or None,
            flag=work.flag or None,
            meta=json_text(dict(article.meta)) if article.meta else None,
            characters=json_text([list[Json](pair) for pair in characters]) if characters else None,
        )
        for region in article.hidden:
            self._add(HIDDEN, begin=region.start, end=region.end, reason=self._shown(region.reason))

    def _mark(self, annotation: Annotation, shape: Shape) -> tuple[Structure, Object]:
        values: dict[str, _Value] = {"value": annotation.label, **_provenance(annotation)}
        values |= {shape.attributes[name]: value for name, value in annotation.attributes.items()}
        if annotation.start is None:
            values |= {"rank": annotation.rank, "target": annotation.target or None}
        else:
            values |= {"begin": annotation.start, "end": annotation.end}
        exact = self._exact(values)
        return self._add(shape.type, **values), exact

    def _roles(
        self, annotation: Annotation, structure: Structure, exact: Object, fillers: Fillers, made: Mapping[str, Structure]
    ) -> None:
        shape = self._types.shape(annotation)
        for role, found in fillers.filled(annotation).items():
            texts = [str(filler["text"]) for filler in found if "id" not in filler]
            known = [str(filler["id"]) for filler in found if "id" in filler]
            if known:
                link = self._types.system.get_type(shape.links[role])
                links = [link(role=self._shown(role), target=made[key]) for key in known]
                structure[shape.roles[role]] = self._array("uima.cas.FSArray", links)
            if texts:
                feature = shape.texts[role]
                shown = [self._shown(text) for text in texts]
                structure[feature] = self._array("uima.cas.StringArray", shown)
                if shown != texts:
                    exact[feature] = list[Json](texts)
                places: list[Json] = [n for n, filler in enumerate(found) if "id" not in filler]
                if known and places != list(range(len(known), len(found))):
                    exact[f"{feature}__places"] = places

    def _rejected(self, annotation: Annotation, fillers: Fillers) -> None:
        more: Object = {}
        filled = {role: [_filler(f) for f in found] for role, found in fillers.filled(annotation).items()}
        if annotation.roles:
            more["roles"] = {role: found for role, found in filled.items() if found}
        if annotation.attributes:
            more["attributes"] = dict(annotation.attributes)
        if annotation.rank is not None:
            more["rank"] = annotation.rank
        if annotation.target:
            more["target"] = annotation.target
        values: dict[str, _Value] = {"layer": annotation.layer, "value": annotation.label, **_provenance(annotation)}
        values["postil_mark"] = json_text(more) if more else None
        if annotation.start is None:
            self._with_exact(REJECTED_CHOICE, **values)
        else:
            self._with_exact(REJECTED, begin=annotation.start, end=annotation.end, **values)

    def _with_exact(self, name: str, **values: _Value) -> None:
        exact = self._exact(values)
        _keep(self._add(name, **values), exact)

    def _exact(self, values: dict[str, _Value]) -> Object:
        """What among the values cannot stand there letter for letter; they are made so that they can."""
        found: Object = {}
        for feature, value in values.items():
            if isinstance(value, str):
                shown = self._shown(value)
                if shown != value:
                    found[feature] = value
                    values[feature] = shown
        return found

    def _add(self, name: str, **values: _Value) -> Structure:
        structure: Structure = self._types.system.get_type(name)(**values)
        self.cas.add(structure)
        return structure

    def _array(self, name: str, elements: Iterable[object]) -> object:
        make: Callable[..., object] = self._types.system.get_type(name)
        return make(elements=list(elements))


def _provenance(annotation: Annotation) -> dict[str, _Value]:
    origin = annotation.origin
    values: dict[str, _Value] = {
        "postil_id": annotation.id,
        "postil_verdict": annotation.verdict.value,
        "postil_at": annotation.at or None,
        "postil_note": annotation.note or None,
        "postil_flag": annotation.flag or None,
    }
    if origin:
        told = origin_to_json(origin, annotation)
        assert isinstance(told, dict)
        # Where and what it was stands there even if it is the same: other tools move annotations.
        known: Object = {"label": origin.label}
        if origin.start is not None:
            known |= {"start": origin.start, "end": origin.end}
        more = {key: value for key, value in told.items() if key not in ("source", "score", "text")}
        values |= {"postil_source": origin.source, "postil_score": float(origin.score)}
        values["postil_suggested"] = json_text({**more, **known})
    return values


def _keep(structure: Structure, exact: Object) -> None:
    if exact:
        structure[EXACT] = json_text(exact)


def _filler(filler: Mapping[str, Json]) -> Json:
    return {"annotation": filler["id"]} if "id" in filler else {"text": filler["text"]}
