"""The program on the screen: paints its frame at once, opens the store behind it, and ends cleanly whatever happens."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from postil.schema.errors import PostilError
from postil.schema.scheme import ProjectFile
from postil.tui.colors import SIXTEEN, THEMES, Colors
from postil.tui.faults import log_fault
from postil.tui.keymap import Keymap, keymap
from postil.tui.screens.annotate import AnnotateScreen

if TYPE_CHECKING:
    import subprocess

    from postil.desk.desk import Desk

_LOOK_EVERY = 1.0
_HUNG_UP = 128 + signal.SIGHUP


class PostilApp(App[int]):
    """One annotator at one project."""

    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar = [Binding("ctrl+q", "quit", "Quit", show=False)]
    ALLOW_SELECT = False

    def __init__(self, folder: Path, project: ProjectFile, annotator: str, article: str, keys: Keymap) -> None:
        self.palette = self._colors(project.settings.theme)
        self.keys = keys
        super().__init__()
        self.animation_level = "none"
        for colors in (*THEMES.values(), SIXTEEN):
            self.register_theme(_theme(colors))
        self.theme = f"postil-{self.palette.name}"
        self.failure: PostilError | None = None
        self._folder, self._project, self._annotator, self._article = folder, project, annotator, article
        self._helper: subprocess.Popen[bytes] | None = None
        self.annotate = AnnotateScreen(project.scheme.name, annotator, keys, self.palette)
        self.annotate.guidelines = folder / project.settings.guidelines

    def _colors(self, name: str) -> Colors:
        return THEMES.get(name, THEMES["dark"])

    def get_default_screen(self) -> Screen[None]:
        """The annotate screen is the first and stays below the others."""
        return self.annotate

    def get_css_variables(self) -> dict[str, str]:
        """The theme's own colours."""
        return super().get_css_variables() | {"bar": self.palette.bar, "cursor": self.palette.cursor}

    def on_mount(self) -> None:
        """Take the signals; open the project once the frame is painted."""
        if self.console.color_system == "standard":
            self.theme = "postil-sixteen"
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave_by_signal, number)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        self.set_interval(2.0, self._watch_terminal)
        self.call_after_refresh(self._open)

    def watch_theme(self, theme: str) -> None:
        """Hand the colours of the new theme to what draws by itself."""
        name = theme.removeprefix("postil-")
        self.palette = SIXTEEN if name == "sixteen" else self._colors(name)
        if hasattr(self, "annotate"):
            self.annotate.use_colors(self.palette)
        self.refresh_css(animate=False)

    # the project

    @work(thread=True, exclusive=True, exit_on_error=False, group="open")
    def _open(self) -> Desk:
        from postil.desk.opening import open_desk

        desk = open_desk(self._folder, self._project, self._annotator)
        if not desk.start(self._article) and self._article:
            raise PostilError(
                f"There is no article {self._article!r} in this project.", hint="`postil status` says what is there."
            )
        return desk

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The store is open, or cannot be opened."""
        if event.worker.group != "open":
            return
        if event.state is WorkerState.SUCCESS:
            desk = cast("Desk", event.worker.result)
            self.annotate.open(desk)
            if desk.store.size:
                self._suggest()
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            if isinstance(error, PostilError):
                self.failure = error
                self.exit(2)
            elif error is not None:
                self._fault(error)

    def _suggest(self) -> None:
        """New articles without suggestions get them from a process beside this one."""
        from postil.desk.background import start_suggesting

        desk = self.annotate.desk
        if desk is None or not desk.unsuggested():
            return
        self._helper = start_suggesting(self._folder)
        self.annotate.wait_for_suggestions()
        self.set_interval(_LOOK_EVERY, self.annotate.look_for_suggestions)

    @property
    def suggesting(self) -> bool:
        """Whether the process beside this one is still at work."""
        return self._helper is not None and self._helper.poll() is None

    # how it ends

    def _leave_by_signal(self, number: int) -> None:
        self.annotate.keep_place()
        self.exit(128 + number)

    def _hang_up(self) -> None:
        """The terminal is gone: there is nobody to restore a screen for, and every decision is stored already."""
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
        self._fault(error)

    def _fault(self, error: BaseException) -> None:
        fault, path = log_fault(self._folder, "".join(traceback.format_exception(error)))
        self.failure = PostilError(
            f"postil met an error that it did not expect (id {fault}). Every decision that was shown as saved is stored.",
            hint=f"The details are in {path}; please report them.",
        )
        self.exit(1)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette lists the commands of the annotate screen, and nothing of Textual's own."""
        if screen is not self.annotate:
            return
        for command in self.keys.commands:
            if not command.mark and command.id not in ("label-digit", "palette"):
                yield SystemCommand(
                    f"{command.title}  ({command.shown})", command.help, getattr(screen, f"action_{command.action}")
                )


def _theme(colors: Colors) -> Theme:
    return Theme(
        name=f"postil-{colors.name}",
        primary=colors.accent,
        accent=colors.accent,
        foreground=colors.text,
        background=colors.ground,
        surface=colors.panel,
        panel=colors.panel,
        warning=colors.warn,
        error=colors.bad,
        success=colors.good,
        dark=colors.dark,
        variables={"scrollbar": colors.cursor, "scrollbar-background": colors.ground},
    )


def run(folder: Path, project: ProjectFile, annotator: str, article: str = "") -> int:
    """Open the screen on the project in `folder`; returns the exit code. Raises PostilError for what a person can mend."""
    app = PostilApp(folder, project, annotator, article, keymap(project.settings.keys))
    code = app.run()
    if app.failure is not None:
        raise app.failure
    return code or 0
