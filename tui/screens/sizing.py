"""Room: text and list side by side, one of them on a narrow terminal, a sentence where there is too little or nothing."""

from __future__ import annotations

from textual import on
from textual.containers import Horizontal, Vertical

from postil.tui.screens.part import Part
from postil.tui.widgets.article_pane import ArticlePane
from postil.tui.widgets.detail import Detail
from postil.tui.widgets.notice_page import NoticePage

_NARROW = 80
LEAST = (40, 10)
_TALL = 30


class Sizing(Part):
    """Divides the terminal among the parts of the annotate screen."""

    blank: NoticePage
    detail: Detail
    _work: Horizontal
    _side: Vertical
    _show_panel = False

    def on_resize(self) -> None:
        """Divide the room between text and list."""
        self.fit()

    def fit(self) -> None:
        """Give each part its room; say it where there is too little, or nothing to show."""
        width, height = self.app.size
        empty = self.desk is not None and not self.desk.number
        small = width < LEAST[0] or height < LEAST[1]
        self.blank.display = empty or small
        self._work.display = not (empty or small)
        if small:
            self.blank.say("", f"{width}×{height} is too small.\nAt least {LEAST[0]}×{LEAST[1]}; 80×24 is good.")
            return
        if empty:
            self.blank.say(*self._nothing())
        self.detail.styles.height = 6 if height >= _TALL else 4
        narrow = width < _NARROW
        self.pane.display = not narrow or not self._show_panel
        self._side.display = not narrow or self._show_panel
        self._side.styles.width = "1fr" if narrow else min(56, 32 + (width - _NARROW) * 3 // 10)

    @on(ArticlePane.Measured)
    def keep_in_view(self) -> None:
        """After a resize the current item is still seen."""
        if self.desk is not None and self.row is not None:
            first = self.desk.board.first(self.row)
            if first is not None and first.mark.start is not None:
                self.pane.reveal(first.start, first.end)

    def action_swap(self) -> None:
        """On a narrow terminal, show the text or the list."""
        if self.app.size.width >= _NARROW:
            self.notice("Both are here; p swaps them on terminals narrower than 80.")
            return
        self._show_panel = not self._show_panel
        self.fit()

    def _nothing(self) -> tuple[str, str]:
        assert self.desk is not None
        if self.desk.store.size == 0:
            return ("No articles yet", "Bring some in with\n\n    postil import FOLDER\n\nand start again. q quits.")
        return (
            "Nothing left to do",
            "Every article is done or skipped.\n\nb shows them all, u takes the last decision back,\n"
            "and  postil export data.jsonl --format postil  writes the dataset. q quits.",
        )
