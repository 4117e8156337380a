"""Progress on stderr while something lasts; silent when nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from postil.schema.safe import safe


class Tick:
    """Takes the number done so far. `stop` takes the bar away, so that something can be asked or told."""

    def __init__(self, take: Callable[[int], None], stop: Callable[[], None]) -> None:
        self._take, self.stop = take, stop

    def __call__(self, done: int) -> None:
        self._take(done)


@contextmanager
def progress(
    what: str, total: int | None = None, *, done: int = 0, unit: str = "articles", note: Callable[[], str] | None = None
) -> Iterator[Tick]:
    """A bar (or, without a total, a count) with the rate; call what it gives with the number done so far.

    `done` were done before: they count for the bar, and not for the rate.

    `note` gives words that stand behind it; it is asked again and again, from another thread.
    """
    if not sys.stderr.isatty():
        yield Tick(lambda done: None, lambda: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn

    from postil.cli.rate import Left, Note, Pace, Rate

    pace = Pace(done)
    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}", markup=False)]
    if total is not None:
        columns += [BarColumn(), TextColumn("{task.completed:,.0f} of {task.total:,.0f}", markup=False)]
    else:
        columns += [TextColumn("{task.completed:,.0f}", markup=False)]
    columns += [Rate(unit, pace)]
    if total is not None:
        columns += [Left(pace)]
    if note:
        columns += [Note(note)]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(safe(what), total=total, completed=done)

        def tick(done: int) -> None:
            pace.reach(done)
            bar.update(task, completed=done)

        yield Tick(tick, bar.stop)
