"""Progress of learning on stderr: what is being done, and how much of it is done; silent when nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from postil.schema.safe import safe


@contextmanager
def learning_progress() -> Iterator[Callable[[str, float], None]]:
    """A bar for each phase; call what it gives with the phase's name and the share of it that is done.

    No time is foretold: the phases are too unlike. At a share of 0 nothing is known yet, and the bar only moves.
    """
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[done]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, done="")

        def tick(what: str, share: float) -> None:
            total = 1.0 if share else None
            bar.update(task, description=safe(what), total=total, completed=share, done=percent(share))

        yield tick


def percent(share: float) -> str:
    """`50 %`; nothing before anything is done."""
    return f"{100 * share:.0f} %" if share else ""
