"""The line on top (project, progress, annotator, saved) and the line at the bottom (keys)."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from postil.schema.safe import safe
from postil.tui.colors import DARK, Colors, style
from postil.tui.widgets.cutting import cut

_SAVED = 14
_BETWEEN = "   "


class Header(Widget):
    """Project, position and progress, articles an hour, the annotator, and when the last decision was stored."""

    DEFAULT_CSS = "Header { height: 1; dock: top; background: $bar; }"
    ALLOW_SELECT = False

    def __init__(self, project: str, annotator: str, colors: Colors = DARK) -> None:
        super().__init__()
        self.palette = colors
        self._project, self._annotator = safe(project), safe(annotator)
        self._number = self._total = self._done = 0
        self._pace = 0.0
        self._in_order = True
        self._saved = ""
        self._warning = ""

    def show_project(self, name: str) -> None:
        """The name of the project's scheme."""
        if safe(name) != self._project:
            self._project = safe(name)
            self.refresh()

    def show_progress(self, number: int, total: int, done: int, pace: float, *, in_order: bool = True) -> None:
        """Article `number` of `total`, `done` of them done, at `pace` articles an hour.

        Where articles do not come `in_order` of the file, the number says nothing of how far one is: what is done does.
        """
        now = (number, total, done, pace, in_order)
        if now != (self._number, self._total, self._done, self._pace, self._in_order):
            self._number, self._total, self._done, self._pace, self._in_order = now
            self.refresh()

    def show_saved(self, clock_time: str, warning: str = "") -> None:
        """When the last decision was stored; or why the present one is not."""
        if (clock_time, warning) != (self._saved, self._warning):
            wide = bool(warning or self._warning)
            self._saved, self._warning = clock_time, safe(warning)
            self.refresh(*([] if wide else [Region(max(0, self.size.width - _SAVED - 1), 0, _SAVED + 1, 1)]))

    def render_line(self, y: int) -> Strip:
        """The one line."""
        width, colors = self.size.width, self.palette
        soft = style(colors.soft)
        left = [
            Segment(" postil ", style(colors.ground, colors.accent, bold=True)),
            Segment(f"  {self._project}", style(colors.text)),
        ]
        if self._total:
            left.append(Segment(f"   {self._position(width)} ", soft))
            bar = 20 if width >= 100 else 12 if width >= 80 else 0
            filled = round(bar * self._done / self._total)
            left += [Segment("━" * filled, style(colors.accent)), Segment("━" * (bar - filled), style(colors.faint))]
            if self._pace and width >= 80:
                left.append(Segment(f"  {self._pace:.0f} articles/h" if width >= 100 else f"  {self._pace:.0f}/h", soft))
        if self._warning:
            right = [Segment(f" {self._warning} ", style(colors.on_current, colors.warn, bold=True))]
        else:
            saved = f"saved {self._saved}" if self._saved else ""
            right = [Segment(f"{self._annotator}  ", style(colors.text)), Segment(f"{saved:>{_SAVED}} ", soft)]
        return _fit(left, right, width, colors)

    def _position(self, width: int) -> str:
        if self._in_order:
            return f"{self._number} of {self._total}"
        told = f"{self._done} of {self._total} done"
        return f"no. {self._number}  {told}" if width >= 100 else told


class Footer(Widget):
    """The keys that matter now, or one line that must be read first."""

    DEFAULT_CSS = "Footer { height: 1; dock: bottom; background: $bar; }"
    ALLOW_SELECT = False

    def __init__(self, colors: Colors = DARK) -> None:
        super().__init__()
        self.palette = colors
        self._keys: tuple[tuple[str, str], ...] = ()
        self._notice = ""
        self._passing = False
        self._quiet: tuple[str, ...] = ()
        self._lead = ""

    def show_keys(self, keys: Sequence[tuple[str, str]], lead: str = "") -> None:
        """Pairs of key and what it does; `lead` says which mode this is."""
        if (tuple(keys), lead) != (self._keys, self._lead):
            self._keys, self._lead = tuple(keys), safe(lead)
            if not self._notice:
                self.refresh()

    def show_notice(self, text: str, *, passing: bool = False) -> None:
        """One line instead of the keys; "" shows the keys again. A `passing` one gives way to what is told quietly."""
        if (safe(text), passing) != (self._notice, self._passing):
            self._notice, self._passing = safe(text), passing
            self.refresh()

    def show_quietly(self, *forms: str) -> None:
        """One line instead of the keys that asks for nothing, in several lengths, the longest first; none ends it.

        Keys do not end it. It stands behind a notice where both fit; else a notice that must be read covers it, and so
        does the lead of a mode.
        """
        told = tuple(safe(form) for form in forms)
        if told != self._quiet:
            self._quiet = told
            self.refresh()

    @property
    def notice(self) -> str:
        """The line that is shown instead of the keys."""
        return self._notice

    @property
    def tells(self) -> bool:
        """Whether what is told quietly is in view."""
        return bool(self._lines()[1])

    def _lines(self) -> tuple[str, str]:
        """The notice and what is told quietly, as far as both are shown; the latter is "" where it has to wait."""
        room = self.size.width - 1
        if not self._quiet or (self._lead and not self._notice):
            return self._notice, ""
        if self._notice:
            beside = room - cell_len(self._notice) - len(_BETWEEN)
            found = next((form for form in self._quiet if cell_len(form) <= beside), "")
            if found or not self._passing:
                return self._notice, found
        return "", next((form for form in self._quiet if cell_len(form) <= room), self._quiet[-1])

    def render_line(self, y: int) -> Strip:
        """The one line."""
        colors, width = self.palette, self.size.width
        notice, told = self._lines()
        if notice or told:
            parts = [Segment(f" {notice}", style(colors.warn, bold=True))] if notice else []
            parts += [Segment(f"{_BETWEEN if notice else ' '}{told}", style(colors.soft))] if told else []
            return _fit(cut(parts, width), [], width, colors)
        left: list[Segment] = [Segment(f" {self._lead} ", style(colors.ground, colors.accent, bold=True))] if self._lead else []
        room = width - sum(part.cell_length for part in left)
        for key, name in _fitting(self._keys, room):
            left += [Segment(f" {key} ", style(colors.accent, bold=True)), Segment(f"{name} ", style(colors.text))]
        return _fit(left, [], width, colors)


def _fitting(keys: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """As many keys as there is room for, the first ones first; the last one, which leads to all others, always."""
    widths = [cell_len(key) + cell_len(name) + 3 for key, name in keys]
    shown, used = [], sum(widths[-1:])
    for pair, width in zip(keys[:-1], widths[:-1], strict=True):
        used += width
        if used > room:
            break
        shown.append(pair)
    return [*shown, *keys[-1:]]


def _fit(left: list[Segment], right: list[Segment], width: int, colors: Colors) -> Strip:
    """Both sides on one line; where they do not fit the left is cut."""
    room = width - sum(part.cell_length for part in right)
    body = Strip(left).adjust_cell_length(max(room, 0), Style.null())
    return Strip([*body, *right]).adjust_cell_length(width).apply_style(style("", colors.bar))
