"""What is known about the row under the cursor, in full: its label's title, the rule and score, roles, attributes, note."""

from textwrap import wrap

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from postil.desk.board import Board, Row
from postil.desk.item import Item
from postil.desk.sources import about, plainly, shortly
from postil.schema.annotation import Suggestion
from postil.schema.safe import safe
from postil.schema.scheme import Layer
from postil.tui.colors import DARK, Colors, style
from postil.tui.inks import ink as ink_of
from postil.tui.widgets.cutting import cut

Line = tuple[Segment, ...]

_LONG = 24
_NARROWEST = 20


class Detail(Widget):
    """A few lines under the panel. Only those that differ are repainted."""

    DEFAULT_CSS = "Detail { height: 5; background: $panel; }"
    ALLOW_SELECT = False

    def __init__(self, colors: Colors = DARK) -> None:
        super().__init__()
        self.palette = colors
        self._lines: list[Line] = []

    def show(self, board: Board, row: Row | None) -> None:
        """Tell about this row."""
        item = board.first(row) if row is not None else None
        width = max(self.size.width - 2, _NARROWEST)
        told = _lines(board, row, item, self.palette, width) if row is not None and item is not None else []
        old, self._lines = self._lines, told
        for y in range(1, self.size.height):
            if _at(old, y) != _at(self._lines, y):
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """A rule on top, then the lines."""
        width, colors = self.size.width, self.palette
        if y == 0:
            return Strip([Segment(" " + "─" * (width - 2) + " ", style(colors.faint, colors.panel))])
        parts = [Segment(" "), *cut(_at(self._lines, y), width - 2), Segment(" ")]
        return Strip(parts).adjust_cell_length(width).apply_style(style("", colors.panel))


def _at(lines: list[Line], y: int) -> Line:
    return lines[y - 1] if y - 1 < len(lines) else ()


def _lines(board: Board, row: Row, item: Item, colors: Colors, width: int) -> list[Line]:
    lines = [_label(row.layer, item, colors)]
    if item.annotation is not None and item.annotation.note:
        lines.append((Segment("note ", style(colors.warn)), Segment(_one_line(item.annotation.note), style(colors.text))))
    for role in row.layer.roles:
        names = ", ".join(_one_line(board.name_of(f)) for f in item.mark.roles.get(role.name, ()))
        if names:
            lines.append(
                (Segment(f"{safe(role.title or role.name).lower()} ", style(colors.soft)), Segment(names, style(colors.text)))
            )
    attributes = [
        f"{safe(a.title or a.name).lower()} {safe(item.mark.attributes[a.name])}"
        for a in row.layer.attributes
        if a.name in item.mark.attributes
    ]
    if attributes:
        lines.append((Segment("  ".join(attributes), style(colors.soft)),))
    told: list[Line] = []
    if item.suggestion is not None:
        made, told = _sources(item.suggestion, colors, width)
        was = f"  was {safe(item.suggestion.label)}" if item.annotation and item.suggestion.label != item.mark.label else ""
        lines += [(*made[0], Segment(was, style(colors.soft))), *made[1:]]
    if cell_len(item.mark.text) > _LONG:
        lines.append((Segment(f"«{_one_line(item.mark.text)}»", style(colors.soft, italic=True)),))
    return lines + told


def _sources(made: Suggestion, colors: Colors, width: int) -> tuple[list[Line], list[Line]]:
    """The score and each source by its name; then, as far as there is room, what the rules among them find."""
    soft = style(colors.soft)
    lead = f"{made.score:.2f} " + (f"{shortly(made.sources)}  " if made.agreed else "")
    names = [safe(plainly(source)) for source in made.sources]
    lines: list[Line] = [(Segment(f"{lead if n == 0 else ' ' * len(lead)}{name}", soft),) for n, name in enumerate(names)]
    return lines, [(Segment(part, soft),) for told in map(about, made.sources) for part in wrap(safe(told), width)]


def _label(layer: Layer, item: Item, colors: Colors) -> Line:
    label = layer.label(item.mark.label)
    title = safe(label.title) if label else ""
    named = Segment(safe(item.mark.label), style(ink_of(colors, layer, item.mark.label).text, bold=True))
    return named, Segment(f" {title}", style(colors.text))


def _one_line(text: str) -> str:
    return safe(" ".join(text.split()))
