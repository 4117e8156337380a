"""The panel: every group of the article and its rows, one of them current. Only the rows that changed are repainted."""

from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from postil.desk.board import Board, Group, Row
from postil.schema.safe import safe
from postil.tui.colors import DARK, Colors, style
from postil.tui.widgets.cutting import cut
from postil.tui.widgets.line_view import LineView
from postil.tui.widgets.panel_rows import heading, row_parts

_PEEK = 4
_AND_MORE = " …"


@dataclass(frozen=True, slots=True)
class More:
    """So many rows of a group that is not active are folded away."""

    count: int


Line = Group | Row | More | None


class Panel(LineView):
    """Lists the board's rows under their groups' titles."""

    DEFAULT_CSS = "Panel { height: 1fr; width: 1fr; background: $panel; }"

    class Pressed(Message):
        """A row was pressed with the mouse."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, colors: Colors = DARK) -> None:
        super().__init__()
        self.palette = colors
        self.board: Board | None = None
        self.current: Row | None = None
        self.quiet = False
        self._lines: list[Line] = []
        self._at: dict[int, int] = {}
        self._rows: list[Row] = []
        self._place: dict[int, int] = {}
        self._folded = False

    def load(self, board: Board, current: Row | None) -> None:
        """Show another board."""
        self.board, self.current = board, current
        self.show_from(0)
        self.reshape()

    def reshape(self) -> None:
        """Rows came or went: list them anew. Where they do not all fit, groups without the cursor show a few."""
        groups = self.board.groups if self.board else []
        self._rows = [row for group in groups for row in group.rows]
        self._place = {id(row): at for at, row in enumerate(self._rows)}
        self._folded = len(self._rows) + 2 * len(groups) - 1 > self.size.height
        lines: list[Line] = []
        for group in groups:
            if lines:
                lines.append(None)
            lines.append(group)
            if self._folded and (self.current is None or self.current.layer is not group.layer):
                lines += self._peek(group)
            else:
                lines += group.rows
        self._lines = lines
        self._at = {id(line): at for at, line in enumerate(lines) if line is not None}
        self.set_lines(len(lines))
        self._keep_in_view()
        self.refresh(self.size.region)

    def _peek(self, group: Group) -> list[Line]:
        """The first rows of a folded group that still wait, and how many there are beside them."""
        if len(group.rows) <= _PEEK + 1 or self.board is None:
            return list(group.rows)
        rows = (
            (row for row in group.rows if self.board is not None and self.board.waiting(row))
            if group.left
            else iter(group.rows)
        )
        shown = list(islice(rows, _PEEK))
        return [*shown, More(len(group.rows) - len(shown))]

    @property
    def rows(self) -> list[Row]:
        """The rows in their order."""
        return self._rows

    def place_of(self, row: Row) -> int:
        """The row's place among the rows; -1 when it is not there."""
        return self._place.get(id(row), -1)

    def set_current(self, row: Row | None) -> None:
        """Move the cursor to another row."""
        old, self.current = self.current, row
        if old is row:
            return
        if not self.quiet:
            if self._folded and old is not None and row is not None and old.layer is not row.layer:
                self.reshape()
                return
            if self._keep_in_view():
                return
        for line in (old, row):
            if line is not None:
                self._touch_line(self._at.get(id(line)), 2 if self.quiet else 0)
        if not self.quiet and old is not None and row is not None and old.layer is not row.layer:
            self.touch_headings({old.layer.name, row.layer.name})

    def touch_row(self, row: Row) -> None:
        """Repaint one row."""
        self._touch_line(self._at.get(id(row)))

    def touch_headings(self, layers: set[str]) -> None:
        """Repaint the titles of these layers' groups: their counts changed."""
        for group in self.board.groups if self.board else ():
            if group.layer.name in layers:
                self._touch_line(self._at.get(id(group)))
        if self._below():
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def _below(self) -> list[Group]:
        """The groups whose titles are under the last line in view."""
        last = self.scroll_offset.y + self.size.height - 1
        return [line for line in self._lines[max(last, 0) :] if isinstance(line, Group)]

    def set_quiet(self, quiet: bool) -> None:
        """While the cursor walks in the text, the current row has only its sign, so that a step sends a few bytes."""
        self.quiet = quiet
        if not quiet:
            self.reshape()
        elif self.current is not None:
            self.touch_row(self.current)

    def _touch_line(self, line: int | None, cells: int = 0) -> None:
        if line is not None:
            y = line - self.scroll_offset.y
            if 0 <= y < self.size.height:
                self.refresh(Region(0, y, cells or self.size.width, 1))

    def _keep_in_view(self) -> bool:
        """Scroll so that the current row, and its group's title where it can, is seen."""
        at = self._at.get(id(self.current)) if self.current is not None else None
        if at is None:
            return False
        top, height = self.scroll_offset.y, self.size.height
        first = at - 1 if at and isinstance(self._lines[at - 1], Group) else at
        if top <= first and at < top + height - (at + 1 < len(self._lines)):
            return False
        self.show_from(first if first < top else at - height // 2)
        return True

    def on_resize(self) -> None:
        """More or fewer rows fit."""
        self.reshape()

    def render_line(self, y: int) -> Strip:
        """One line of the panel."""
        width = self.size.width
        at = y + self.scroll_offset.y
        line = self._lines[at] if at < len(self._lines) else None
        if self.board is None or line is None or width < 8:
            return Strip([], 0).adjust_cell_length(width).apply_style(style("", self.palette.panel))
        if y == self.size.height - 1 and (below := self._below()):
            return self._overview(below, width)
        if isinstance(line, Group):
            active = self.current is not None and self.current.layer is line.layer
            parts = [Segment(" "), *heading(line, width - 2, self.palette, active=active), Segment(" ")]
            return Strip(parts).adjust_cell_length(width).apply_style(style("", self.palette.panel))
        if isinstance(line, More):
            more = [Segment(f"      {line.count} more", style(self.palette.faint))]
            return Strip(more).adjust_cell_length(width).apply_style(style("", self.palette.panel))
        current = line is self.current and not self.quiet
        parts = row_parts(self.board, line, width - 2, self.palette, current=current)
        if line is self.current and self.quiet:
            parts[0] = Segment("▹", style(self.palette.accent, bold=True))
        strip = Strip([Segment(" "), *parts, Segment(" ")]).adjust_cell_length(width)
        return strip.apply_style(style("", self.palette.cursor if current else self.palette.panel))

    def _overview(self, groups: list[Group], width: int) -> Strip:
        """What is below, and how to get there, in the last line."""
        parts = [Segment(" Tab ", style(self.palette.accent, bold=True))]
        room = width - parts[0].cell_length - len(_AND_MORE)
        told = [f"{safe(g.layer.title or g.layer.name)} {g.left or '✓'}" for g in groups]
        shown = len(told)
        while shown > 1 and cell_len("  ".join(told[:shown])) > room + (len(_AND_MORE) if shown == len(told) else 0):
            shown -= 1  # half a number would be a wrong one
        parts.append(Segment("  ".join(told[:shown]) + (_AND_MORE if shown < len(told) else ""), style(self.palette.soft)))
        return Strip(cut(parts, width)).adjust_cell_length(width).apply_style(style("", self.palette.panel))

    def on_click(self, event: events.Click) -> None:
        """A press on a row makes it current."""
        at = int(event.y) + self.scroll_offset.y
        line = self._lines[at] if at < len(self._lines) else None
        if isinstance(line, More):
            line = next((row for row in reversed(self._lines[:at]) if isinstance(row, Row)), None)
        if isinstance(line, Row):
            self.post_message(self.Pressed(line))
