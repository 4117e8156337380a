"""The form of an answer: the JSON Schema that a scheme asks for, and the same as a sketch for the prompt."""

import json
from collections.abc import Mapping, Sequence

from postil.schema.json_types import Json
from postil.schema.scheme import Kind, Layer, Role

_LONGEST_ENUM = 100  # entries of a list; servers bound the size of a schema
_TEXT: Json = {"type": "string"}

Lists = Mapping[str, Sequence[str]]


def json_schema(layers: Sequence[Layer], lists: Lists) -> dict[str, Json]:
    """The schema of an answer about these layers, in the part of JSON Schema that strict servers take.

    A key for each layer, with a list of entries: {before, quote, label} for spans, the same with roles and attributes for
    frames, labels for choices, {target, label} for choices that are made for each entry of a list.
    """
    return _object({layer.name: _list(_entry(layer, lists)) for layer in layers})


def sketch(layers: Sequence[Layer]) -> str:
    """An example of the form, for models that are only told."""
    return json.dumps({layer.name: [_example(layer)] for layer in layers}, ensure_ascii=False)


def _entry(layer: Layer, lists: Lists) -> Json:
    label = _one_of([label.name for label in layer.labels])
    if layer.kind is Kind.CHOICES:
        return _object({"target": _listed(lists.get(layer.each, ())), "label": label}) if layer.each else label
    fields: dict[str, Json] = {"before": _TEXT, "quote": _TEXT, "label": label}
    if layer.roles:
        fields["roles"] = _object({role.name: _list(_filler(role, lists)) for role in layer.roles})
    if layer.attributes:
        fields["attributes"] = _object({attribute.name: _one_of(attribute.values) for attribute in layer.attributes})
    return _object(fields)


def _filler(role: Role, lists: Lists) -> Json:
    return _TEXT if role.of or role.text else _listed(lists.get(role.list, ()))


def _example(layer: Layer) -> Json:
    label = layer.labels[0].name
    if layer.kind is Kind.CHOICES:
        return {"target": "…", "label": label} if layer.each else label
    out: dict[str, Json] = {"before": "…", "quote": "…", "label": label}
    if layer.roles:
        out["roles"] = {role.name: ["…"] for role in layer.roles}
    if layer.attributes:
        out["attributes"] = {attribute.name: attribute.values[0] for attribute in layer.attributes}
    return out


def _object(fields: dict[str, Json]) -> dict[str, Json]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}


def _one_of(values: Sequence[str]) -> Json:
    return {"type": "string", "enum": list(values)}


def _listed(entries: Sequence[str]) -> Json:
    return _one_of(entries) if 0 < len(entries) <= _LONGEST_ENUM else _TEXT
