"""The settings in a postil.yaml: the screen, the files, who suggests, when to learn."""

import re
from collections.abc import Collection, Iterator, Mapping

from postil.schema import scheme_fields as read
from postil.schema import scheme_keys as keys
from postil.schema.annotation import AND
from postil.schema.scheme import Scheme
from postil.schema.scheme_keys import Key
from postil.schema.scheme_yaml import Items, Node, Scalar, quoted
from postil.schema.settings import ORDERS, Learning, Llm, Pipeline, Settings, Suggesting

_ADDRESS_HINT = "Write http:// or https://, the host, and what follows up to /v1; no name, password or question mark."
_VARIABLE_HINT = "Letters, digits and _: put the key itself into that variable, and never into this file."


def read_settings(found: Mapping[str, Node], scheme: Scheme) -> Settings:
    """The settings among the values of the file, by key; `scheme` is the one that they refer to. Raises PostilError."""
    return Settings(
        theme=read.choice(found.get("theme"), "'theme'", keys.THEMES, "dark"),
        keys=_keys(found.get("keys")),
        database=read.file_name(found.get("database"), "'database'", "postil.db"),
        guidelines=read.file_name(found.get("guidelines"), "'guidelines'", "guidelines.md"),
        order=read.choice(found.get("order"), "'order'", ORDERS, "file"),
        suggest=_suggest(found.get("suggest"), scheme),
        learn=_learn(found.get("learn")),
        import_map=_import_map(found.get("import"), scheme),
    )


def _keys(node: Node | None) -> dict[str, str]:
    out = {}
    for _, (written, value) in read.entries(node, "keys", "keys: {accept: y}").items():
        command = read.line(written, "the id of a command")
        what = f"the key of {quoted(command)}"
        given = read.lines(value, what) if isinstance(value, Items) else (read.line(value, what),)
        out[command] = ",".join(given)
    return out


def _suggest(node: Node | None, scheme: Scheme) -> Suggesting:
    found = read.fields_or_none(node, keys.SUGGEST, "'suggest'", "suggest: {rules: true}")
    default = Suggesting()
    return Suggesting(
        rules=read.flag(found.get("rules"), "'rules' of suggest", default.rules),
        off=read.lines(found.get("off"), "'off' of suggest"),
        patterns=read.file_name(found.get("patterns"), "'patterns' of suggest", default.patterns),
        patterns_named="patterns" in found,
        pipelines=tuple(_pipelines(found.get("pipelines"), scheme)),
        llm=_llm(found.get("llm"), scheme),
    )


def _pipelines(node: Node | None, scheme: Scheme) -> Iterator[Pipeline]:
    for written, value in read.entries(node, "'pipelines' of suggest", "pipelines: {fr_core_news_lg: }").values():
        name = read.line(written, "the name of a pipeline")
        if "://" in name or AND in name:
            hint = "It is the name of an installed package, or a folder."
            raise written.at.error(f"{quoted(name)} cannot be the name of a pipeline.", hint)
        found = read.fields_or_none(value, keys.PIPELINE, f"the pipeline {quoted(name)}", "{labels: {LOC: GPE}}")
        yield Pipeline(name=name, labels=_targets(found.get("labels"), f"the labels of pipeline {quoted(name)}", scheme))


def _targets(node: Node | None, what: str, scheme: Scheme) -> dict[str, str]:
    """Where labels of a pipeline go: label -> "LABEL" or "layer.LABEL" of the scheme, "" for nowhere."""
    layers = [layer for layer in scheme.layers if not layer.each]
    names = [label.name for layer in layers for label in layer.labels]
    full = [f"{layer.name}.{label.name}" for layer in layers for label in layer.labels]
    each = {f"{layer.name}.{label.name}" for layer in scheme.layers if layer.each for label in layer.labels}
    return _led(node, what, names, full, each)


