"""Which items a line of the article shows, and how each character of it is to be drawn."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style

from postil.desk.item import Item
from postil.schema.article import Region
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Layer
from postil.tui.colors import Colors, style
from postil.tui.inks import ink as ink_of
from postil.tui.widgets.layout import Layout

_LONG = 40


class LineIndex:
    """Items by the lines that they touch. Items over many lines are kept apart, so that one of them costs little."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._keys: dict[int, list[str]] = {}
        self._long: dict[str, range] = {}

    def add(self, key: str, start: int, end: int) -> int:
        """Put an item at text[start:end]. Returns the line on which it begins."""
        lines = self._layout.lines_of(start, end)
        if len(lines) > _LONG:
            self._long[key] = lines
        else:
            for line in lines:
                self._keys.setdefault(line, []).append(key)
        return lines.start

    def remove(self, key: str, start: int, end: int) -> None:
        """Take the item away from where `add` put it."""
        if self._long.pop(key, None) is not None:
            return
        for line in self._layout.lines_of(start, end):
            if key in self._keys.get(line, ()):
                self._keys[line].remove(key)

    def on(self, line: int) -> list[str]:
        """The keys of the items that the line shows a part of."""
        return [*self._keys.get(line, ()), *(key for key, lines in self._long.items() if line in lines)]


class WaitingLines:
    """How many undecided items begin on each line, for the gutter and the scrollbar."""

    def __init__(self) -> None:
        self._count: dict[int, int] = {}
        self._sorted: list[int] = []

    def fill(self, lines: Iterable[int]) -> None:
        """Start from these lines, one entry for each undecided item."""
        self._count = {}
        for line in lines:
            self._count[line] = self._count.get(line, 0) + 1
        self._sorted = sorted(self._count)

    def change(self, line: int, by: int) -> bool:
        """Count one more or one less; True when the line's mark appears or goes."""
        old = self._count.get(line, 0)
        new = max(0, old + by)
        self._count[line] = new
        if bool(old) == bool(new):
            return False
        if new:
            insort(self._sorted, line)
        else:
            self._sorted.remove(line)
        return True

    def __contains__(self, line: int) -> bool:
        return self._count.get(line, 0) > 0

    def within(self, first: int, last: int) -> bool:
        """Whether any line from `first` up to `last`, exclusive, waits."""
        at = bisect_right(self._sorted, first - 1)
        return at < len(self._sorted) and self._sorted[at] < last


@dataclass(frozen=True, slots=True)
class Look:
    """All that the picture of a line depends on, beside its text and items."""

    active_layer: str = ""
    current: frozenset[str] = frozenset()
    focus: str = ""
    select: tuple[int, int] | None = None
    cursor: int | None = None
    found: tuple[int, int] | None = None


def segments(
    layout: Layout, line: int, items: Iterable[tuple[Item, Layer]], hidden: Iterable[Region], look: Look, colors: Colors
) -> Iterator[Segment]:
    """The line's text in its styles, from the code point it begins with to the one it ends with."""
    start, end = layout.starts[line], layout.ends[line]
    shown = sorted(items, key=lambda pair: (_depth(pair[1], pair[0], look), pair[0].start - pair[0].end))
    here = [r for r in hidden if r.start < end and r.end > start]
    edges = {start, end}
    for low, high in [*((i.start, i.end) for i, _ in shown), *((r.start, r.end) for r in here), *_spans(look)]:
        edges.update(at for at in (low, high) if start < at < end)
    cuts, line_text = sorted(edges), safe(layout.text[start:end])
    for low, high in pairwise(cuts):
        drawn = style(colors.faint) if any(r.start <= low < r.end for r in here) else style(colors.text)
        depth = 0
        for item, layer in shown:
            if item.start <= low < item.end:
                depth += layer.kind is Kind.SPANS and not item.rejected
                drawn += item_style(item, layer, look, colors, depth)
        yield Segment(line_text[low - start : high - start], drawn + _over(low, look, colors))


def item_style(item: Item, layer: Layer, look: Look, colors: Colors, depth: int) -> Style:
    """How one item's range is drawn: layers differ in kind, undecided is light, decided is full, rejected is bare."""
    strong = layer.name == look.active_layer
    if item.key in look.current:
        if _is_evidence(item, layer):
            return style(colors.current_text, italic=True, underline=True)
        return _current(item, colors, focused=item.key == look.focus or not look.focus)
    if item.rejected:
        return Style.null()
    ink = ink_of(colors, layer, item.mark.label)
    if layer.kind is Kind.SPANS:
        if item.undecided:
            return style(ink.text, underline=strong, bold=depth > 1)
        return style(ink.on_ground if strong else ink.text, ink.ground if strong else ink.faint_ground, bold=depth > 1)
    if _is_evidence(item, layer):
        return style(ink.text if strong and not item.undecided else "", italic=True) if strong else Style.null()
    if strong:
        return style(ink.text, "" if item.undecided else ink.ground, bold=True, underline=True)
    return style(bold=True)


def _current(item: Item, colors: Colors, *, focused: bool) -> Style:
    if item.rejected:
        return style(colors.current_text, bold=True, strike=True, underline=True)
    if focused:
        return style(colors.on_current, colors.current, bold=True)
    return style(colors.current_text, "", bold=True, underline=True)


def _is_evidence(item: Item, layer: Layer) -> bool:
    """Frames with a long range are evidence (a clause); short ones are triggers (a word or three)."""
    return layer.kind is Kind.FRAMES and item.end - item.start > _LONG


def gutter(items: Iterable[tuple[Item, Layer]], look: Look, colors: Colors) -> Style | None:
    """The style of the evidence bar beside the line: that of the active layer's frames, faint for the others."""
    best: Style | None = None
    for item, layer in items:
        if item.rejected or not _is_evidence(item, layer):
            continue
        if layer.name == look.active_layer or item.key in look.current:
            return style(
                colors.current_text if item.key in look.current else ink_of(colors, layer, item.mark.label).text, bold=True
            )
        best = style(colors.faint)
    return best


def _depth(layer: Layer, item: Item, look: Look) -> int:
    """Drawn first to last: evidence, spans, triggers; the active layer over the others; the current item on top."""
    order = 0 if _is_evidence(item, layer) else 1 if layer.kind is Kind.SPANS else 2
    return order + 3 * (layer.name == look.active_layer and order > 0) + 10 * (item.key in look.current and order > 0)


def _spans(look: Look) -> Iterator[tuple[int, int]]:
    if look.select:
        yield look.select
    if look.found:
        yield look.found
    if look.cursor is not None:
        yield look.cursor, look.cursor + 1


def _over(at: int, look: Look, colors: Colors) -> Style:
    out = Style.null()
    if look.found and look.found[0] <= at < look.found[1]:
        out += style(colors.on_current, colors.warn)
    if look.select and look.select[0] <= at < look.select[1]:
        out += style(colors.on_current, colors.accent)
    if look.cursor == at:
        out += style(colors.ground, colors.text, bold=True)
    return out
