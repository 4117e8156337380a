"""postil.yaml, read strictly: the scheme and the settings, or an error that names file, line, column and key."""

import codecs
from collections.abc import Mapping
from pathlib import Path

from postil.schema import scheme_fields as read
from postil.schema import scheme_keys as keys
from postil.schema.builtin import BUILTIN, builtin
from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme import ProjectFile, Scheme
from postil.schema.scheme_guidelines import guidelines
from postil.schema.scheme_json_schema import json_schema
from postil.schema.scheme_layers import read_layers
from postil.schema.scheme_settings import read_settings
from postil.schema.scheme_yaml import Node, quoted, read_nodes

__all__ = ["BUILTIN", "builtin", "guidelines", "json_schema", "load_project", "parse_project"]

_MAX_BYTES = 4_000_000


def load_project(path: Path) -> ProjectFile:
    """The postil.yaml at `path`. Raises PostilError naming file, line, column, key and the nearest valid one."""
    name = safe(path.name)
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise PostilError(f"There is no file {quoted(str(path))}.", hint="Make a project with: postil init DIR.") from None
    except OSError as error:
        raise PostilError(f"{quoted(str(path))} cannot be read: {error.strerror}.") from None
    if len(data) > _MAX_BYTES:
        raise PostilError(f"{name} is longer than {_MAX_BYTES:,} bytes.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise PostilError(f"{name} is encoded in UTF-16.", hint="Save it as UTF-8.")
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        what = f"the byte 0x{data[error.start]:02X} is not UTF-8."
        raise PostilError(f"{name}, line {line}, column {column}: {what}", hint="Save the file as UTF-8.") from None
    return parse_project(source, name=name)


def parse_project(source: str, *, name: str = "postil.yaml") -> ProjectFile:
    """The text of a postil.yaml as a project file; `name` is how errors call it. Raises PostilError."""
    root = read_nodes(source.removeprefix("\ufeff"), name)
    found = read.fields(root, keys.FILE, "the file")
    lists = _lists(found)
    scheme = Scheme(
        name=read.line(found["scheme"], "'scheme'"),
        language=read.matching(found.get("language"), "'language'", keys.LANGUAGE, "Write a code such as fr or en."),
        layers=read_layers(found["layers"], lists),
        lists=lists,
    )
    return ProjectFile(scheme=scheme, settings=read_settings(found, scheme), source=source)


def _lists(found: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    out = {"targets": read.lines(found.get("targets"), "targets")}
    for _, (written, node) in read.entries(found.get("lists"), "lists").items():
        name = read.name(written, "a list")
        if name == "targets" and "targets" in found:
            raise written.at.error("targets are given twice.", "Give them either as targets or in lists.")
        if name != "targets" and name in out:
            raise written.at.error(f"the list {quoted(name)} is here twice.")
        out[name] = read.lines(node, f"the list {quoted(name)}")
    return out
