"""Files that belong to another one: the annotations beside a text, the articles beside a table, configurations."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

_SLATE = re.compile(r"(?P<text>.+?)\.(?:[\w-]+\.)*annotations\w*")
_BRAT_CONFIGURATIONS = frozenset(("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf"))
_BRAT = (".ann", ".a1", ".a2", ".co", ".rel")
_HEAD = 4096

ANNOTATIONS = re.compile(r"\ufeff?article([,\t;])layer\1label\1")
"""How a table of annotations begins."""


def owner(path: Path) -> Path | None:
    """The file that `path` is read together with, or None where it stands by itself."""
    if path.suffix in _BRAT:
        return _there(path.with_suffix(".txt"))
    slate = _SLATE.fullmatch(path.name)
    if slate:
        return _there(path.with_name(slate["text"]))
    if path.name.endswith(".offsets.jsonl"):
        return _there(path.with_name(path.name.removesuffix(".offsets.jsonl")))
    if path.stem.endswith(".articles"):
        table = _there(path.with_name(path.stem.removesuffix(".articles") + path.suffix))
        return table if table and ANNOTATIONS.match(_head(table)) else None
    return None


def companions(path: Path, looked: dict[Path, list[str]]) -> tuple[Path, ...]:
    """The files that are read together with `path`, in the order of their names.

    `looked` remembers what was seen in each folder, so that a folder of many files is looked through once.
    """
    beside = [path.with_suffix(suffix) for suffix in _BRAT] if path.suffix == ".txt" else []
    beside.append(path.with_name(f"{path.name}.offsets.jsonl"))
    beside.append(path.with_name(f"{path.stem}.articles{path.suffix}"))
    found = {other for other in beside if other != path and other.is_file() and owner(other) == path}
    if path.parent not in looked:
        looked[path.parent] = [name for name in os.listdir(path.parent) if _SLATE.fullmatch(name)]
    others = [path.with_name(name) for name in looked[path.parent] if name.startswith(f"{path.name}.")]
    found |= {other for other in others if owner(other) == path}
    return tuple(sorted(found))


def configuration(path: Path, files: Iterable[Path]) -> bool:
    """Whether `path`, one of `files`, tells a tool how to show or train on the others, and holds no articles itself."""
    if path.name in _BRAT_CONFIGURATIONS:
        return True
    if path.suffix == ".xml":
        head = _head(path)
        return "<typeSystemDescription" in head or head.lstrip().startswith("<View")
    if path.name == "export.json":
        return '"postil_export"' in _head(path)
    if path.name in ("config.cfg", "project.yml"):
        return any(other.suffix == ".spacy" for other in files)
    if path.name == "README.md":
        return _head(path).startswith("---\n") and any(other.suffix in (".parquet", ".jsonl") for other in files)
    return False


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _head(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
