"""Suggesting for every article that waits for it: batches out, rows in, short transactions."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.cli import messages
from postil.cli.progress import progress
from postil.cli.project import Project
from postil.cli.suggest_compute import Batch, Task, compute, strides
from postil.cli.suggest_notes import note
from postil.cli.suggest_priority import one_thread
from postil.cli.suggest_stop import Stop, stopping

if TYPE_CHECKING:
    from postil.db.store import Store
    from postil.db.suggestion_rows import Prepared
    from postil.suggest.engine import Suggester

_PAGE = 200  # articles
_UNFINISHED = ".suggest.unfinished"  # in the project folder, from the beginning of a run until nothing waits any more
_BATCH, _BATCH_CHARACTERS = 16, 60_000
_ROWS, _SECONDS = 4000, 0.5  # stored when there are so many, or after so long
_QUIET_ROWS = 2500
_SHARE = 25  # in the background: of how many moments one may be spent storing
_LONGEST_REST = 2.0  # seconds
_WORTH_A_RATE = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Done:
    """How many articles got how many suggestions, how many wait still, and how many have suggestions of other sources.

    `rate`: articles a second from the first one on; 0 where that lasted too short to tell.
    """

    articles: int = 0
    suggestions: int = 0
    left: int = 0
    others: int = 0
    rate: float = 0.0


def suggest_all(
    store: "Store",
    project: Project,
    *,
    again: bool = False,
    workers: int = 1,
    watched: int = 0,
    unwanted: Callable[[], bool] | None = None,
    quiet: bool = False,
) -> Done:
    """Suggest for every article that waits; with `again` also where another version suggested.

    `workers`: how many processes compute; with 1 it is this one. With `watched`, the id of the parent process, it ends when
    that does; it also ends when `unwanted` says so. `quiet`: one other process computes, at the lowest priority, and this one
    stores so seldom that decisions do not wait. What is done when it is stopped or fails is stored. Raises PostilError,
    KeyboardInterrupt, SystemExit.
    """
    idle = not again and not store.count_pending("")
    if idle and quiet:
        return Done()
    task, unfinished = _task(store, project), project.folder / _UNFINISHED
    if idle:
        return Done(others=store.count_pending(_loaded(task).version, again=True))
    with stopping(watched, unwanted) as stop:
        run = _alone(task) if workers == 1 and not quiet else _together(store, task, workers, stop, quiet=quiet)
        with run as (version, rows_of):
            waiting = store.count_pending(version, again=again)
            size = store.size
            before = size - waiting if waiting and unfinished.exists() else 0
            if before and not quiet:
                messages.say(f"Goes on with {waiting:,} of {messages.counted(size, 'article')}.")
            if waiting and version:
                unfinished.touch()
            with progress("Suggesting", before + waiting, done=before) as tick:
                batches = _batches(store, version, again, stop)
                saving = _Saving(store, version, quiet=quiet, tick=lambda done: tick(before + done))
                try:
                    for rows in rows_of(batches):
                        saving.add(rows)
                finally:
                    saving.flush()
        others = 0 if again or quiet else store.count_pending(version, again=True) - store.count_pending("")
        done = Done(saving.articles, saving.suggestions, waiting - saving.articles, others, saving.rate)
        if done.left <= 0:
            unfinished.unlink(missing_ok=True)
        if stop and not quiet:
            messages.say(f"{done.articles:,} of {waiting:,} articles are done; the same command goes on from there.")
        stop.end()
    return done


def _task(store: "Store", project: Project) -> Task:
    given = project.file.scheme.lists
    lists = {name: (*entries, *store.entries(name)) for name, entries in given.items()}
    return Task(project.file, project.folder, lists, store.tally())


def _loaded(task: Task) -> "Suggester":
    suggester = task.suggester()
    note(suggester)
    return suggester


_Run = tuple[str, "Callable[[Iterator[Batch]], Iterator[list[Prepared]]]"]


@contextmanager
def _alone(task: Task) -> Iterator[_Run]:
    suggester = _loaded(task)
    gc.freeze()  # what is loaded stays: the collector need not look through it again and again

    def rows_of(batches: Iterator[Batch]) -> "Iterator[list[Prepared]]":
        return (compute(suggester, stride) for batch in batches for stride in strides(suggester, batch))

    try:
        yield suggester.version, rows_of
    finally:
        gc.unfreeze()


@contextmanager
def _together(store: "Store", task: Task, workers: int, stop: Stop, *, quiet: bool) -> Iterator[_Run]:
    from postil.cli.suggest_workers import WorkerFailed, Workers

    one_thread()
    loaded = None if quiet else _loaded(task)  # in the background even loading is done at low priority

    def load() -> "Suggester":
        return loaded or task.suggester()

    store.rest()
    try:
        with Workers(load, workers, stop, last=quiet) as running:
            yield running.version, running.run
    except WorkerFailed as error:
        messages.warn(str(error).partition("\n")[0])
        raise


def _batches(store: "Store", version: str, again: bool, stop: Stop) -> Iterator[Batch]:
    """What waits, a little at a time, until it shall stop."""
    after = 0
    while not stop and (page := store.pending(version, after=after, limit=_PAGE, again=again)):
        after = page[-1][0]
        batch: Batch = []
        characters = 0
        for number, article in page:
            if batch and (len(batch) == _BATCH or characters + len(article.text) > _BATCH_CHARACTERS):
                yield batch
                if stop:
                    return
                batch, characters = [], 0
            batch.append((number, article))
            characters += len(article.text)
        yield batch


class _Saving:
    """Rows gathered until they are worth a transaction."""

    def __init__(self, store: "Store", version: str, *, quiet: bool, tick: Callable[[int], None]) -> None:
        self.articles = self.suggestions = 0
        self._store, self._version, self._quiet, self._tick = store, version, quiet, tick
        self._waiting: list[Prepared] = []
        self._rows = 0
        self._since = 0.0  # somebody may be waiting for the first
        self._first: tuple[float, int] | None = None

    @property
    def rate(self) -> float:
        """Articles a second, from the moment when the first were there: before it something may have been loaded."""
        if self._first is None:
            return 0.0
        began, count = self._first
        took = time.monotonic() - began
        return (self.articles - count) / took if took > _WORTH_A_RATE else 0.0

    def add(self, rows: "list[Prepared]") -> None:
        if self._first is None:
            self._first = (time.monotonic(), len(rows))
        self._waiting += rows
        self._rows += sum(len(prepared.rows) for prepared in rows)
        late = time.monotonic() - self._since > _SECONDS
        if self._rows >= (_QUIET_ROWS if self._quiet else _ROWS) or late:
            self.flush()

    def flush(self) -> None:
        """Store what was gathered."""
        if self._waiting:
            self._began = time.monotonic()
            waiting, self._waiting, self._rows = self._waiting, [], 0
            for one in self._store.store_prepared(waiting, self._version, pause=self._rest):
                self.suggestions += one.new + one.kept + one.answered
            self.articles += len(waiting)
            self._tick(self.articles)
            self._rest()
        self._since = time.monotonic()

    def _rest(self) -> None:
        """In the background, leave the database to others for many times as long as it was kept from them."""
        if self._quiet:
            time.sleep(min(_SHARE * (time.monotonic() - self._began), _LONGEST_REST))
            self._began = time.monotonic()
