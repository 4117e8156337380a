"""What brat must know of a scheme: annotation.conf (types, roles, attributes) and visual.conf (titles, colours)."""

import re
from collections.abc import Collection, Iterable, Iterator

from postil.exports.brat_types import Types
from postil.schema.brat_names import brat_name, brat_role
from postil.schema.file_name import file_name
from postil.schema.scheme import Label, Layer, Role

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}|[a-z]+")
_ANY = "<ANY>"


def marking(annotator: str) -> str:
    """The lines by which postil knows a folder that it wrote, and whose annotations are in it ("": nobody's)."""
    return "# postil 1\n" + (f"# annotator: {file_name(annotator)}\n" if annotator else "") + "\n"


def annotation_conf(types: Types, used: Collection[str]) -> str:
    """annotation.conf, without `marking`. `used`: the layers of relations that there are also events of, which say more."""
    entities = [types.written(layer.name, label.name) for layer in types.entities for label in layer.labels]
    relations = [line for layer in types.entities for role in layer.roles for line in _relation(types, layer, role)]
    relations += [line for layer in types.relations.values() for line in _related(types, layer)]
    layers = [layer for layer in types.events if layer.name not in types.relations or layer.name in used]
    events = [line for layer in layers for line in _events(types, layer)]
    sections = {"entities": entities, "relations": relations, "events": events, "attributes": list(_attributes(types))}
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())


def visual_conf(types: Types) -> str:
    """visual.conf: the titles of labels, roles and attributes, and the colours of labels."""
    titles: dict[str, str] = {}
    colors: dict[str, str] = {}
    for layer in (*types.entities, *types.events):
        for label in layer.labels:
            written = types.written(layer.name, label.name)
            titles[written] = _title(label.title or label.name)
            if _COLOR.fullmatch(label.color):
                colors[written] = label.color
        for role in layer.roles:
            titles.setdefault(brat_role(role.name), _title(role.title or role.name))
        for attribute in layer.attributes:
            titles.setdefault(brat_name(attribute.name), _title(attribute.title or attribute.name))
    out = ["[labels]", *(f"{name} | {title}" for name, title in titles.items()), "", "[drawing]"]
    out += ["SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken"]
    out += ["ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5, labelArrow:none"]
    out += [f"{name}\tbgColor:{color}, borderColor:darken" for name, color in colors.items()]
    return "\n".join(out) + "\n"


def _events(types: Types, layer: Layer) -> Iterator[str]:
    # A role that only free text or a list's entries fill has no place among brat's, whose roles lead to annotations.
    roles = [role for role in layer.roles if role.of or not role.list]
    arguments = ", ".join(f"{brat_role(role.name)}{'*' if role.many else '?'}:{_of(types, role)}" for role in roles)
    for label in layer.labels:
        yield f"{types.written(layer.name, label.name)}\t{arguments}".rstrip()


def _relation(types: Types, layer: Layer, role: Role) -> Iterator[str]:
    if role.of or not role.list:
        yield f"{brat_name(role.name)}\tArg1:{_labels(types, layer, layer.labels)}, Arg2:{_of(types, role)}"


def _related(types: Types, layer: Layer) -> Iterator[str]:
    one, other = (_of(types, role) for role in layer.roles)
    for label in layer.labels:
        yield f"{types.written(layer.name, label.name)}\tArg1:{one}, Arg2:{other}"


def _of(types: Types, role: Role) -> str:
    return "|".join(dict.fromkeys(types.reference(place) for place in role.of)) or _ANY


def _attributes(types: Types) -> Iterator[str]:
    """Each name once, of all types that have it, with all values that it has anywhere."""
    of: dict[str, list[str]] = {}
    valued: dict[str, bool] = {}
    values: dict[str, dict[str, None]] = {}
    for layer in (*types.entities, *types.events):
        for attribute in layer.attributes:
            name = brat_name(attribute.name)
            valued[name] = attribute.name in types.valued
            of.setdefault(name, []).append(_labels(types, layer, layer.labels))
            values.setdefault(name, {}).update((brat_name(value, letters=True), None) for value in attribute.values)
    for name, places in of.items():
        known = "|".join(values[name])
        yield f"{name}\tArg:{'|'.join(dict.fromkeys(places))}" + (f", Value:{known}" if valued[name] else "")


def _labels(types: Types, layer: Layer, labels: Iterable[Label]) -> str:
    return "|".join(types.written(layer.name, label.name) for label in labels)


def _title(text: str) -> str:
    """A title between brat's separators."""
    return re.sub(r"[|\s]+", " ", text).strip(" !") or "-"
