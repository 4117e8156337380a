"""The project's `models/`: one folder for each run, and a small file that names the one in use.

A run is written aside, in a folder whose name begins with a dot, and renamed when it is whole; the file `current` is
replaced in one step. So whenever a run is killed, the model that was in use is in use. Between the two steps a mark in the
run's folder says that it is to be put to use: who comes next does so.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.suggest.learning.meta import FORM, Meta, meta_from_json, to_json

FOLDER = "models"
_CURRENT = "current"
_META = "meta.json"
_PIPELINE = "pipeline"
_WANTED = "wanted"
_RUN = re.compile(r"\d{8}-\d{6}(?:-\d{1,3})?")
_LONGEST = 20_000_000


class Runs:
    """The runs of the project in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def path(self, run: str) -> Path:
        """The folder of a run."""
        return self.folder / run

    def ids(self) -> list[str]:
        """The runs that are there, the newest first; broken ones too."""
        try:
            names = [path.name for path in self.folder.iterdir() if path.is_dir() and _RUN.fullmatch(path.name)]
        except FileNotFoundError:
            return []
        return sorted(names, reverse=True)

    def current(self) -> str:
        """The run in use, or "". Raises PostilError when the file that names it holds something else."""
        try:
            named = (self.folder / _CURRENT).read_bytes()[:100].decode("ascii", "replace").strip()
        except FileNotFoundError:
            return ""
        if named and not _RUN.fullmatch(named):
            raise PostilError(f"{FOLDER}/{_CURRENT} does not name a run: {safe(named)!r}.", hint=_OTHER)
        return named

    def require(self, run: str) -> str:
        """The id, when there is such a run. Raises PostilError."""
        if run not in self.ids():
            there = ", ".join(self.ids()[:5])
            hint = f"There are: {there}." if there else "There is none yet: postil learn"
            raise PostilError(f"There is no model {safe(run[:60])!r}.", hint=hint)
        return run

    def meta(self, run: str) -> Meta:
        """What is on record about a run. Raises PostilError when it is missing or broken."""
        if not self.path(run).is_dir():
            raise PostilError(f"The model {run} is gone: there is no folder {FOLDER}/{run}.", hint=_OTHER)
        try:
            with (self.path(run) / _META).open("rb") as file:
                found = meta_from_json(json.loads(file.read(_LONGEST)))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise self.broken(run, f"{_META} cannot be read ({type(error).__name__})") from error
        if found.run != run:
            raise self.broken(run, f"{_META} is that of {safe(found.run[:30])!r}")
        return found

    def verify(self, meta: Meta) -> None:
        """Raise PostilError unless the pipeline's files are those that were written, and in a form that is read here."""
        if meta.form != FORM:
            raise PostilError(f"The model {meta.run} was learned by another version of postil; it cannot be read.", hint=_OTHER)
        found = _digests(self.path(meta.run) / _PIPELINE)
        wrong = sorted(name for name in {*meta.files, *found} if meta.files.get(name) != found.get(name))
        if wrong:
            raise self.broken(meta.run, f"{safe(wrong[0])} is not what was written")

    def broken(self, run: str, why: str) -> PostilError:
        """The error for a run that cannot be used."""
        return PostilError(f"The model {run} is broken: {why}.", hint=_OTHER)

    def use(self, run: str) -> None:
        """Put a run to use; none at all when `run` is ""."""
        if not run:
            (self.folder / _CURRENT).unlink(missing_ok=True)
        else:
            self._name(run)
        for other in self.ids():
            (self.path(other) / _WANTED).unlink(missing_ok=True)

    def _name(self, run: str) -> None:
        draft = self.folder / f".{_CURRENT}.{os.getpid()}"
        with draft.open("w", encoding="ascii") as file:
            file.write(run + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.folder / _CURRENT)
        _sync(self.folder)

    def drop(self, run: str) -> None:
        """Delete a run. Raises PostilError for the one in use."""
        if self.current() == self.require(run):
            hint = "Put another one to use first (postil models use ID), or none (postil models use none)."
            raise PostilError(f"{run} is in use.", hint=hint)
        gone = self.folder / f".{run}.gone"
        self.path(run).rename(gone)
        shutil.rmtree(gone)

    def sweep(self) -> None:
        """Delete what killed runs left behind, and put to use what one of them was about to.

        Only one who holds the lock of learning may do that.
        """
        if not self.folder.is_dir():
            return
        if wanted := next((run for run in self.ids() if (self.path(run) / _WANTED).exists()), ""):
            self.use(wanted)
        for path in self.folder.iterdir():
            if path.name.startswith(".") and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith((f".{_CURRENT}.", ".last.json.")):
                path.unlink(missing_ok=True)

    def new_id(self, now: datetime | None = None) -> str:
        """An id for a run that begins now."""
        stem = (now or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S")
        there = set(self.ids())
        return next(run for run in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if run not in there)

    @contextmanager
    def draft(self, run: str, *, use: bool = False) -> Iterator[Path]:
        """A folder to write the run into; left without an exception, the block gives it its name, else it is deleted.

        With `use`, the run is put to use then.

        The pipeline goes into `pipeline` in it, then `write_meta` is due.
        """
        aside = self.folder / f".{run}.part"
        aside.mkdir(parents=True)
        try:
            yield aside
            if use:
                (aside / _WANTED).touch()
            for path in sorted(aside.rglob("*")):
                _sync(path)
            aside.rename(self.path(run))
            _sync(self.folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        if use:
            self.use(run)


def digests(folder: Path) -> Mapping[str, str]:
    """By file of the pipeline in a run's folder, what it holds."""
    return _digests(folder / _PIPELINE)


def write_meta(folder: Path, meta: Meta) -> None:
    """Write what is on record about a run."""
    (folder / _META).write_text(json.dumps(to_json(meta), ensure_ascii=True, indent=1), encoding="ascii")


def _digests(folder: Path) -> dict[str, str]:
    out = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            out[path.relative_to(folder).as_posix()] = blake2b(path.read_bytes(), digest_size=12).hexdigest()
    return out


def _sync(path: Path) -> None:
    """What was written reaches the disk; not every file system can promise that of a folder."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_OTHER = "Put another one to use (postil models use ID), or none (postil models use none), or learn anew: postil learn --again"
