"""Several processes compute, this one stores. They are forked once everything is loaded, and share its memory.

No connection to the database crosses the fork. A worker gets batches over a pipe and answers with rows; it ends when its
pipe does, that is when this process closes it or is gone, however that came.
"""

import faulthandler
import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from queue import SimpleQueue
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from postil.cli.suggest_compute import Batch, compute, strides
from postil.cli.suggest_priority import yield_to_all
from postil.cli.suggest_stop import Stop
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.safe import safe

if TYPE_CHECKING:
    from postil.db.suggestion_rows import Prepared
    from postil.suggest.engine import Suggester

_AHEAD = 2  # batches that a worker has at a time, so that it never waits for the next
_PATIENCE = 5.0  # seconds
_LOOK = 0.5  # seconds between two looks whether to stop, as long as the workers are not ready
_FORK = multiprocessing.get_context("fork")


class WorkerFailed(RuntimeError):
    """A worker met an error nobody foresaw; its message is what the worker printed."""


class _Worker:
    """One process, the batches it has not answered, and what it prints."""

    def __init__(self, load: "Callable[[], Suggester]", others: "Sequence[_Worker]", *, last: bool) -> None:
        self.pipe, theirs = _FORK.Pipe()
        self.said: IO[bytes] = tempfile.TemporaryFile(prefix="postil-worker-")  # noqa: SIM115  # closed with the worker
        self.at = _FORK.RawValue("q", 0)
        self.batches: deque[Batch] = deque()
        ours = [self.pipe, *(other.pipe for other in others)]
        arguments = (load, theirs, ours, self.said.fileno(), self.at, last)
        self.process: ForkProcess = _FORK.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()

    def give(self, batch: Batch) -> None:
        self.batches.append(batch)
        try:
            self.pipe.send(batch)
        except OSError as error:
            raise self.lost() from error

    def answer(self) -> Any:
        """What it sends next. Raises PostilError or WorkerFailed when there is nothing more."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise self.lost() from error
        if isinstance(answer, PostilError):
            raise answer
        return answer

    def lost(self) -> Exception:
        """The error that tells how the process ended, and where it was."""
        self.process.join(_PATIENCE)
        code = self.process.exitcode
        self.said.seek(0)
        printed = self.said.read().decode(errors="replace")
        where = _named(self.batches[0], self.at.value) if self.batches else "before its first article"
        if code is not None and code < 0:
            how = f"was ended by signal {-code} ({signal.strsignal(-code)})"
            hint = "What was done is stored, and the same command goes on from there."
            if -code == signal.SIGKILL:
                hint += " If memory ran out, use fewer --workers."
            return PostilError(f"A process that makes suggestions {how} {where}.", hint=hint + _indented(printed))
        return WorkerFailed(f"A process that makes suggestions failed {where}.\n{printed}")

    def close(self) -> None:
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.said.close()


class Workers:
    """So many processes that compute with what `load` gives; a context manager that ends them.

    With `last`, they yield to every other process, from their first moment. `version` is "" when `stop` came before they
    were ready.
    """

    def __init__(self, load: "Callable[[], Suggester]", count: int, stop: Stop, *, last: bool = False) -> None:
        self._load, self._count, self._stop, self._last = load, count, stop, last
        self._workers: list[_Worker] = []
        self.version = ""

    def __enter__(self) -> Self:
        gc.freeze()  # what is shared stays shared: the collector writes into everything it looks at
        try:
            for _ in range(self._count):
                self._workers.append(_Worker(self._load, self._workers, last=self._last))
            self.version = self._ready()
        except BaseException:
            self._end()
            raise
        finally:
            gc.unfreeze()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def _ready(self) -> str:
        version = ""
        for worker in self._workers:
            while not worker.pipe.poll(_LOOK):
                if self._stop:
                    return ""
            version = worker.answer()
        return version

    def run(self, batches: Iterator[Batch]) -> "Iterator[list[Prepared]]":
        """The rows of each batch, in the order in which they are ready. Few batches are under way at any time.

        After `stop` came, no answer is waited for longer than a few seconds. Raises PostilError, naming the article, when a
        worker is killed, WorkerFailed when it fails.
        """
        while True:
            for worker in self._workers:
                while len(worker.batches) < _AHEAD and (batch := next(batches, None)) is not None:
                    worker.give(batch)
            busy = {worker.pipe: worker for worker in self._workers if worker.batches}
            if not busy:
                return
            ready = wait(list(busy), _PATIENCE)
            if not ready and self._stop:
                return
            for worker in [busy[pipe] for pipe in busy if pipe in ready]:
                rows = worker.answer()
                worker.batches.popleft()
                yield rows

    def _end(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.close()
        self._workers.clear()


def _named(batch: Batch, number: int) -> str:
    names = {at: safe(article.id) for at, article in batch}
    if number in names:
        return f"at the article {names[number]!r}"
    first, last = names[batch[0][0]], names[batch[-1][0]]
    return f"at the article {first!r}" if first == last else f"at one of the articles {first!r} to {last!r}"


def _indented(printed: str) -> str:
    return "".join(f"\n{line}" for line in printed.strip().splitlines()[:3])


def _serve(
    load: "Callable[[], Suggester]", pipe: Connection, ours: Sequence[Connection], said: int, at: Any, last: bool
) -> None:
    """A worker's life. Whatever it or a library prints goes to a file, which is read if it fails."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they may come to all processes at once; the parent decides
    os.dup2(said, 2)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    faulthandler.enable(2)
    for end in ours:
        end.close()
    if last:
        yield_to_all()
    waiting: SimpleQueue[list[tuple[int, Article]]] = SimpleQueue()
    try:
        suggester = load()
        pipe.send(suggester.version)
        threading.Thread(target=_listen, args=(pipe, waiting), daemon=True).start()
        while True:
            rows: list[Prepared] = []
            for stride in strides(suggester, waiting.get()):
                at.value = stride[0][0] if len(stride) == 1 else 0
                rows += compute(suggester, stride)
            pipe.send(rows)
    except PostilError as error:
        pipe.send(error)
    except BrokenPipeError:
        return


def _listen(pipe: Connection, waiting: "SimpleQueue[Batch]") -> None:
    """Take what comes at once, so that the parent never waits to send; end the process when nothing can come any more."""
    while True:
        try:
            waiting.put(pipe.recv())
        except (EOFError, OSError):
            os._exit(0)
