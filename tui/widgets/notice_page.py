"""A page that says one thing: nothing to do, too small, still suggesting."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from postil.schema.safe import safe
from postil.tui.colors import DARK, Colors, style


class NoticePage(Widget):
    """A title and a few lines, in the middle."""

    DEFAULT_CSS = "NoticePage { height: 1fr; background: $background; }"
    ALLOW_SELECT = False

    def __init__(self, colors: Colors = DARK) -> None:
        super().__init__()
        self.palette = colors
        self._title = ""
        self._lines: list[str] = []

    def say(self, title: str, text: str) -> None:
        """Show this."""
        self._title, self._lines = safe(title), safe(text, keep="\n").split("\n")
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        lines = ([self._title, ""] if self._title else []) + self._lines
        at = y - max(0, (self.size.height - len(lines)) // 2)
        width = self.size.width
        left = max(0, (width - max(map(len, lines), default=0)) // 2)
        if not 0 <= at < len(lines):
            return Strip([], 0).adjust_cell_length(width).apply_style(style("", self.palette.ground))
        look = style(self.palette.accent, bold=True) if self._title and at == 0 else style(self.palette.text)
        return (
            Strip([Segment(" " * left), Segment(lines[at], look)])
            .adjust_cell_length(width)
            .apply_style(style("", self.palette.ground))
        )
