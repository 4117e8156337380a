"""Files that belong to another one: the annotations beside a text, the articles beside a table, configurations."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from postil.corpus.encoding import choose

_SLATE = re.compile(r"(?P<text>.+)\.annotations\w*")
_SLATE_LIST = re.compile(r"(?P<text>\S+)(?: \S*annotations\S*(?: .*)?)?")
_BRAT_CONFIGURATIONS = frozenset(("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf"))
_ABOUT = re.compile(r"(?:readme|licen[cs]e|copying)(?:\.(?:md|txt|rst))?", re.IGNORECASE)
_INCEPTION = re.compile(r"exportedproject\d*\.json")
_INCEPTION_FOLDERS = ("annotation", "curation")
_BRAT = (".ann", ".a1", ".a2", ".co", ".rel")
_LEFT = re.compile(r"(.+)\.bad\d*(\.\w+)?")
_HEAD = 4096

ANNOTATIONS = re.compile(r"\ufeff?article([,\t;])layer\1label\1")
"""How a table of annotations begins."""


def owner(path: Path) -> Path | None:
    """The file that `path` is read together with, or None where it stands by itself."""
    if path.suffix in _BRAT:
        return _there(path.with_suffix(".txt"))
    slate = _SLATE.fullmatch(path.name)
    if slate:
        return _annotated(path, slate["text"])
    if path.name.endswith(".offsets.jsonl"):
        return _there(path.with_name(path.name.removesuffix(".offsets.jsonl")))
    if path.stem.endswith(".articles"):
        table = _there(path.with_name(path.stem.removesuffix(".articles") + path.suffix))
        return table if table and ANNOTATIONS.match(_head(table)) else None
    return None


def companions(path: Path, looked: dict[Path, dict[Path, list[Path]]]) -> tuple[Path, ...]:
    """The files that are read together with `path`, in the order of their names.

    `looked` remembers what was seen in each folder, so that a folder of many files is looked through once.
    """
    beside = [path.with_suffix(suffix) for suffix in _BRAT] if path.suffix == ".txt" else []
    beside.append(path.with_name(f"{path.name}.offsets.jsonl"))
    beside.append(path.with_name(f"{path.stem}.articles{path.suffix}"))
    found = {other for other in beside if other != path and other.is_file() and owner(other) == path}
    if path.parent not in looked:
        looked[path.parent] = {}
        for name in os.listdir(path.parent):
            text = owner(path.with_name(name)) if _SLATE.fullmatch(name) else None
            if text:
                looked[path.parent].setdefault(text, []).append(path.with_name(name))
    return tuple(sorted(found.union(looked[path.parent].get(path, ()))))


def configuration(path: Path, files: Iterable[Path]) -> bool:
    """Whether `path`, one of `files`, tells a tool how to show or train on the others, and holds no articles itself."""
    if path.name in _BRAT_CONFIGURATIONS or _of_inception(path):
        return True
    if any(other.suffix in _BRAT for other in files) and (path.suffix == ".conf" or _is_about(path)):
        return True
    if path.suffix in (".todo", ".done", ".log") and any("annotations" in other.name for other in files):
        return path.suffix == ".log" or not _head(path).strip() or _lists_texts(path)
    if path.suffix == ".txt" and any("annotations" in other.name for other in files) and _lists_texts(path):
        return True
    if path.suffix == ".xml":
        head = _head(path)
        return "<typeSystemDescription" in head or head.lstrip().startswith("<View")
    if path.suffix == ".json" and '"suffix_key"' in (head := _head(path)):
        return '"background_color"' in head and any(other.suffix == ".jsonl" for other in files)  # doccano's labels
    if _LEFT.fullmatch(path.name):
        return _there(path.with_name(_LEFT.sub(r"\1\2", path.name))) is not None  # what an import passed over
    if path.name == "export.json":
        return '"postil_export"' in _head(path)
    if path.name in ("config.cfg", "project.yml"):
        return next(path.parent.glob("*.spacy"), None) is not None  # a file, or a folder of them
    if path.name == "README.md":
        return _head(path).startswith("---\n") and any(other.suffix in (".parquet", ".jsonl") for other in files)
    return False


def _of_inception(path: Path) -> bool:
    """Whether INCEpTION has the file in a project that it exports, beside the annotated texts: what the project is like, its
    log, the texts as they were brought in, and everything once more in a form of its own.
    """
    if _INCEPTION.fullmatch(path.name):
        return True
    if path.name == "event.log":
        return any(_INCEPTION.fullmatch(other.name) for other in path.parent.glob("exportedproject*.json"))
    project = path.parent.parent
    if path.parent.name == "source":
        return any((project / folder / path.name).is_dir() for folder in _INCEPTION_FOLDERS)
    return path.suffix == ".ser" and project.name in ("annotation_ser", "curation_ser")


def _is_about(path: Path) -> bool:
    """Whether a file says something about the others of its folder, and nobody annotated it."""
    annotated = path.suffix == ".txt" and any(path.with_suffix(suffix).is_file() for suffix in _BRAT)
    return _ABOUT.fullmatch(path.name) is not None and not annotated


def _annotated(path: Path, name: str) -> Path | None:
    """The text that SLATE's annotations are of: their name without what says of which kind they are."""
    while name:
        text = _there(path.with_name(name))
        if text:
            return text
        name = name.rpartition(".")[0]
    return None


def _lists_texts(path: Path) -> bool:
    """Whether a file is a list of texts and annotations for SLATE."""
    lines = [line for line in _head(path).splitlines()[:20] if line.strip()]
    found = [_SLATE_LIST.fullmatch(line.strip()) for line in lines]
    if not found or not any(" " in line.strip() for line in lines):
        return False
    return all(match is not None and _there(path.with_name(match["text"].rpartition("/")[2])) for match in found)


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _head(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_HEAD)
    except OSError:
        return ""
    codec = choose(data)
    return data[codec.mark :].decode(codec.name, "replace")
