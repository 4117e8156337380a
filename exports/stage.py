"""Where the files of a dataset stand while they are made: aside, and in their place only once all of them are whole."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from postil.exports.manifest import MANIFEST, listed
from postil.schema.errors import PostilError
from postil.schema.safe import safe


class Stage:
    """The files of one dataset in the making, in a hidden folder beside `out`.

    A dataset is one file (`out`, perhaps with others beside it whose names begin with its own, or with its own up to the
    suffix: "a.csv.offsets.jsonl", "a.articles.csv") or, as `folder`, a folder.
    Made with `staged`. `name` is the name of `out`; `dry` keeps nothing.
    """

    def __init__(self, out: Path, part: Path, *, folder: bool, dry: bool) -> None:
        self.out, self.name, self.folder, self.dry = out, out.name, folder, dry
        self._part = part
        self._streams: dict[str, BinaryIO] = {}

    def file(self, split: str, suffix: str) -> str:
        """The name of the main file of a split: "train.conll" in a folder ("data.conll" without splits), else `out` itself."""
        return f"{split or 'data'}{suffix}" if self.folder else self.name

    def stream(self, name: str) -> BinaryIO:
        """The file of that name (relative, "/" between its parts), open for writing; the same each time until `keep`."""
        if name not in self._streams:
            self._streams[name] = self._open(name)
        return self._streams[name]

    def write(self, name: str, data: bytes) -> None:
        """A whole file."""
        with self._open(name) as stream:
            stream.write(data)
            # A folder can have a file for every article. To wait for the disk each time would take minutes; to have the
            # system write everything at once would let the decisions of everybody else on the machine wait.
            if not self.folder:
                self._flush(stream)

    def path(self, name: str) -> Path:
        """Where a library can write a file of that name by itself; in a dry run that is nowhere (os.devnull)."""
        if self.dry:
            return Path(os.devnull)
        return self._place(name)

    def names(self) -> list[str]:
        """The files so far, in the order of their names."""
        return sorted(p.relative_to(self._part).as_posix() for p in self._part.rglob("*") if p.is_file())

    def keep(self) -> tuple[Path, ...]:
        """Put everything in its place; the paths of the files. Nothing of what is there is replaced by a part of itself."""
        self._close(flush=True)
        if self.dry:
            return ()
        names = self.names()
        if self.folder:
            _require_apart(self.out, names)
            _replace(self._part, self.out)
            return tuple(self.out / name for name in names)
        tops = sorted({PurePosixPath(name).parts[0] for name in names}, key=lambda top: top == self.name)
        for top in tops:
            _require_ours(self.out, self.out.with_name(top))
        # What belongs to the dataset beside its file comes first: with the file itself, all of it is there.
        for top in tops:
            _replace(self._part / top, self.out.with_name(top))
        _sync(self.out.parent)
        return tuple(self.out.parent / name for name in sorted(names, key=lambda name: name != self.name))

    def drop(self) -> None:
        """Take away whatever is left of it."""
        self._close(flush=False)
        shutil.rmtree(self._part, ignore_errors=True)

    def _open(self, name: str) -> BinaryIO:
        return Path(os.devnull).open("wb") if self.dry else self._place(name).open("xb")

    def _place(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or any(part in ("..", "/") or "\0" in part for part in parts):
            raise ValueError(f"no name of a file in a dataset: {name!r}")
        if not self.folder and not parts[0].startswith((self.name, f"{PurePosixPath(self.name).stem}.")):
            raise ValueError(f"a file that is not beside {self.name!r}: {name!r}")
        path = self._part.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _close(self, *, flush: bool) -> None:
        while self._streams:
            _, stream = self._streams.popitem()
            if flush:
                self._flush(stream)
                stream.close()
                continue
            with suppress(OSError):  # what was not yet written is given up together with the file
                stream.close()

    def _flush(self, stream: BinaryIO) -> None:
        if not self.dry:
            stream.flush()
            os.fsync(stream.fileno())


@contextmanager
def staged(out: Path, *, folder: bool, dry: bool = False) -> Iterator[Stage]:
    """A stage for the dataset `out`, gone at the end with all that was not kept; missing folders above it are made.

    Raises PostilError when something else is in the place of `out`, and when the files cannot be written.
    """
    target = Path(os.path.realpath(out))
    _require_free(out, target, folder=folder)
    made: list[Path] = []
    stage = Stage(target, target.with_name(f"{_prefix(target)}{os.getpid()}.{uuid4().hex[:8]}.part"), folder=folder, dry=dry)
    kept = False
    try:
        if not dry:
            _make(target.parent, made)
            _clear(target)
            stage._part.mkdir()
        yield stage
        kept = target.exists()
    except BrokenPipeError:
        raise  # nobody reads what is said; that has nothing to do with the files
    except OSError as error:
        raise PostilError(f"{safe(str(out))!r} could not be written: {error.strerror or error}.") from error
    finally:
        stage.drop()
        if not kept:
            with suppress(OSError):
                for folder_made in made:
                    folder_made.rmdir()


def _prefix(target: Path) -> str:
    """How the names of parts begin that this host makes for `target`; the number of the process follows."""
    return f".{_short(target)}.{socket.gethostname()[:40]}."


def _clear(target: Path) -> None:
    """Take away what exports to the same place left that were killed."""
    prefix = _prefix(target)
    for name in os.listdir(target.parent):
        process = name.removeprefix(prefix).partition(".")[0]
        if name.startswith(prefix) and name.endswith(".part") and process.isdigit() and not _lives(int(process)):
            shutil.rmtree(target.with_name(name), ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _require_free(out: Path, target: Path, *, folder: bool) -> None:
    shown = safe(str(out))
    if not folder:
        if target.is_dir() and not _replaceable(target):
            raise PostilError(f"{shown!r} is a folder, so no dataset can be written there.", hint="Give the name of a file.")
        if target.exists() and not target.is_dir() and not target.is_file():
            raise PostilError(
                f"{shown!r} is not a regular file, so no dataset can be written there.", hint="Give the name of a file."
            )
    elif target.exists() and not target.is_dir():
        raise PostilError(
            f"{shown!r} is a file, and this dataset is a folder.", hint="Give the name of a folder that is not there yet."
        )
    elif target.is_dir() and not _replaceable(target):
        raise PostilError(
            f"The folder {shown!r} holds files, and no dataset that postil wrote.",
            hint="Nothing is written among other files: give the name of a folder that is not there yet.",
        )


def _replaceable(folder: Path) -> bool:
    """Whether a folder is empty, or holds a dataset that postil wrote; whatever else is in it stays there."""
    return listed(folder / MANIFEST) is not None or not any(folder.iterdir())


def _others(folder: Path) -> list[str]:
    """The files in a dataset's folder that are not of the dataset, such as a model that was trained on it."""
    known = {*(listed(folder / MANIFEST) or ()), MANIFEST}
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return [name for path in found if (name := path.relative_to(folder).as_posix()) not in known]


