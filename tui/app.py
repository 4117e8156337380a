"""The program on the screen: paints its frame at once, opens the store behind it, and ends cleanly whatever happens."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import select
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker, WorkerFailed, WorkerState

from postil.schema.errors import PostilError
from postil.tui.colors import SIXTEEN, THEMES, Colors
from postil.tui.screens.opening import OpeningScreen

if TYPE_CHECKING:
    from postil.desk.background import Beside
    from postil.desk.desk import Desk
    from postil.schema.article import Article
    from postil.schema.settings import Settings
    from postil.tui.keymap import Keymap
    from postil.tui.screens.annotate import AnnotateScreen

_LOOK_EVERY = 1.0
_HUNG_UP = 128 + signal.SIGHUP


class PostilApp(App[int]):
    """One annotator at one project."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [Binding("ctrl+q", "quit", "Quit", show=False)]
    ALLOW_SELECT = False

    def __init__(self, folder: Path, annotator: str, article: str = "", order: str = "") -> None:
        told = _first_words(folder)
        self.palette = _colors(told.get("theme", ""))
        self.annotate: AnnotateScreen | None = None
        super().__init__()
        self.animation_level = "none"
        self._disable_notifications = self._disable_tooltips = True  # postil has its own notices; these cost a second layout
        if self.console.color_system == "standard":
            self.palette = SIXTEEN
        self.failure: BaseException | None = None
        self._folder, self._annotator, self._article, self._order = folder, annotator, article, order
        self._in_file_order = (order or told.get("order", "file")) == "file"
        self._beside: Beside | None = None

    def get_default_screen(self) -> Screen[None]:
        """An empty frame, painted before anything else is imported."""
        return OpeningScreen(self._annotator, self.palette)

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, for what Textual draws itself."""
        colors = self.palette
        own = {
            "background": colors.ground,
            "foreground": colors.text,
            "text": colors.text,
            "surface": colors.panel,
            "panel": colors.panel,
            "bar": colors.bar,
            "primary": colors.accent,
            "accent": colors.accent,
            "scrollbar": colors.cursor,
            "scrollbar-background": colors.ground,
            "input-cursor-background": colors.text,
            "input-cursor-foreground": colors.ground,
            "input-selection-background": colors.cursor,
        }
        return super().get_css_variables() | own

    def use_theme(self, name: str) -> None:
        """Draw everything in another theme."""
        self.palette = _colors(name)
        if self.annotate is not None:
            self.annotate.use_colors(self.palette)
        self.refresh_css(animate=False)

    def on_mount(self) -> None:
        """Take the signals; open the project once the frame is painted."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave_by_signal, number)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        self.set_interval(2.0, self._watch_terminal)
        self.call_after_refresh(self._open)

    # the project

    @work(thread=True, exclusive=True, exit_on_error=False, group="open")
    def _open(self) -> tuple[Desk, Keymap, Settings]:
        """Show the text, then read postil.yaml and open the database: what they import would keep the frame waiting."""
        from postil.desk.peeking import first_article

        article = first_article(self._folder, self._annotator, self._article, in_file_order=self._in_file_order)
        self.call_from_thread(self._show_first, article)
        from postil.desk.opening import open_desk, read_project
        from postil.tui.keymap import keymap

        project = read_project(self._folder)
        if self.palette not in (SIXTEEN, _colors(project.settings.theme)):  # the first look did not find it
            self.call_from_thread(self.use_theme, project.settings.theme)
        keys = keymap(project.settings.keys)
        desk = open_desk(self._folder, project, self._annotator, order=self._order)
        if not desk.start(self._article) and self._article:
            raise PostilError(
                f"There is no article {self._article!r} in this project.", hint="`postil status` says what is there."
            )
        return desk, keys, project.settings

    def _show_first(self, article: Article | None) -> None:
        """The annotate screen, with the text that was found at a look."""
        from postil.tui.screens.annotate import AnnotateScreen

        self.annotate = AnnotateScreen(self._annotator, self.palette, article, theme=self.use_theme, finished=self._finished)
        self.push_screen(self.annotate)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The store is open, or cannot be opened."""
        if event.worker.group != "open":
            return
        if event.state is WorkerState.SUCCESS and self.annotate is not None:
            desk, keys, settings = cast("tuple[Desk, Keymap, Settings]", event.worker.result)
            self.annotate.open(desk, keys, self._folder / settings.guidelines)
            self.call_after_refresh(self._opened, desk, settings.learn.every)
        elif event.state is WorkerState.ERROR and event.worker.error is not None:
            self._fault(event.worker.error)

    def _opened(self, desk: Desk, every: int) -> None:
        """The article is on the screen: what waited for that can be done."""
        from postil.desk.background import Beside
        from postil.desk.learned import gone
        from postil.desk.sources import learn_rules, plainly

        learn_rules()
        gc.enable()
        gc.freeze()
        if self.annotate is None:
            return
        self.annotate.show_detail()
        if run := gone(self._folder):
            told = f"The {plainly(f'model:{run}')} is gone from models/"
            self.annotate.tell_quietly(f"{told}; postil suggests without it.", told)
        self._beside = Beside(self._folder, every)
        if desk.store.size and desk.unsuggested():
            self._beside.suggest()
            self.annotate.wait_for_suggestions()
        self._beside.renew(desk.outdated)
        self._beside.learn(desk.store.finished)
        if every or self._beside.busy:
            self.set_interval(_LOOK_EVERY, self._look)

    def _finished(self) -> None:
        """An article is finished: there may be enough new ones to learn from."""
        desk = self.annotate.desk if self.annotate else None
        if desk is not None and self._beside is not None:
            self._beside.learn(desk.store.finished)

    def _look(self) -> None:
        """See what the processes beside the screen have done. What the annotator has in hand stays as it is."""
        from postil.desk.learned import Attempt

        if self._beside is None or self.annotate is None:
            return
        came = self._beside.look()
        self.annotate.look_for_suggestions()
        if isinstance(came, Attempt):
            self.annotate.tell_quietly(f"postil: {came.told}.")
        elif came is not None and self.annotate.desk is not None:
            titles = {layer.name: layer.title for layer in self.annotate.desk.scheme.layers}
            told = came.told(titles)
            self.annotate.tell_quietly(f"postil {told}; suggestions are being renewed.", f"postil {told}.", told)

    # how it ends

    def _leave_by_signal(self, number: int) -> None:
        if self.annotate is not None:
            self.annotate.keep_place()
        self.exit(128 + number)

    def _hang_up(self) -> None:
        """The terminal is gone: there is nobody to restore a screen for, and every decision is stored already."""
        if self.annotate is not None:
            self.annotate.keep_place()
        os._exit(_HUNG_UP)

    def _watch_terminal(self) -> None:
        """A terminal that closed without a signal would leave the reader spinning."""
        if self.is_headless:
            return
        poll = select.poll()
        poll.register(sys.__stdin__.fileno(), 0)  # type: ignore[union-attr]  # a terminal was checked for at the start
        if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0)):
            self._hang_up()

    def _handle_exception(self, error: Exception) -> None:
        """One line for the annotator, the rest for the log: a traceback on the screen would show texts and paths."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        self._fault(error.error if isinstance(error, WorkerFailed) else error)

    def _fault(self, error: BaseException) -> None:
        """Leave the screen; `run` raises the error. The first one counts."""
        if self.failure is None:
            self.failure = error
            self.exit(1)


def _colors(name: str) -> Colors:
    return THEMES.get(name, THEMES["dark"])


def _first_words(folder: Path) -> dict[str, str]:
    """Theme and order as postil.yaml says, without reading it properly yet: the first frame should be right."""
    try:
        source = (folder / "postil.yaml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    return dict(re.findall(r"^(theme|order):[ ]*([a-z]+)", source, re.MULTILINE))


def run(folder: Path, annotator: str, article: str = "", order: str = "") -> int:
    """Open the screen on the project in `folder`; returns the exit code. `order`: as postil.yaml says where it is "".

    Raises PostilError for what a person can mend, and any other error as it was, once the terminal is restored: a
    traceback on the screen would show texts and paths.

    The garbage collector rests until the article is on the screen: nothing that is made before is garbage.
    """
    gc.disable()
    app = PostilApp(folder, annotator, article, order)
    code = app.run()
    if app.annotate is not None:
        app.annotate.close_store()
    if app.failure is not None:
        raise app.failure
    return code or 0
