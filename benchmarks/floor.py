"""The floor: the least that Textual itself needs to show a text, line by line. Run: floor.py FILE"""

import sys
import textwrap
from pathlib import Path

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Text(ScrollView, can_focus=True):
    """A text, one strip for each line; the right arrow moves a cursor line, repainting two rows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows = [row for line in text.split("\n") for row in textwrap.wrap(line, 88) or [""]]
        self.cursor = 0

    def on_mount(self) -> None:
        """The size of all lines."""
        self.virtual_size = Size(90, len(self.rows))

    def render_line(self, y: int) -> Strip:
        """One row, marked where the cursor is."""
        number = y + round(self.scroll_offset.y)
        text = self.rows[number] if number < len(self.rows) else ""
        return Strip([Segment(("> " if number == self.cursor else "  ") + text)]).adjust_cell_length(self.size.width)

    def key_right(self) -> None:
        """One line further."""
        for row in (self.cursor, self.cursor + 1):
            self.refresh(Region(0, row, self.size.width, 1))
        self.cursor += 1


class Floor(App[None]):
    """Nothing but the text."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The text."""
        yield Text(Path(sys.argv[1]).read_text(encoding="utf-8"))

    def on_mount(self) -> None:
        """Keys go to the text."""
        self.query_one(Text).focus()


if __name__ == "__main__":
    Floor().run()
