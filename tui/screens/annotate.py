"""The annotate screen: the article and the panel side by side, always about the same place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer

from postil.schema.errors import PostilError
from postil.schema.label_keys import label_keys
from postil.schema.scheme import Kind, Layer
from postil.tui.commands import COMMANDS, FOOTER, MARK_FOOTER
from postil.tui.exact import ExactCompositor
from postil.tui.keymap import Keymap
from postil.tui.screens import asking
from postil.tui.screens.deciding import Deciding
from postil.tui.screens.looking import Looking
from postil.tui.screens.marking import Marking
from postil.tui.screens.sizing import LEAST, Sizing
from postil.tui.screens.telling import Telling
from postil.tui.widgets.article_pane import ArticlePane, head_of
from postil.tui.widgets.bars import Footer, Header
from postil.tui.widgets.detail import Detail
from postil.tui.widgets.notice_page import NoticePage
from postil.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from pathlib import Path

    from postil.desk.board import Row
    from postil.desk.desk import Desk, Outcome
    from postil.schema.article import Article
    from postil.tui.colors import Colors

_PLACE_AFTER = 0.4


class AnnotateScreen(Deciding, Marking, Looking, Sizing, Telling, Screen[None], inherit_bindings=False):
    """Owns the desk once it is open, moves the cursor, and tells the widgets what changed."""

    DEFAULT_CSS = """
    AnnotateScreen { layout: vertical; background: $background; }
    AnnotateScreen #work { height: 1fr; }
    """
    ALLOW_SELECT = False

    def __init__(
        self,
        annotator: str,
        colors: Colors,
        first: Article | None = None,
        *,
        theme: Callable[[str], None] = lambda _: None,
        finished: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.use_theme = theme  # type: ignore[assignment]  # the program changes its own theme
        self.after_finish = finished  # type: ignore[method-assign]  # the program knows what goes on beside the screen
        self._compositor = ExactCompositor()
        self.keys = Keymap()
        self._bind()
        self.palette = colors
        self.desk: Desk | None = None
        self.row: Row | None = None
        self.marking = False
        self.header = Header("", annotator, colors)
        self.footer = Footer(colors)
        self.pane = ArticlePane(colors)
        self.panel = Panel(colors)
        self.detail = Detail(colors)
        self._side = Vertical()
        self.blank = NoticePage(colors)
        self._work = Horizontal()
        self._first = first
        self._place_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Header, article and panel, footer; their room is divided before the first layout, which is then the last."""
        self._side = Vertical(self.panel, self.detail)
        self._work = Horizontal(self.pane, self._side, id="work")
        self.fit()
        yield self.header
        yield self._work
        yield self.blank
        yield self.footer

    def on_mount(self) -> None:
        """The text is shown at once; the store opens behind it."""
        if self._first is not None:
            self.pane.load(self._first, None, head_of(self._first))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Commands of the text are there while marking; nothing decides before the desk is open."""
        if action in _FREE:
            return True
        if action in _MARKING:
            return self.marking and self.desk is not None
        return self.desk is not None and (self.desk.number > 0 or action in _WITHOUT_ARTICLE)

    # taking an article

    def open(self, desk: Desk, keys: Keymap, guidelines: Path) -> None:
        """The desk is open, with an article on it or none."""
        self.desk, self.keys, self.guidelines = desk, keys, guidelines
        self._bind()
        self.header.show_project(desk.scheme.name)
        self.show_article()

    def _bind(self) -> None:
        """Bind the keys; while marking, the text's commands come before the list's."""
        self._bindings.key_to_bindings.clear()
        for binding in (*self.keys.bindings(mark=True), *self.keys.bindings(mark=False)):
            self._bindings.key_to_bindings.setdefault(binding.key, []).append(binding)

    def show_article(self) -> None:
        """Show what is on the desk, the cursor where the desk says."""
        desk = self.desk
        if desk is None:
            return
        self.leave_marking()
        self.fit()
        if not desk.number:
            return
        self.row = desk.board.row_of(desk.place) or next(desk.board.rows(), None)
        self.pane.load(desk.article, desk.board, head_of(desk.article) + ("   ⚑" if desk.work.flag else ""))
        self.panel.load(desk.board, self.row)
        self.select(self.row)
        self.show_progress()
        self.show_keys()

    def refresh_article(self) -> None:
        """The article's items came anew; stay where we are."""
        desk = self.desk
        if desk is None or not desk.number:
            return
        top = self.pane.scroll_offset.y
        self.row = desk.board.row_of(desk.place) or next(desk.board.rows(), None)
        look = self.pane.look
        self.pane.load(desk.article, desk.board, head_of(desk.article) + ("   ⚑" if desk.work.flag else ""))
        self.pane.look = replace(look, current=frozenset(), focus="")
        self.pane.show_from(top)
        self.panel.load(desk.board, self.row)
        self.select(self.row)
        self.show_progress()

    def wait_for_suggestions(self) -> None:
        """This article has none yet, and a process beside the screen is making them."""
        if self.desk is not None and self.desk.number and not self.desk.suggested:
            self.notice("Suggestions are being made in the background; you can already mark with i.")

    def look_for_suggestions(self) -> None:
        """Show suggestions that came for the article on the desk."""
        desk = self.desk
        if desk is None or not desk.number or desk.suggested or self.marking or self._waiting or self.app.screen is not self:
            return
        if self.guard(desk.look) and desk.suggested:
            self.refresh_article()
            self.notice("")

    def use_colors(self, colors: Colors) -> None:
        """Another theme."""
        self.palette = colors
        for widget in (self.header, self.footer, self.pane, self.panel, self.detail, self.blank):
            widget.palette = colors
            widget.refresh()
        self.pane.repaint()
        if self.desk is not None:
            self.detail.show(self.desk.board, self.row)

    # the cursor

    def select(self, row: Row | None, *, key: str = "") -> None:
        """Make a row current: in the panel, in the text, in the footer."""
        if self.desk is None:
            return
        kind = self.row.layer.kind if self.row else None
        self.row = row
        self.panel.set_current(row)
        if row is None:
            return
        if not self.marking:
            self.detail.show(self.desk.board, row)
        first = self.desk.board.first(row)
        focus = key if key in row.keys else row.key
        look = replace(
            self.pane.look,
            active_layer=self._active_layer(row),
            current=frozenset([focus] if self.marking else row.keys if row.layer.kind is not Kind.CHOICES else ()),
            focus=focus,
        )
        self.pane.set_look(look)
        if first is not None and first.mark.start is not None and not self.marking:
            shown = self.desk.board.items.get(focus, first)
            self.pane.reveal(shown.start, shown.end)
        self.desk.place = row.key
        self._keep_place_soon()
        if kind is not row.layer.kind and not self.marking:
            self.show_keys()
        if self.footer.notice:
            self.footer.show_notice("")

    def show_detail(self) -> None:
        """Tell anew about the row under the cursor: more is known of its sources now."""
        if self.desk is not None and self.row is not None and not self.marking:
            self.detail.show(self.desk.board, self.row)

    def _active_layer(self, row: Row) -> str:
        """The layer that is drawn strongly: the one being marked, else the row's, else the one before."""
        if self.marking and self.marking_layer is not None:
            return self.marking_layer.name
        if row.layer.kind is not Kind.CHOICES:
            return row.layer.name
        return self.pane.look.active_layer or _first_spans(self)

    def _keep_place_soon(self) -> None:
        if self._place_timer is not None:
            self._place_timer.stop()
        self._place_timer = self.set_timer(_PLACE_AFTER, self.keep_place)

    def keep_place(self) -> None:
        """Store where the cursor stands, so that the next start finds it."""
        if self.desk is not None and self.row is not None and self.desk.number:
            desk, number, key = self.desk, self.desk.number, self.row.key
            self.store_quietly(lambda: desk.store.keep_place(desk.annotator, number, key))

    @on(Panel.Pressed)
    def choose_row(self, event: Panel.Pressed) -> None:
        """The mouse chose a row."""
        self.select(event.row)

    @on(ArticlePane.Pressed)
    def choose_in_text(self, event: ArticlePane.Pressed) -> None:
        """The mouse pressed on the text: the innermost item there becomes current."""
        if self.marking:
            self.place_cursor(event.offset)
        else:
            self.select_at(event.offset)

    def select_at(self, offset: int) -> bool:
        """Make the row of the innermost item at a code point current; False where there is none."""
        if self.desk is None:
            return False
        items = self.desk.board.items
        here = [key for key in self.pane.keys_at(offset) if key in items]
        if not here:
            return False
        active = self.pane.look.active_layer
        key = min(here, key=lambda k: (items[k].mark.layer != active, items[k].end - items[k].start))
        row = self.desk.board.row_of(key)
        if row is not None and (row is not self.row or self.pane.look.focus != key):
            self.select(row, key=key)
        return row is not None

    # what a decision changed

    def show_outcome(self, outcome: Outcome | None, *, go_on: bool = True) -> None:
        """Repaint what a stored decision changed, and move on."""
        if outcome is None or self.desk is None:
            return
        if outcome.article:
            self.show_article()
            self.show_saved()
            return
        self.pane.touch(outcome.touched)
        board = self.desk.board
        if outcome.reshaped:
            self.panel.reshape()
        layers = set()
        for key in outcome.touched:
            row = board.row_of(key)
            if row is not None:
                layers.add(row.layer.name)
                if not outcome.reshaped:
                    self.panel.touch_row(row)
        if outcome.touched and not outcome.reshaped:
            self.panel.touch_headings(layers)
        target = board.row_of(self.desk.place) if go_on else None
        here = self.row if self.row is not None and board.row_of(self.row.key) is self.row else None
        self.select(target or here or next(board.rows(), None))
        self.show_saved()
        if not board.left and outcome.touched:
            finish = self.keys.shown("finish")
            self.footer.show_notice(f"Nothing is left undecided here. {finish} finishes the article.", passing=True)

    def show_saved(self) -> None:
        """The time of the last commit."""
        if self.desk is not None and self.desk.saved_at:
            at = datetime.fromisoformat(self.desk.saved_at).astimezone()
            self.header.show_saved(at.strftime("%H:%M:%S"))

    def show_progress(self) -> None:
        """Which article this is, and how many are done."""
        if self.desk is not None:
            progress = self.desk.progress
            done = progress.done + progress.skipped
            self.header.show_progress(
                self.desk.number, progress.total, done, progress.per_hour, in_order=self.desk.order == "file"
            )

    def show_keys(self) -> None:
        """The keys that matter in this mode, for this kind of row."""
        names = MARK_FOOTER if self.marking else FOOTER
        commands = {command.id: command for command in self.keys.commands}
        shown: list[tuple[str, str]] = []
        for name in names:
            command = commands[name]
            key, what = command.shown.split(" ")[0], command.footer
            if name == "label-digit":
                layer = self.marking_layer if self.marking else (self.row.layer if self.row else None)
                key, what = _digits(layer), "label"
            elif name == "start-back":
                ranked = self.row is not None and self.row.layer.many and not self.row.layer.each
                key, what = "[ ]", "rank" if ranked else "edges"
            elif not self._of_use(name):
                continue
            shown.append((key, what))
        lead = f"MARK {self.marking_layer.title or self.marking_layer.name}" if self.marking and self.marking_layer else ""
        self.footer.show_keys(shown, lead)

    def _of_use(self, name: str) -> bool:
        """Roles are for frames; accepting what is agreed is for articles in which something is."""
        if name == "roles":
            return self.row is not None and self.row.layer.kind is Kind.FRAMES
        return name != "accept-agreed" or (self.desk is not None and self.desk.board.agreed)

    def notice(self, text: str) -> None:
        """What must be read, in place of the keys, until the next move; in a dialog where one line is too short for it."""
        if len(text) + 2 > self.app.size.width > LEAST[0]:
            self._tell(text)
        else:
            self.footer.show_notice(text)

    @work
    async def _tell(self, text: str) -> None:
        await asking.question(self, "Please note", text, [("enter", "Go on", "")])

    def guard(self, verb: Callable[[], object]) -> bool:
        """Call what writes without being a decision; a failure is a notice, and nothing is lost by it."""
        try:
            verb()
        except PostilError as error:
            self.notice(error.message)
            return False
        return True


def _first_spans(screen: AnnotateScreen) -> str:
    assert screen.desk is not None
    return next((la.name for la in screen.desk.scheme.layers if la.kind is not Kind.CHOICES), "")


def _digits(layer: Layer | None) -> str:
    """The digits that set a label of the layer, as people write them."""
    digits = sorted(key for key in label_keys(layer) if key.isdigit()) if layer is not None else []
    return f"{digits[0]}-{digits[-1]}" if digits else "l"


_FREE = frozenset({"quit", "help", "theme", "palette"})
_WITHOUT_ARTICLE = frozenset({"undo", "redo", "browse", "next_article", "previous_article"})
_MARKING = frozenset(command.action for command in COMMANDS if command.mark)
