"""Files that are written aside and then renamed: there is the old one or the whole new one, never a part."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from postil.schema.errors import PostilError
from postil.schema.safe import safe


@contextmanager
def aside(out: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes are the file `out` once the block is left without an exception, safe on disk.

    Missing folders are made. Left by any exception, an interrupt included, the block leaves everything as it was. Raises
    PostilError when `out` is something other than a file, and when it cannot be written.
    """
    target = Path(os.path.realpath(out))
    if target.exists() and not target.is_file():
        what = "a folder" if target.is_dir() else "not a regular file"
        raise PostilError(f"{safe(str(out))!r} is {what}, so no dataset can be written there.", hint="Give the name of a file.")
    made: list[Path] = []
    part = target.with_name(f".{target.name[:100]}.{uuid4().hex[:8]}.part")
    try:
        _make(target.parent, made)
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, target)
        _sync(target.parent)
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
            for folder in made:
                folder.rmdir()
        if isinstance(error, OSError):
            raise PostilError(f"{safe(str(out))!r} could not be written: {error.strerror or error}.") from error
        raise


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
