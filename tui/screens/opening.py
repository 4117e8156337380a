"""The first frame: what can be painted before anything else is imported."""

from textual.app import ComposeResult
from textual.screen import Screen

from postil.tui.colors import Colors
from postil.tui.widgets.bars import Footer, Header
from postil.tui.widgets.notice_page import NoticePage


class OpeningScreen(Screen[None], inherit_bindings=False):
    """Header and footer around an empty page, until the article is there."""

    DEFAULT_CSS = "OpeningScreen { layout: vertical; background: $background; }"
    BINDINGS = [("q,ctrl+c,ctrl+q", "app.quit", "Quit")]

    def __init__(self, annotator: str, colors: Colors) -> None:
        super().__init__()
        self._annotator, self._colors = annotator, colors

    def compose(self) -> ComposeResult:
        """The frame."""
        yield Header("", self._annotator, self._colors)
        yield NoticePage(self._colors)
        yield Footer(self._colors)