def _import_map(node: Node | None, scheme: Scheme) -> dict[str, str]:
    """Where labels, roles and attributes of imported files go."""
    found = read.fields_or_none(node, keys.IMPORT, "'import'", "import: {map: {PERSON: PER}}")
    names: list[str] = []
    full: list[str] = []
    for layer in scheme.layers:
        parts = [part.name for part in layer.labels] + [part.name for part in layer.roles]
        parts += [part.name for part in layer.attributes]
        names += parts
        full += [f"{layer.name}.{name}" for name in parts]
    return _led(found.get("map"), "the map of import", names, full, frozenset())


def _led(node: Node | None, what: str, names: Collection[str], full: Collection[str], each: Collection[str]) -> dict[str, str]:
    """A map whose values are one of `names`, or of `full` with its layer, and none of `each`; "" for nowhere."""
    out: dict[str, str] = {}
    for written, value in read.entries(node, what, '{LOC: GPE, MISC: ""}').values():
        label = read.line(written, f"one of {what}")
        if isinstance(value, Scalar) and not value.plain and not value.text:
            out[label] = ""
            continue
        if isinstance(value, Scalar) and value.empty:
            raise value.at.error(f"{quoted(label)} in {what} has no value.", 'Write "" to leave the label out.')
        target = read.line(value, f"{quoted(label)} in {what}")
        if target in each:
            reason = f"{quoted(target)} belongs to a layer with one answer for each entry of a list"
            raise value.at.error(f"{reason}; a pipeline has none for it.", "Choose a label of another layer.")
        if target not in names and target not in full:
            known = dict.fromkeys(full if "." in target else names)
            leads = f"{quoted(label)} in {what} leads to the unknown label"
            raise read.unknown(value, leads, target, known, "The labels are")
        out[label] = target
    return out


def _llm(node: Node | None, scheme: Scheme) -> Llm | None:
    found = read.fields_or_none(node, keys.LLM, "'llm'", 'llm: {url: "http://localhost:11434/v1", model: qwen3}')
    if not found:
        return None
    price = read.fields_or_none(found.get("price"), keys.PRICE, "'price' of llm", "price: {in: 0.5, out: 1.5}")
    default = Llm(url="", model="")
    pace = found.get("per_minute")
    return Llm(
        url=read.matching(found["url"], "'url' of llm", keys.ADDRESS, _ADDRESS_HINT),
        model=read.line(found["model"], "'model' of llm"),
        key=_variable(found.get("key")),
        layers=_layers(found.get("layers"), scheme),
        per_minute=read.whole(pace, "'per_minute' of llm", _bounds(keys.LLM, "per_minute"), default.per_minute),
        price_in=read.number(price.get("in"), "'in' of price", _bounds(keys.PRICE, "in"), default.price_in),
        price_out=read.number(price.get("out"), "'out' of price", _bounds(keys.PRICE, "out"), default.price_out),
    )


def _variable(node: Node | None) -> str:
    """The name of an environment variable. What stands there instead is not repeated: it may be the key."""
    value = read.line(node, "'key' of llm")
    if node is not None and not re.fullmatch(keys.VARIABLE, value):
        raise node.at.error("'key' of llm must be the name of an environment variable.", _VARIABLE_HINT)
    return value


def _layers(node: Node | None, scheme: Scheme) -> tuple[str, ...]:
    for item in read.items(node, "'layers' of llm"):
        name = read.line(item, "an entry of 'layers' of llm")
        if scheme.find(name) is None:
            known = [layer.name for layer in scheme.layers]
            raise read.unknown(item, "'layers' of llm names the unknown layer", name, known, "The layers are")
    return read.lines(node, "'layers' of llm")


def _learn(node: Node | None) -> Learning:
    found = read.fields_or_none(node, keys.LEARN, "'learn'", "learn: {every: 25}")
    default = Learning()
    every, share = found.get("every"), found.get("hold_back")
    return Learning(
        every=read.whole(every, "'every' of learn", _bounds(keys.LEARN, "every"), default.every),
        hold_back=read.number(share, "'hold_back' of learn", _bounds(keys.LEARN, "hold_back"), default.hold_back),
    )


def _bounds(known: tuple[Key, ...], name: str) -> tuple[float, float]:
    return next(key.bounds for key in known if key.name == name)
