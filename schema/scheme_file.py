"""postil.yaml, read strictly: the scheme and the settings, or an error that names file, line, column and key."""

import codecs
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from postil.schema import scheme_fields as read
from postil.schema import scheme_keys as keys
from postil.schema.builtin import BUILTIN, builtin
from postil.schema.errors import PostilError
from postil.schema.scheme import Attribute, Kind, Label, Layer, ProjectFile, Role, Scheme, Settings
from postil.schema.scheme_guidelines import guidelines
from postil.schema.scheme_json_schema import json_schema
from postil.schema.scheme_yaml import Items, Node, Scalar, quoted, read_nodes

__all__ = ["BUILTIN", "builtin", "guidelines", "json_schema", "load_project", "parse_project"]

_MAX_BYTES = 4_000_000
_T = TypeVar("_T")


def load_project(path: Path) -> ProjectFile:
    """The postil.yaml at `path`. Raises PostilError naming file, line, column, key and the nearest valid one."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise PostilError(f"There is no file {quoted(str(path))}.", hint="Make a project with: postil init DIR.") from None
    except OSError as error:
        raise PostilError(f"{quoted(str(path))} cannot be read: {error.strerror}.") from None
    if len(data) > _MAX_BYTES:
        raise PostilError(f"{path.name} is longer than {_MAX_BYTES:,} bytes.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise PostilError(f"{path.name} is encoded in UTF-16.", hint="Save it as UTF-8.")
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        what = f"the byte 0x{data[error.start]:02X} is not UTF-8."
        raise PostilError(f"{path.name}, line {line}, column {column}: {what}", hint="Save the file as UTF-8.") from None
    return parse_project(source, name=path.name)


def parse_project(source: str, *, name: str = "postil.yaml") -> ProjectFile:
    """The text of a postil.yaml as a project file; `name` is how errors call it. Raises PostilError."""
    root = read_nodes(source.removeprefix("\ufeff"), name)
    found = read.fields(root, keys.FILE, "the file")
    lists = _lists(found)
    layers = _layers(found["layers"], lists)
    scheme = Scheme(
        name=read.line(found["scheme"], "'scheme'"),
        language=read.matching(found.get("language"), "'language'", keys.LANGUAGE, "Write a code such as fr or en."),
        layers=layers,
        lists=lists,
    )
    settings = Settings(
        theme=read.choice(found.get("theme"), "'theme'", keys.THEMES, "dark"),
        keys=_keys(found.get("keys")),
        database=read.file_name(found.get("database"), "'database'", "postil.db"),
        guidelines=read.file_name(found.get("guidelines"), "'guidelines'", "guidelines.md"),
    )
    return ProjectFile(scheme=scheme, settings=settings, source=source)


def _lists(found: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    out = {"targets": read.lines(found.get("targets"), "targets")}
    for _, (written, node) in read.entries(found.get("lists"), "lists").items():
        name = read.name(written, "a list")
        if name == "targets" and "targets" in found:
            raise written.at.error("targets are given twice.", "Give them either as targets or in lists.")
        out[name] = read.lines(node, f"the list {quoted(name)}")
    return out


def _keys(node: Node | None) -> dict[str, str]:
    out = {}
    for _, (written, value) in read.entries(node, "keys").items():
        command = read.line(written, "the id of a command")
        what = f"the key of {quoted(command)}"
        given = read.lines(value, what) if isinstance(value, Items) else (read.line(value, what),)
        out[command] = ",".join(given)
    return out


def _layers(node: Node, lists: Mapping[str, tuple[str, ...]]) -> tuple[Layer, ...]:
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
    return tuple(build(read.name(written, what), value) for written, value in read.entries(node, what).values())