def _require_apart(folder: Path, names: list[str]) -> None:
    """Refuse to put new files in the place of what is not of the dataset, or above or below it."""
    if not folder.is_dir():
        return
    new = set(names)
    taken = {part for name in names for part in (name, *map(str, PurePosixPath(name).parents))}
    for other in _others(folder):
        above = (other, *map(str, PurePosixPath(other).parents))
        if other in taken or not new.isdisjoint(above):
            raise PostilError(
                f"{safe(str(folder / other))!r} is not of the dataset that was written there, and would be lost.",
                hint="Give it another name, or export into another folder.",
            )


def _require_ours(out: Path, target: Path) -> None:
    """Refuse to put a file of the dataset `out` in the place of something else: of a folder with other files, or of a file
    that was there when no dataset was.
    """
    if target.is_dir() and (listed(target / MANIFEST) is None or _others(target)) and any(target.iterdir()):
        raise PostilError(
            f"{safe(str(target))!r} is a folder with other files, and would be lost.", hint="Give the dataset another name."
        )
    if target != out and target.exists() and not out.exists():
        raise PostilError(
            f"{safe(str(target))!r} is there already, and does not belong to this dataset.",
            hint="Give the dataset another name, or that file.",
        )


def _replace(part: Path, target: Path) -> None:
    """Put a file or folder in the place of whatever stands there, and what others put there beside it; or change nothing."""
    if not part.is_dir() and not target.is_dir():
        os.replace(part, target)
        return
    old = target.with_name(f".{_short(target)}.{uuid4().hex[:8]}.old")
    there = target.exists()
    others = _others(target) if target.is_dir() else []
    moved: list[str] = []
    if there:
        os.rename(target, old)
    try:
        os.rename(part, target)
        for name in others:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            os.rename(old / name, target / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            os.rename(target / name, old / name)
        if target.exists():
            os.rename(target, part)
        if there:
            os.rename(old, target)
        raise
    if there:
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    _sync(target.parent)


def _short(path: Path) -> str:
    """So much of a file's name that more can stand around it."""
    return os.fsencode(path.name)[:60].decode(errors="ignore")


def _make(folder: Path, made: list[Path]) -> None:
    """The folder and what is missing above it; `made` gets those that are new, the innermost first."""
    if folder.is_dir():
        return
    _make(folder.parent, made)
    folder.mkdir()
    made.insert(0, folder)


def _sync(folder: Path) -> None:
    """The new name itself reaches the disk; not every file system can promise that of a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
