"""The corpus: every article with its status and counts, to jump from. Only the lines in view are read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from rich.segment import Segment
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip

from postil.schema.record import Status
from postil.schema.safe import safe
from postil.tui.colors import Colors, style
from postil.tui.screens.entry import Entry
from postil.tui.widgets.bars import Footer, Header

if TYPE_CHECKING:
    from postil.db.store import Listed

_SIGNS = {Status.TODO: "·", Status.STARTED: "◦", Status.DONE: "✓", Status.SKIPPED: "–"}
_COPIES = 5  # cells
_PAGE = 100
_KEPT = 20
_KEYS = (("⏎", "open"), ("/", "find"), ("↑ ↓", "move"), ("PgUp PgDn", "page"), ("Esc", "back"))


class ArticleList(ScrollView):
    """The articles, one a line; pages of the list are read when they come into view."""

    DEFAULT_CSS = "ArticleList { height: 1fr; background: $background; scrollbar-size: 1 1; overflow-x: hidden; }"
    ALLOW_SELECT = False

    class Pressed(Message):
        """A line was pressed with the mouse."""

    def __init__(self, page: Callable[[int, int], Sequence["Listed"]], total: int, number: int, colors: Colors) -> None:
        super().__init__()
        self.palette = colors
        self.at = max(0, number - 1)
        self._page, self._total = page, total
        self._found: Sequence[Listed] | None = None
        self._pages: dict[int, Sequence[Listed]] = {}
        self._here = number

    def on_mount(self) -> None:
        """Start at the article on the desk."""
        self._measure()

    def show_found(self, found: "Sequence[Listed] | None") -> None:
        """Show what was found; None shows all again."""
        self._found, self.at = found, 0
        self._measure()

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._total if self._found is None else len(self._found)

    @property
    def current(self) -> "Listed | None":
        """The article under the cursor."""
        return self._line(self.at)

    def move(self, step: int) -> None:
        """Move the cursor by lines, staying inside."""
        old, self.at = self.at, min(max(self.at + step, 0), max(self.count - 1, 0))
        if not self._scroll():
            self.refresh_line(old)
            self.refresh_line(self.at)

    def _measure(self) -> None:
        self.virtual_size = Size(self.size.width, self.count)
        self._scroll()
        self.refresh(self.size.region)

    def _scroll(self) -> bool:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if top <= self.at < top + height:
            return False
        self.scroll_to(y=max(0, self.at - height // 2), animate=False)
        return True

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._scroll()

    def _line(self, at: int) -> "Listed | None":
        if not 0 <= at < self.count:
            return None
        if self._found is not None:
            return self._found[at]
        number = at // _PAGE
        if number not in self._pages:
            if len(self._pages) >= _KEPT:
                self._pages.clear()
            self._pages[number] = self._page(number * _PAGE + 1, (number + 1) * _PAGE)
        page = self._pages[number]
        return page[at % _PAGE] if at % _PAGE < len(page) else None

    def render_line(self, y: int) -> Strip:
        """One article: sign, id, title, how many near-copies it has, date, counts."""
        at, width = y + self.scroll_offset.y, self.size.width
        listed = self._line(at)
        if listed is None:
            empty = "  no article has this in its id or title" if y == 0 and self._found is not None else ""
            line = Strip([Segment(empty, style(self.palette.soft))]).adjust_cell_length(width)
            return line.apply_style(style("", self.palette.ground))
        here = at == self.at
        ground = self.palette.cursor if here else ""
        done = listed.status is Status.DONE
        counts = f"{listed.annotations:>5} done {listed.undecided:>5} left" if width >= 100 else f"{listed.undecided:>5} left"
        identity = set_cell_size(safe(listed.id), min(26, width // 4))
        copies = _copies(listed.copies) if width >= 60 else ""
        room = width - len(counts) - 6 - min(26, width // 4) - 14 - len(copies)
        colors = self.palette
        return (
            Strip(
                [
                    Segment("▸" if here else " ", style(colors.accent, ground)),
                    Segment(_SIGNS[listed.status], style(colors.good if done else colors.warn, ground)),
                    Segment("! " if listed.flag else "  ", style(colors.warn, ground)),
                    Segment(identity, style(colors.accent if listed.number == self._here else colors.soft, ground)),
                    Segment("  ", style("", ground)),
                    Segment(
                        set_cell_size(safe(listed.title), max(room, 4)),
                        style(colors.soft if done else colors.text, ground, bold=here),
                    ),
                    Segment(copies, style(colors.accent, ground)),
                    Segment(f"  {safe(listed.date):<10}"[:12], style(colors.soft, ground)),
                    Segment(counts, style(colors.soft, ground)),
                ]
            )
            .adjust_cell_length(width, style("", ground))
            .apply_style(style("", colors.ground))
        )

    def on_click(self, event: Click) -> None:
        """A press moves the cursor; a press on the cursor opens."""
        at = int(event.y) + self.scroll_offset.y
        if at == self.at:
            self.post_message(self.Pressed())
        elif at < self.count:
            self.move(at - self.at)


def _copies(number: int) -> str:
    """`≈2` for an article that has two near-copies, as far as is known; rounded down to thousands where there are so many."""
    told = "" if not number else f"≈{number}" if number < 1000 else f"≈{number // 1000}k"
    return f"{told:>{_COPIES}}"


class BrowseScreen(Screen[int | None]):
    """Gives the number of the article that was picked; None when left."""

    BINDINGS = [
        Binding("escape,q,b", "leave", "Back", show=False),
        Binding("enter", "open", "Open", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,space,ctrl+d", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("home", "move(-999999999)", "First", show=False),
        Binding("end,G", "move(999999999)", "Last", show=False),
        Binding("slash", "find", "Find", show=False),
    ]

    def __init__(
        self,
        page: Callable[[int, int], Sequence["Listed"]],
        find: Callable[[str], Sequence["Listed"]],
        total: int,
        number: int,
        colors: Colors,
    ) -> None:
        super().__init__()
        self._find = find
        self._list = ArticleList(page, total, number, colors)
        self._header = Header("corpus", "", colors)
        self._footer = Footer(colors)

    def compose(self) -> ComposeResult:
        """The list under its title, over its keys."""
        yield self._header
        yield self._list
        yield self._footer

    def on_mount(self) -> None:
        """Tell the keys."""
        self._footer.show_keys(_KEYS, f"{self._list.count} articles")

    def action_leave(self) -> None:
        """Back; from what was found, to the whole list."""
        self.dismiss(None)

    def on_article_list_pressed(self) -> None:
        """The mouse opens."""
        self.action_open()

    def action_open(self) -> None:
        """Jump to the article under the cursor."""
        current = self._list.current
        if current is not None:
            self.dismiss(current.number)

    def action_move(self, step: int) -> None:
        """Move by lines."""
        self._list.move(step)

    def action_page(self, step: int) -> None:
        """Move by pages."""
        self._list.move(step * max(1, self._list.size.height - 1))

    @work
    async def action_find(self) -> None:
        """Find articles by words of their id or title."""
        words = await self.app.push_screen_wait(Entry("Find an article", hint="words of the id or title; empty shows all"))
        if words is not None:
            self._list.show_found(self._find(words) if words.strip() else None)
            self._footer.show_keys(_KEYS, f"{self._list.count} articles")
