"""Pictures of the screens, compared with those that were looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from desks import PROJECT, plain, record
from postil.db.store import Store
from postil.schema.scheme_file import parse_project
from postil.tui.app import PostilApp
from screens import make_project

KEYS = {"annotate": (), "help": ("question_mark",), "picker": ("l",), "corpus": ("b",)}


def stage(folder: Path, theme: str) -> PostilApp:
    """The app on a project in that theme."""
    project = parse_project(f"{PROJECT.source}\ntheme: {theme}\n")
    place = make_project(folder / "project", record(), plain(2), project=project)
    store = Store.open(place / "postil.db")
    store.keep_copies([["valdorie", "port-2"]])
    store.close()
    return PostilApp(place, "alice")


def ready(app: PostilApp, *keys: str) -> Callable[[Pilot[int]], object]:
    """Wait for the desk, then press the keys."""

    async def run_before(pilot: Pilot[int]) -> None:
        for _ in range(400):
            if app.annotate is not None and app.annotate.desk is not None:
                break
            await pilot.pause(0.02)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    return run_before


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", KEYS)
def test_dark(name: str, size: tuple[int, int], tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    app = stage(tmp_path, "dark")
    assert snap_compare(app, terminal_size=size, run_before=ready(app, *KEYS[name]))


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_themes(theme: str, tmp_path: Path, snap_compare: Callable[..., bool]) -> None:
    app = stage(tmp_path, theme)
    assert snap_compare(app, terminal_size=(120, 40), run_before=ready(app))
