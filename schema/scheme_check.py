"""`postil scheme check`: what is wrong with a postil.yaml, and what is allowed but probably not meant."""

from collections.abc import Iterator
from pathlib import Path

from postil.schema.errors import PostilError
from postil.schema.finding import Finding
from postil.schema.scheme import Kind, Label, Layer, Scheme
from postil.schema.scheme_file import load_project

_DIGITS = 9


def check_project(path: Path) -> list[Finding]:
    """One error if the file cannot be loaded; else the warnings, and a line on what the file holds."""
    try:
        scheme = load_project(path).scheme
    except PostilError as error:
        return [Finding("error", error.message, error.hint)]
    return [*_warnings(scheme), Finding("ok", _summary(scheme))]


def _warnings(scheme: Scheme) -> Iterator[Finding]:
    seen: set[tuple[Label, ...]] = set()
    for layer in scheme.layers:
        if layer.labels in seen:
            continue
        seen.add(layer.labels)
        yield from _labels(layer)
    used = {layer.each for layer in scheme.layers} | {role.list for layer in scheme.layers for role in layer.roles}
    for name, entries in scheme.lists.items():
        if name not in used and (entries or name != "targets"):
            hint = f"Use it as list: {name} in a role, or as each: {name} in a layer of choices."
            yield Finding("warning", f"Nothing uses the list '{name}'.", hint)


def _labels(layer: Layer) -> Iterator[Finding]:
    bare = [label.name for label in layer.labels if not label.help]
    if bare:
        what = f"Layer '{layer.name}': no help for {_names(bare)}."
        yield Finding("warning", what, "Say in help what the label is and what it is not: annotators see it at the cursor.")
    if layer.kind is Kind.SPANS:
        by_color: dict[str, list[str]] = {}
        for label in layer.labels:
            if label.color:
                by_color.setdefault(label.color, []).append(label.name)
        for color, names in by_color.items():
            if len(names) > 1:
                yield Finding("warning", f"Layer '{layer.name}': {_names(names)} have the same colour, {color}.")
    taken = {label.key for label in layer.labels}
    digits = sum(str(digit) not in taken for digit in range(1, _DIGITS + 1))
    without = [label.name for label in layer.labels if not label.key][digits:]
    if without:
        what = f"Layer '{layer.name}': no digit is left for {_names(without)}; they are picked by name, with l."
        yield Finding("ok", what, "Give the ones used most a key of their own.")


def _names(names: list[str]) -> str:
    shown = names if len(names) <= 10 else [*names[:9], f"{len(names) - 9} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _summary(scheme: Scheme) -> str:
    layers = ", ".join(f"{layer.name} ({layer.kind}, {len(layer.labels)})" for layer in scheme.layers)
    return f"The scheme '{scheme.name}' can be used. Layers, with their labels: {layers}."
