"""Columns of a progress bar: its speed, the time left, and words about it.

Rich is imported here, so import this only when somebody watches.
"""

import time
from collections import deque
from collections.abc import Callable

from rich.progress import ProgressColumn, Task
from rich.table import Column
from rich.text import Text

from postil.schema.safe import safe

_WINDOW = 30.0  # seconds


class Pace:
    """How many units are done a second: in the last half minute, or since the beginning where that is not so long ago.

    The beginning counts too: of what is done by four at a time, four are done at once, after as long as one takes.
    """

    def __init__(self, done: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks = deque([(clock(), done)])

    def reach(self, done: int) -> None:
        """So many are done now."""
        now = self._clock()
        self._marks.append((now, done))
        while len(self._marks) > 2 and self._marks[1][0] <= now - _WINDOW:
            self._marks.popleft()

    @property
    def speed(self) -> float:
        """Units a second; 0 as long as it is not known."""
        (began, before), (now, done) = self._marks[0], self._marks[-1]
        return (done - before) / (now - began) if now > began else 0.0


class Rate(ProgressColumn):
    """So many units a second, once it is known."""

    def __init__(self, unit: str, pace: Pace) -> None:
        super().__init__(table_column=Column(no_wrap=True))
        self.unit, self.pace = unit, pace

    def render(self, task: Task) -> Text:
        """The rate of the last half minute."""
        speed = self.pace.speed
        words = f"{speed:,.0f} {self.unit}/s" if speed >= 1 else f"{speed * 60:,.0f} {self.unit}/min" if speed else ""
        return Text(words, style="progress.data.speed")


class Left(ProgressColumn):
    """How long the rest takes at this pace."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(table_column=Column(no_wrap=True))
        self.pace = pace

    def render(self, task: Task) -> Text:
        """Hours, minutes and seconds."""
        speed = self.pace.speed
        if task.remaining is None or not (speed or task.finished):
            return Text("-:--:--", style="progress.remaining")
        minutes, seconds = divmod(round(task.remaining / speed) if speed else 0, 60)
        hours, minutes = divmod(minutes, 60)
        return Text(f"{hours}:{minutes:02}:{seconds:02}", style="progress.remaining")


class Note(ProgressColumn):
    """Words that change while it goes on."""

    def __init__(self, note: Callable[[], str]) -> None:
        super().__init__(table_column=Column(no_wrap=True))
        self.note = note

    def render(self, task: Task) -> Text:
        """The words as they are now."""
        return Text(safe(self.note()))
