"""Columns of a progress bar: its speed, and words about it.

Rich is imported here, so import this only when somebody watches.
"""

from collections.abc import Callable

from rich.progress import ProgressColumn, Task
from rich.text import Text

from postil.schema.safe import safe


class Rate(ProgressColumn):
    """So many units a second, once it is known."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = unit

    def render(self, task: Task) -> Text:
        """The rate of the last half minute."""
        speed = task.speed or 0.0
        words = f"{speed:,.0f} {self.unit}/s" if speed >= 1 else f"{speed * 60:,.0f} {self.unit}/min" if speed else ""
        return Text(words, style="progress.data.speed")


class Note(ProgressColumn):
    """Words that change while it goes on."""

    def __init__(self, note: Callable[[], str]) -> None:
        super().__init__()
        self.note = note

    def render(self, task: Task) -> Text:
        """The words as they are now."""
        return Text(safe(self.note()))
