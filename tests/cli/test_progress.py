"""Progress: the rate and the time left, and one line on 80 columns."""

import io
import re

import pytest
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from postil.cli.progress import progress
from postil.cli.rate import Left, Note, Pace, Rate


class Clock:
    """Time that passes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_time_before_the_first_ones_counts() -> None:
    """Four at a time, each takes eight seconds: that is one in two seconds, however close together the four come."""
    clock = Clock()
    pace = Pace(clock=clock)
    assert pace.speed == 0
    for done in range(1, 5):
        clock.now = 1008 + done / 100
        pace.reach(done)
    assert pace.speed == pytest.approx(0.5, rel=0.01)


def test_what_was_done_before_does_not_count() -> None:
    clock = Clock()
    pace = Pace(900, clock=clock)
    clock.now += 10
    pace.reach(920)
    assert pace.speed == pytest.approx(2)


def test_after_half_a_minute_the_beginning_is_forgotten() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    for second in range(1, 101):
        clock.now = 1000 + second
        pace.reach(second if second < 50 else 50 + (second - 50) * 10)
    assert pace.speed == pytest.approx(10)


def test_it_fits_a_line_of_80_columns() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    out = io.StringIO()
    columns = (
        SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}", markup=False),
        Rate("answers", pace), Left(pace), Note(lambda: "1,044,400 tokens, 0.9026, 2 failed"),
    )  # fmt: skip
    with Progress(*columns, console=Console(file=out, width=80, force_terminal=True, color_system=None)) as bar:
        task = bar.add_task("Asking", total=1200)
        clock.now += 60
        pace.reach(120)
        bar.update(task, completed=120)
    last = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", out.getvalue()).strip().splitlines()[-1]
    assert "120 of 1,200 2 answers/s 0:09:00 1,044,400 tokens" in last
    assert len(last) <= 80


def test_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Importing", 3) as tick:
        tick(1)
    assert capsys.readouterr() == ("", "")
