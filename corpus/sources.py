"""Which files a list of paths stands for, and the id that each would have as one article."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from postil.corpus.companions import companions, configuration, owner
from postil.schema.errors import PostilError
from postil.schema.safe import safe


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and those that are read together with it. `id` is unique among the files of one reading; `name` is
    how messages call the file. `beside`: the JSONL files of the same folder and reading, this one among them.
    """

    path: Path
    id: str
    name: str
    companions: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()


def sources(paths: Sequence[Path]) -> list[Source]:
    """The files under `paths`: folders recursively in name order, without hidden files and configurations; each file once.

    A file that belongs to another one, such as brat's .ann to the .txt, is a companion of that one.

    The id is the file's stem; where several files share one, it is the path within the folder that was given, without
    the suffix if that is enough to tell them apart. Raises PostilError for a path that is not there, and for a folder
    without files.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise PostilError(f"There is no file or folder {safe(str(path))!r}.")
        files = list(_walk(path, set())) if path.is_dir() else [path]
        if not files:
            raise PostilError(f"The folder {safe(str(path))!r} holds no files.")
        root = path if path.is_dir() else path.parent
        for file in _articles(files) if path.is_dir() else files:
            found.setdefault(owner(file) or file, root)
    candidates = [(file, _candidates(file, root)) for file, root in found.items()]
    taken = Counter(name for _, names in candidates for name in dict.fromkeys(names))
    looked: dict[Path, dict[Path, list[Path]]] = {}
    beside = _beside(found)
    return [
        Source(
            file,
            next((n for n in names if taken[n] == 1), names[-1]),
            _text(str(file)),
            companions(file, looked),
            beside.get(file.parent, ()) if file.suffix == ".jsonl" else (),
        )
        for file, names in candidates
    ]


def _beside(files: Iterable[Path]) -> dict[Path, tuple[Path, ...]]:
    """The JSONL files of each folder."""
    found: dict[Path, list[Path]] = {}
    for file in files:
        if file.suffix == ".jsonl":
            found.setdefault(file.parent, []).append(file)
    return {folder: tuple(inside) for folder, inside in found.items()}


def _articles(files: Sequence[Path]) -> Iterator[Path]:
    """The files without those that tell a tool how to show or train on the others of their folder."""
    folders: dict[Path, list[Path]] = {}
    for file in files:
        folders.setdefault(file.parent, []).append(file)
    kinds = {folder: _kinds([*inside, *folders.get(folder / "data", [])]) for folder, inside in folders.items()}
    for file in files:
        if not configuration(file, kinds[file.parent]):
            yield file


def _kinds(files: Sequence[Path]) -> list[Path]:
    """One file of each kind, so that the files of a large folder need not be looked through for each of them."""
    return list({(file.suffix, "annotations" in file.name): file for file in files}.values())


def _candidates(file: Path, root: Path) -> list[str]:
    inside = file.relative_to(root)
    return [_text(s) for s in (file.stem, inside.with_suffix("").as_posix(), inside.as_posix(), file.as_posix())]


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """The files below a folder; links to folders are followed, each folder once."""
    stat = folder.stat()
    if (stat.st_dev, stat.st_ino) in seen:
        return
    seen.add((stat.st_dev, stat.st_ino))
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise PostilError(f"The folder {safe(str(folder))!r} cannot be read: {error.strerror}.") from error
    if {"meta.json", "config.cfg"} <= set(names):
        return  # a pipeline of spaCy's, trained on the texts beside it
    for name in names:
        path = folder / name
        if path.is_dir():
            yield from _walk(path, seen)
        elif path.is_file() or path.is_symlink():  # and nothing that one would wait for, such as a pipe
            yield path


def _text(name: str) -> str:
    """A file name as text: bytes that are not UTF-8 become \\xNN."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
