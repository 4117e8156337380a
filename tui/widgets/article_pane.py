"""The article: a line-API view that repaints only the cells that changed."""

from dataclasses import replace

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from postil.desk.board import Board
from postil.desk.item import Item
from postil.schema.article import Article
from postil.schema.safe import safe
from postil.schema.scheme import Layer
from postil.tui.colors import DARK, Colors, style
from postil.tui.widgets.cutting import cut
from postil.tui.widgets.layout import Layout
from postil.tui.widgets.line_view import LineView
from postil.tui.widgets.marks import LineIndex, Look, WaitingLines, gutter, segments

GUTTER = 3
HEAD = 2
WIDEST = 90
_CACHED = 1000


class ArticlePane(LineView):
    """Shows one article and its items. What is current and where the text cursor stands is told to it."""

    DEFAULT_CSS = "ArticlePane { height: 1fr; width: 1fr; background: $background; }"

    class Pressed(Message):
        """The mouse was pressed and let go on one code point."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class Dragged(Message):
        """The mouse selected text[start:end]."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start, self.end = start, end

    class Measured(Message):
        """The pane has another size, and the lines are laid out anew."""

    def __init__(self, colors: Colors = DARK) -> None:
        super().__init__()
        self.palette = colors
        self.article = Article("", "")
        self.board: Board | None = None
        self.lines = Layout("", WIDEST)
        self.look = Look()
        self._head = ""
        self._index = LineIndex(self.lines)
        self._waiting = WaitingLines()
        self._where: dict[str, tuple[int, int, bool]] = {}
        self._strips: dict[int, Strip] = {}
        self._layers: dict[str, Layer] = {}
        self._pressed: int | None = None

    # taking over

    def load(self, article: Article, board: Board | None, head: str = "") -> None:
        """Show an article from the top, with its items once there is a board."""
        known = self.article.text == article.text and len(self.lines) > 0
        self.article, self.board, self._head = article, board, head
        self._layers = {layer.name: layer for layer in board.scheme.layers} if board else {}
        self.look = Look()
        self._arrange(self.lines if known and self.lines.width == self._room() else None)
        self.show_from(0)

    def repaint(self) -> None:
        """Draw everything anew: another theme, another active layer."""
        self._strips.clear()
        self.refresh(self.size.region)

    def _room(self) -> int:
        """How many cells a line has."""
        return max(2, min(WIDEST, self.size.width - GUTTER - 2))

    def _arrange(self, lines: Layout | None = None) -> None:
        """Lay the text out for the present width and find what stands on which line."""
        if not self.size.width:
            return
        self.lines = lines or Layout(self.article.text, self._room())
        self._index = LineIndex(self.lines)
        self._where = {}
        waiting = []
        for key, item in self.board.items.items() if self.board else ():
            mark = item.mark
            if mark.start is None or mark.end is None or mark.layer not in self._layers:
                continue
            line = self._index.add(key, mark.start, mark.end)
            self._where[key] = (mark.start, mark.end, item.undecided)
            if item.undecided:
                waiting.append(line)
        self._waiting.fill(waiting)
        self.set_lines(len(self.lines) + HEAD)
        self.repaint()

    def on_resize(self) -> None:
        """A new width means new lines."""
        if self.lines.width != self._room() or self.lines.text is not self.article.text:
            top = self.lines.starts[min(max(0, self.scroll_offset.y - HEAD), len(self.lines) - 1)]
            self._arrange()
            self.show_from(self.lines.line_at(top) + HEAD if top else 0)
        self.post_message(self.Measured())

    # what changed

    def touch(self, keys: frozenset[str] | set[str]) -> None:
        """These items were decided, moved, added or removed: repaint where they were and where they are."""
        for key in keys:
            old = self._where.pop(key, None)
            item = self.board.items.get(key) if self.board else None
            if old is not None:
                self._index.remove(key, old[0], old[1])
                self._dirty(old[0], old[1])
            now = None
            if item is not None and item.mark.start is not None and item.mark.layer in self._layers:
                now = (item.start, item.end, item.undecided)
                self._index.add(key, item.start, item.end)
                self._where[key] = now
                if old is None or old[:2] != now[:2]:
                    self._dirty(item.start, item.end)
            self._recount(old, now)

    def _recount(self, old: tuple[int, int, bool] | None, now: tuple[int, int, bool] | None) -> None:
        for place, by in ((old, -1), (now, 1)):
            if place is not None and place[2]:
                line = self.lines.line_at(place[0])
                if self._waiting.change(line, by):
                    self._strips.pop(line, None)
                    y = line + HEAD - self.scroll_offset.y
                    if 0 <= y < self.size.height:
                        self.refresh(Region(1, y, 1, 1))
                    self._dirty_bar(line)

    def set_look(self, look: Look) -> None:
        """Move the emphasis, the selection or the text cursor; only the cells that differ are repainted."""
        old, self.look = self.look, look
        if old == look:
            return
        spans = []
        if old.active_layer != look.active_layer:
            self._strips.clear()
            spans += self._in_view({old.active_layer, look.active_layer})
        for key in (old.current ^ look.current) | ({old.focus, look.focus} if old.focus != look.focus else frozenset()):
            item = self.board.items.get(key) if self.board else None
            if item is not None and item.mark.start is not None:
                spans.append((item.start, item.end))
        for was, now in ((old.select, look.select), (old.found, look.found)):
            if was != now:
                spans += _difference(was, now)
        if old.cursor != look.cursor:
            spans += [(at, at + 1) for at in (old.cursor, look.cursor) if at is not None]
        for start, end in spans:
            self._dirty(start, end)

    def _in_view(self, layers: set[str]) -> list[tuple[int, int]]:
        """The ranges of these layers' items on the lines in view."""
        top = max(0, self.scroll_offset.y - HEAD)
        keys = {key for line in range(top, min(top + self.size.height, len(self.lines))) for key in self._index.on(line)}
        items = [item for key in keys if (item := self._item(key)) is not None]
        return [(item.start, item.end) for item in items if item.mark.layer in layers]

    def _dirty(self, start: int, end: int) -> None:
        top, height = self.scroll_offset.y, self.size.height
        for line in self.lines.lines_of(start, end):
            self._strips.pop(line, None)
            y = line + HEAD - top
            if not 0 <= y < height:
                continue
            left = self.lines.column(line, start)
            right = self.lines.column(line, end)
            self.refresh(Region(left + GUTTER, y, max(1, right - left), 1))
            if end - start > 40:
                self.refresh(Region(0, y, GUTTER, 1))

    def _dirty_bar(self, line: int) -> None:
        height, total = self.size.height, len(self.lines) + HEAD
        if total > height:
            self.refresh(Region(self.size.width - 1, (line + HEAD) * height // total, 1, 1))

    def keys_at(self, offset: int) -> list[str]:
        """The keys of the items whose range holds the code point."""
        found = ((key, self._item(key)) for key in self._index.on(self.lines.line_at(offset)))
        return [key for key, item in found if item is not None and item.start <= offset < item.end]

    # scrolling

    def reveal(self, start: int, end: int) -> bool:
        """Scroll as little as needed to show text[start:end], or its beginning. Returns whether it scrolled."""
        first = self.lines.line_at(start) + HEAD
        last = min(self.lines.line_at(max(start, end - 1)) + HEAD, first + self.size.height - 1)
        top, height = self.scroll_offset.y, self.size.height
        if top <= first and last < top + height:
            return False
        self.show_from(0 if last < height else first - height // 3)
        return True

    # drawing

    def render_line(self, y: int) -> Strip:
        """One row of the pane."""
        line = y + self.scroll_offset.y - HEAD
        width = self.size.width
        if line < 0:
            head = Segment(self._head if line == -HEAD else "", style(self.palette.faint))
            body = Strip(cut([Segment(" " * GUTTER), head], width - 1))  # beside the scroll bar
        elif line < len(self.lines):
            found = self._strips.get(line)
            if found is None:
                if len(self._strips) > _CACHED:
                    self._strips.clear()
                found = self._strips[line] = self._draw(line)
            body = found
        else:
            body = Strip([])
        strip = Strip([*body.adjust_cell_length(width - 1), self._bar(y)], width)
        return strip.apply_style(style(self.palette.text, self.palette.ground))

    def _draw(self, line: int) -> Strip:
        items = [(item, self._layers[item.mark.layer]) for key in self._index.on(line) if (item := self._item(key))]
        mark = Segment("▎", style(self.palette.warn)) if line in self._waiting else Segment(" ")
        bar = gutter(items, self.look, self.palette)
        out = [Segment(" "), mark, Segment("│", bar) if bar else Segment(" ")]
        out += segments(self.lines, line, items, self.article.hidden, self.look, self.palette)
        if self.look.cursor is not None and self.look.cursor == self.lines.ends[line] and self._cursor_hangs(line):
            out.append(Segment(" ", style(self.palette.ground, self.palette.text)))
        return Strip(out)

    def _cursor_hangs(self, line: int) -> bool:
        return line == len(self.lines) - 1 or self.lines.starts[line + 1] > self.lines.ends[line]

    def _item(self, key: str) -> Item | None:
        return self.board.items.get(key) if self.board else None

    def _bar(self, y: int) -> Segment:
        """One cell of the scrollbar: the part in view, and where something still waits."""
        height, total = self.size.height, len(self.lines) + HEAD
        if total <= height or height < 1:
            return Segment(" ")
        first, last = y * total // height, (y + 1) * total // height
        seen = self.scroll_offset.y < last and first < self.scroll_offset.y + height
        waits = self._waiting.within(first - HEAD, max(last, first + 1) - HEAD)
        ground = self.palette.cursor if seen else ""
        return Segment("▪" if waits else " ", style(self.palette.warn, ground) if waits or ground else Style.null())

    # the mouse

    def offset_of(self, event: events.MouseEvent) -> int | None:
        """The code point under the mouse, or None beside the text."""
        line = int(event.y) + self.scroll_offset.y - HEAD
        if not 0 <= line < len(self.lines) or int(event.x) < GUTTER:
            return None
        return self.lines.offset_at(line, int(event.x) - GUTTER)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a selection."""
        self._pressed = self.offset_of(event)
        if self._pressed is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Stretch the selection."""
        at = self.offset_of(event)
        if self._pressed is not None and at is not None and at != self._pressed:
            low, high = min(at, self._pressed), max(at, self._pressed)
            self.set_look(replace(self.look, select=(low, high + 1)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """A press on one character, or a selection."""
        self.release_mouse()
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        at = self.offset_of(event)
        if at is not None and at != pressed:
            self.set_look(replace(self.look, select=(min(at, pressed), max(at, pressed) + 1)))
        if self.look.select is not None and self.look.select[1] - self.look.select[0] > 1:
            self.post_message(self.Dragged(*self.look.select))
        else:
            self.post_message(self.Pressed(pressed))


def head_of(article: Article) -> str:
    """Id, date, language and length of an article, safe to show."""
    parts = [article.id, article.date, article.language, f"{len(article.text):,} characters".replace(",", "\u202f")]
    return safe("  ·  ".join(part for part in parts if part))


def _difference(was: tuple[int, int] | None, now: tuple[int, int] | None) -> list[tuple[int, int]]:
    """The ranges that only one of the two selections covers."""
    if was is None or now is None:
        return [span for span in (was, now) if span is not None]
    low, high = sorted((was[0], now[0])), sorted((was[1], now[1]))
    return [(a, b) for a, b in ((low[0], low[1]), (high[0], high[1])) if a < b]
