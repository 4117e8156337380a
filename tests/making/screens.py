"""The screen in a test: opened on a project, driven by keys, read line by line."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import Screen

from desks import make_store, plain, record
from postil.desk.desk import Desk
from postil.schema.record import Record
from postil.schema.scheme import ProjectFile
from postil.tui.app import PostilApp
from postil.tui.screens.annotate import AnnotateScreen

_TURNS = 400


@dataclass(slots=True)
class Stage:
    """A running screen."""

    app: PostilApp
    pilot: Pilot[int]

    @property
    def screen(self) -> AnnotateScreen:
        """The annotate screen."""
        assert self.app.annotate is not None
        return self.app.annotate

    @property
    def desk(self) -> Desk:
        """Its desk."""
        assert self.screen.desk is not None
        return self.screen.desk

    @property
    def top(self) -> Screen[object]:
        """The screen in front."""
        return self.app.screen

    @property
    def row(self) -> str:
        """The key of the current row."""
        assert self.screen.row is not None
        return self.screen.row.key

    @property
    def notice(self) -> str:
        """The footer's notice."""
        return self.screen.footer.notice

    async def press(self, *keys: str) -> None:
        """Press the keys and let everything settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait, turn by turn, until it holds."""
        for _ in range(_TURNS):
            if holds():
                return
            await self.pilot.pause(0.02)
        raise AssertionError("it never came to hold")

    async def name(self) -> str:
        """The class of the screen in front."""
        await self.pilot.pause()
        return type(self.top).__name__

    def lines(self) -> list[str]:
        """The text of every line of every screen, the one in front last."""
        out = []
        for screen in self.app.screen_stack[-1:] if not self.top.is_modal else self.app.screen_stack[-2:]:
            for strip in screen._compositor.render_strips(screen.size):
                out.append("".join(segment.text for segment in strip))
        return out

    def shows(self, words: str) -> bool:
        """Whether some line holds the words."""
        return any(words in line for line in self.lines())


@asynccontextmanager
async def opened(
    folder: Path, *, annotator: str = "alice", size: tuple[int, int] = (120, 40), article: str = "", order: str = ""
) -> AsyncIterator[Stage]:
    """The screen on the project in `folder`, once its desk is open."""
    app = PostilApp(folder, annotator, article, order)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot)
        await stage.until(lambda: app.annotate is not None and app.annotate.desk is not None)
        await pilot.pause()
        yield stage


def make_project(folder: Path, *records: Record, project: ProjectFile | None = None) -> Path:
    """A project with these articles, or three."""
    folder.mkdir(parents=True, exist_ok=True)
    found = records or (record(), plain(2), plain(3))
    (make_store(folder, *found) if project is None else make_store(folder, *found, project=project)).close()
    return folder
