"""Keys on the screen while it learns and suggests beside itself, against the same keys without."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import projects
from screen import POSTIL
from table import Figure
from terminal import Terminal

from postil.cli.project import Project, read
from postil.db.store import Store
from postil.desk.desk import Desk
from postil.schema.annotation import Verdict
from postil.schema.record import Record
from postil.suggest.engine import Suggester

DONE, WAITING, LENGTH = 400, 12_000, 2000
ROUNDS = 3
KEYS = 40
LOCKS = (".learn.lock", ".suggest.lock")
_SETTLED = 10.0  # seconds until both are past their imports


def helpers(folder: Path) -> Iterator[Figure]:
    """Moves, steps in the text and accepts, in rounds without and with both processes; both must last for the whole round.

    Of each kind the quietest round counts: other programs make keys slower, never faster.
    """
    made = _project(folder / "beside")
    rounds: dict[bool, list[dict[str, list[float]]]] = {True: [], False: []}
    for number in range(ROUNDS):
        for alone in (True, False):
            rounds[alone].append(_keys(made, f"bench-{number}-{alone}", alone=alone))
    for what in rounds[True][0]:
        floor, value = (min(_p95(found[what]) for found in rounds[alone]) for alone in (True, False))
        yield Figure(f"{what}, learning and suggesting (p95)", value, "ms", floor, 1.3)


def _keys(made: Project, annotator: str, *, alone: bool) -> dict[str, list[float]]:
    """Milliseconds of each kind of key. `alone`: nobody else learns or suggests, else both do until the end."""
    with ExitStack() as stack:
        if alone:
            for name in LOCKS:
                fcntl.flock(stack.enter_context((made.folder / name).open("w")), fcntl.LOCK_EX)
        terminal = stack.enter_context(Terminal([*POSTIL, "-C", str(made.folder), "annotate", "--as", annotator]))
        terminal.when([lambda lines: any("▸" in line for line in lines)])
        time.sleep(_SETTLED)
        terminal.show(terminal.collect(0.2, 2.0))
        moves = [terminal.key(key) for _ in range(KEYS // 2) for key in (b"j", b"k")]
        accepts = [terminal.key(b"a") for _ in range(KEYS)]
        terminal.key(b"i")
        steps = [terminal.key(b"\x1b[C") for _ in range(KEYS)]
        idle = [name for name in LOCKS if not alone and not _held(made.folder / name)]
        if idle:
            raise RuntimeError(f"{idle[0]} was not held to the end: there was nothing beside the screen to measure")
    found = {"the next suggestion": moves, "an accept, stored": accepts, "a cursor step in the text": steps}
    return {what: [cost.seconds * 1000 for cost in costs if cost.size] for what, costs in found.items()}


def _held(lock: Path) -> bool:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _project(folder: Path) -> Project:
    """Enough finished articles to learn from, and enough without suggestions to be busy with."""
    projects.project(folder, (Record(article) for article in projects.of_length(DONE + WAITING, LENGTH)))
    made = read(folder)
    suggester = Suggester(made.file.scheme)
    with closing(Store.open(made.database)) as store:
        for number, article in store.pending(suggester.version, limit=DONE + 20):
            store.suggest(number, suggester.suggest(article), suggester.version)
        desk = Desk(store, made.file.scheme, "teacher")
        for _ in range(DONE):
            desk.take_next()
            desk.finish(Verdict.ACCEPTED)
    return made


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]
