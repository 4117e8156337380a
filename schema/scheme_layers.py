"""The layers of a postil.yaml: labels, roles and attributes, with what they refer to."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from postil.schema import scheme_fields as read
from postil.schema import scheme_keys as keys
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role
from postil.schema.scheme_yaml import Items, Node, Scalar, quoted

_T = TypeVar("_T")


def read_layers(node: Node, lists: Mapping[str, tuple[str, ...]]) -> tuple[Layer, ...]:
    """The layers under the key `layers`; `lists` are those of the project. Raises PostilError."""
    entries = read.table(node, "layers").entries
    if not entries:
        raise node.at.error("layers is empty.", "A scheme needs one layer at least.")
    found: dict[str, Mapping[str, Node]] = {}
    places: dict[str, Node] = {}
    for written, value in entries.values():
        name = read.name(written, "a layer")
        if name in found:
            raise written.at.error(f"the layer {quoted(name)} is here twice.")
        if name in keys.RESERVED_LAYERS:
            raise written.at.error(f"{quoted(name)} is a reserved name.", "Choose another name for this layer.")
        found[name], places[name] = read.fields(value, keys.LAYER, f"the layer {quoted(name)}"), value
    kinds = {name: Kind(_kind(name, given["kind"])) for name, given in found.items()}
    labels = {name: _labels(given["labels"], name) for name, given in found.items() if "labels" in given}
    return tuple(_layer(name, places[name], found[name], kinds, labels, lists) for name in found)


def _kind(layer: str, node: Node) -> str:
    return read.choice(node, f"'kind' of layer {quoted(layer)}", tuple(Kind), "")


def _layer(
    name: str,
    node: Node,
    found: Mapping[str, Node],
    kinds: Mapping[str, Kind],
    labels: Mapping[str, tuple[Label, ...]],
    lists: Mapping[str, tuple[str, ...]],
) -> Layer:
    where = f"layer {quoted(name)}"
    for key in keys.LAYER:
        if key.name in found and kinds[name] not in key.kinds:
            belongs = " or ".join(key.kinds)
            raise found[key.name].at.error(
                f"{quoted(key.name)} does not belong in a layer of {kinds[name]} ({where}).", f"It belongs in {belongs}."
            )
    return Layer(
        name=name,
        kind=kinds[name],
        title=read.line(found.get("title"), f"'title' of {where}"),
        help=read.text(found.get("help"), f"'help' of {where}"),
        labels=_labels_of(name, node, found, labels),
        roles=_named(found.get("roles"), f"the roles of {where}", lambda n, v: _role(n, v, kinds, labels, lists)),
        attributes=_named(found.get("attributes"), f"the attributes of {where}", _attribute),
        many=read.choice(found.get("choose"), f"'choose' of {where}", ("one", "many"), "one") == "many",
        each=_each(found, where, lists),
        overlap=read.flag(found.get("overlap"), f"'overlap' of {where}", True),
    )


def _each(found: Mapping[str, Node], where: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    node = found.get("each")
    if node is None:
        return ""
    if "choose" in found and read.line(found["choose"], "choose") == "many":
        raise node.at.error(
            f"'each' takes one answer for each entry, 'choose: many' several ({where}).", "Take one of them out."
        )
    return _list_name(node, f"'each' of {where}", lists)


def _list_name(node: Node, what: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    value = read.line(node, what)
    if value not in lists:
        raise read.unknown(node, f"{what} names the unknown list", value, lists, "The lists are")
    return value


def _labels_of(name: str, node: Node, found: Mapping[str, Node], labels: Mapping[str, tuple[Label, ...]]) -> tuple[Label, ...]:
    source = found.get("labels_of")
    if source is None:
        if name not in labels:
            raise node.at.error(f"the layer {quoted(name)} has no labels.", "Give it labels, or labels_of: another layer.")
        return labels[name]
    if "labels" in found:
        raise source.at.error(f"the layer {quoted(name)} has both labels and labels_of.", "Take one of them out.")
    value = read.line(source, f"'labels_of' of layer {quoted(name)}")
    if value not in labels:
        raise read.unknown(source, "'labels_of' names a layer without labels of its own:", value, labels, "Layers with labels")
    return labels[value]


def _labels(node: Node, layer: str) -> tuple[Label, ...]:
    what = f"the labels of layer {quoted(layer)}"
    out: dict[str, Label] = {}
    if isinstance(node, Items):
        pairs: list[tuple[Node, Node | None]] = [(item, None) for item in node.items]
    else:
        pairs = list(read.table(node, what).entries.values())
    taken: dict[str, str] = {}
    for written, value in pairs:
        if not isinstance(written, Scalar):
            raise written.at.error(f"a name is expected in {what}.", "For titles and help write a map: NAME: {title: …}.")
        label = _label(read.name(written, "a label", keys.LABEL), value)
        if label.name in out:
            raise written.at.error(f"the label {quoted(label.name)} is here twice.")
        if label.key and label.key in taken:
            raise written.at.error(
                f"{quoted(label.name)} and {quoted(taken[label.key])} both have the key {quoted(label.key)}."
            )
        taken[label.key] = label.name
        out[label.name] = label
    if not out:
        raise node.at.error(f"the layer {quoted(layer)} has no labels.", "Give it labels, or labels_of: another layer.")
    return tuple(out.values())


def _label(name: str, node: Node | None) -> Label:
    if node is None or (isinstance(node, Scalar) and node.empty):
        return Label(name=name)
    what = f"label {quoted(name)}"
    if isinstance(node, Scalar):
        return Label(name=name, title=read.line(node, f"'title' of {what}"))
    found = read.fields(node, keys.LABEL_KEYS, f"the {what}")
    return Label(
        name=name,
        title=read.line(found.get("title"), f"'title' of {what}"),
        help=read.text(found.get("help"), f"'help' of {what}"),
        key=read.matching(found.get("key"), f"'key' of {what}", keys.LABEL_KEY, "A key is one digit or letter."),
        color=read.color(found.get("color"), f"'color' of {what}"),
    )


def _role(
    name: str,
    node: Node,
    kinds: Mapping[str, Kind],
    labels: Mapping[str, tuple[Label, ...]],
    lists: Mapping[str, tuple[str, ...]],
) -> Role:
    what = f"role {quoted(name)}"
    found = read.fields(node, keys.ROLE, f"the {what}")
    role = Role(
        name=name,
        title=read.line(found.get("title"), f"'title' of {what}"),
        help=read.text(found.get("help"), f"'help' of {what}"),
        of=_references(found.get("of"), f"'of' of {what}", kinds, labels),
        many=read.flag(found.get("many"), f"'many' of {what}", False),
        text=read.flag(found.get("text"), f"'text' of {what}", False),
        list=_list_name(found["list"], f"'list' of {what}", lists) if "list" in found else "",
    )
    if not (role.of or role.text or role.list):
        raise node.at.error(f"nothing can fill the {what}.", "Give it of: [layer.LABEL], list: a list, or text: true.")
    return role


def _references(
    node: Node | None, what: str, kinds: Mapping[str, Kind], labels: Mapping[str, tuple[Label, ...]]
) -> tuple[str, ...]:
    spans = [name for name, kind in kinds.items() if kind is Kind.SPANS and name in labels]
    known = {f"{name}.{label.name}": name for name in spans for label in labels[name]}
    out: dict[str, None] = {}
    for item in [node] if isinstance(node, Scalar) and not node.empty else read.items(node, what):
        value = read.line(item, what)
        if value in spans:
            out |= {full: None for full, layer in known.items() if layer == value}
        elif value in known:
            out[value] = None
        else:
            layer = value.partition(".")[0]
            if layer in kinds and layer not in spans:
                raise item.at.error(f"{what} must name spans; {quoted(layer)} is a layer of {kinds[layer]}.")
            near = [full for full in known if known[full] == layer] if layer in spans else [*spans, *known]
            raise read.unknown(item, f"{what} names the unknown label", value, near, "Labels of spans")
    return tuple(out)


def _attribute(name: str, node: Node) -> Attribute:
    what = f"attribute {quoted(name)}"
    if isinstance(node, Items):
        found: dict[str, Node] = {"values": node}
    else:
        found = read.fields(node, keys.ATTRIBUTE, f"the {what}")
    values = read.lines(found["values"], f"'values' of {what}")
    if not values:
        raise node.at.error(f"the {what} has no values.")
    return Attribute(
        name=name,
        title=read.line(found.get("title"), f"'title' of {what}"),
        help=read.text(found.get("help"), f"'help' of {what}"),
        values=values,
    )


def _named(node: Node | None, what: str, build: Callable[[str, Node], _T]) -> tuple[_T, ...]:
    out: dict[str, _T] = {}
    for written, value in read.entries(node, what).values():
        name = read.name(written, f"one of {what}")
        if name in out:
            raise written.at.error(f"{quoted(name)} is twice in {what}.")
        out[name] = build(name, value)
    return tuple(out.values())
