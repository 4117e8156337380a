"""Label Studio's labelling config, made from the scheme: what an annotator sees there, and what results refer to.

The tags and their attributes: https://labelstud.io/tags/
"""

import re
from collections.abc import Collection, Mapping
from xml.sax.saxutils import quoteattr

from postil.schema.control_name import TEXT, Use, control_name
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACED = "\ufffd"
_COLORS = ("#ffb000", "#4ea8de", "#80c36c", "#e07a5f", "#b388eb", "#f28482", "#2a9d8f", "#c9a227", "#8d99ae", "#d67ab1")


def labelling_config(scheme: Scheme, targets: Mapping[str, Collection[str]]) -> str:
    """The config as XML. `targets`: of each layer with one answer for each target, those judged beside the scheme's."""
    out = ["<View>"]
    marked = [layer for layer in scheme.layers if layer.kind is not Kind.CHOICES]
    for layer in marked:
        out += _heading(layer.title or layer.name)
        out += _control("Labels", control_name(layer.name), [_label("Label", la, n) for n, la in enumerate(layer.labels)])
    roles = {role.name: role for layer in marked for role in layer.roles}
    if roles:
        out += ["  <Relations>", *(f"    <Relation{_attributes(value=name)}/>" for name in roles), "  </Relations>"]
    out.append(f"  <Text{_attributes(name=TEXT, value='$text', granularity='symbol')}/>")
    for layer in marked:
        for attribute in layer.attributes:
            out += _attribute(layer, attribute)
        for role in layer.roles:
            out += _role(layer, role)
    for layer in scheme.layers:
        if layer.kind is Kind.CHOICES:
            out += _choices(scheme, layer, targets.get(layer.name, ()))
    return "\n".join([*out, "</View>", ""])


def _choices(scheme: Scheme, layer: Layer, more: Collection[str]) -> list[str]:
    options = [_label("Choice", label) for label in layer.labels]
    choice = "multiple" if layer.many else "single"
    title = layer.title or layer.name
    if not layer.each:
        return [*_heading(title), *_control("Choices", control_name(layer.name), options, choice=choice)]
    out: list[str] = []
    for target in dict.fromkeys((*scheme.lists.get(layer.each, ()), *more)):
        name = control_name(layer.name, Use.TARGET, target) if target else layer.name
        out += [*_heading(f"{title}: {target}"), *_control("Choices", name, options, choice=choice)]
    return out


def _attribute(layer: Layer, attribute: Attribute) -> list[str]:
    options = [f"    <Choice{_attributes(value=value)}/>" for value in attribute.values]
    name = control_name(layer.name, Use.ATTRIBUTE, attribute.name)
    body = _control("Choices", name, options, choice="single", perRegion="true", whenTagName=layer.name)
    return _of_region(layer, attribute.title or attribute.name, body)


def _role(layer: Layer, role: Role) -> list[str]:
    """Where a role is filled by words instead of a span."""
    name = control_name(layer.name, Use.ROLE, role.name)
    given = {"perRegion": "true", "whenTagName": layer.name, "rows": "1", "editable": "true"}
    return _of_region(layer, role.title or role.name, [f"  <TextArea{_attributes(name=name, toName=TEXT, **given)}/>"])


def _of_region(layer: Layer, title: str, body: list[str]) -> list[str]:
    """Shown only while a region of the layer is selected."""
    shown = _attributes(visibleWhen="region-selected", whenTagName=layer.name)
    return [f"  <View{shown}>", *(f"  {line}" for line in (*_heading(title), *body)), "  </View>"]


def _heading(title: str) -> list[str]:
    return [f"  <Header{_attributes(value=title, size='6')}/>"]


def _control(tag: str, name: str, inner: list[str], **given: str) -> list[str]:
    return [f"  <{tag}{_attributes(name=name, toName=TEXT, **given)}>", *inner, f"  </{tag}>"]


def _label(tag: str, label: Label, number: int = -1) -> str:
    hint = ": ".join(part for part in (label.title, label.help) if part)
    given = {"hint": hint} if hint else {}
    if number >= 0:
        given["background"] = label.color or _COLORS[number % len(_COLORS)]
    return f"    <{tag}{_attributes(value=label.name, **given)}/>"


def _attributes(**given: str) -> str:
    return "".join(f" {name}={quoteattr(_NOT_XML.sub(_REPLACED, value))}" for name, value in given.items())
