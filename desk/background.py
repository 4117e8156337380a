"""What goes on beside the screen, in processes of their own at low priority: suggesting, and learning every few articles."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from postil.desk.learned import Attempt, Learned, in_use, last_attempt, last_seen

_LAST = 19  # the lowest priority
Process = subprocess.Popen[bytes]


def start_suggesting(folder: Path, *, again: bool = False) -> Process | None:
    """Start `postil suggest --background` for the project; it ends by itself when nothing is left. None: it cannot start.

    With `again`, also for articles for which other rules or models suggested before. It sets its priorities itself: the
    part of it that stores must not be kept waiting while it holds the database.
    """
    return _start(folder, "suggest", "--background", *(["--again"] if again else []))


def start_learning(folder: Path) -> Process | None:
    """Start `postil learn --background` for the project, at the lowest priority; it ends by itself. None: it cannot start."""
    process = _start(folder, "learn", "--background")
    if process is not None:
        with suppress(OSError):  # it lowers itself too, but not before it has read its command line
            os.setpriority(os.PRIO_PROCESS, process.pid, _LAST)
    return process


def _start(folder: Path, *arguments: str) -> Process | None:
    # -P: without it Python would import modules from the working directory, where others may put files.
    command = [sys.executable, "-P", "-m", "postil.cli", "-C", str(folder), *arguments]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        return None


class Beside:
    """At most one process of each kind. Nothing here waits for them; `look` tells what became of them."""

    def __init__(self, folder: Path, every: int) -> None:
        self._folder, self._every = folder, every
        self._suggesting: Process | None = None
        self._learning: Process | None = None
        self._again = False
        self._model = in_use(folder) if every else None
        self._seen = last_seen(folder) if every else 0
        self._tried = last_attempt(folder) if every else None

    @property
    def busy(self) -> bool:
        """Whether something goes on, or waits for its turn."""
        return self._suggesting is not None or self._learning is not None or self._again

    def suggest(self) -> None:
        """Make suggestions for the articles that have none."""
        if self._suggesting is None:
            self._suggesting = start_suggesting(self._folder)

    def renew(self, outdated: Callable[[str], bool]) -> None:
        """Suggest anew, should `outdated` say so of the model in use: the screen may have been closed before that was done."""
        if self._model is not None and outdated(self._model.run):
            self._again = True

    def learn(self, count: Callable[[], int]) -> bool:
        """Learn, if so many articles are finished as `count` tells since the last time. Whether it began."""
        if not self._every or self._learning is not None:
            return False
        finished = count()
        if finished - self._seen < self._every:
            return False
        self._seen = finished  # should it come to nothing, it is not tried again at once
        self._learning = start_learning(self._folder)
        return self._learning is not None

    def look(self) -> Learned | Attempt | None:
        """See what ended. Learning that ended is returned once, with what became of it.

        With a model that was put to use, all that is undecided is suggested anew.
        """
        if self._suggesting is not None and self._suggesting.poll() is not None:
            self._suggesting = None
        found: Learned | Attempt | None = None
        if self._learning is not None and self._learning.poll() is not None:
            self._learning = None
            self._seen = max(self._seen, last_seen(self._folder))
            now = in_use(self._folder)
            if now is not None and (self._model is None or now.run != self._model.run):
                found = now
                self._again = True
            self._model = now
            tried = last_attempt(self._folder)
            if found is None and tried is not None and tried != self._tried and tried.told:
                found = tried
            self._tried = tried
        if self._again and self._suggesting is None:
            self._again = False
            self._suggesting = start_suggesting(self._folder, again=True)
        return found
