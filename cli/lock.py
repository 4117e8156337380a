"""One process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postil.cli import messages

_WANTED = b"wanted\n"
_HELD: set[int] = set()


def _let_go() -> None:
    while _HELD:
        os.close(_HELD.pop())


os.register_at_fork(after_in_child=_let_go)


@contextmanager
def only_one(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock at `path`; gives False where another process holds it and `wait` is False.

    The lock ends with its process, however that ends; forked processes do not hold it. Those who share a project share its
    lock file, as the umask allows.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o660)
    try:
        taken = _take(handle)
        if not taken and wait:
            messages.say("Another process is making suggestions for this project; waiting for it to end.")
            os.pwrite(handle, _WANTED, 0)
            fcntl.flock(handle, fcntl.LOCK_EX)
            taken = True
        if taken:
            os.ftruncate(handle, 0)
        _HELD.add(handle)
        yield taken
    finally:
        _HELD.discard(handle)
        os.close(handle)


def wanted(path: Path) -> bool:
    """Whether somebody waits for the lock at `path`, which this process holds."""
    return path.stat().st_size > 0


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
