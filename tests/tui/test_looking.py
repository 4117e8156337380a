"""Browse, help, guidelines, palette, themes, and terminals of any size."""

from pathlib import Path

import pytest

from desks import PROJECT, record, suggested
from postil.db.store import Store
from postil.schema.scheme_file import parse_project
from postil.tui.colors import THEMES
from screens import Stage, make_project, opened


async def test_browse_and_jump(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("b")
        assert await stage.name() == "BrowseScreen"
        assert stage.shows("port-2")
        await stage.press("down", "j", "k", "enter")
        await stage.until(lambda: stage.desk.number == 2)
        await stage.press("b", "end", "home", "end", "enter")
        await stage.until(lambda: stage.desk.number == 3)
        await stage.press("b", "slash", *"valdo", "enter")
        await stage.until(lambda: not stage.shows("port-2"))
        await stage.press("enter")
        await stage.until(lambda: stage.desk.number == 1)
        await stage.press("b", "slash", *"nothing", "enter")
        await stage.until(lambda: stage.shows("no article has this"))
        await stage.press("enter", "escape")
        assert await stage.name() == "AnnotateScreen"


@pytest.mark.parametrize(("size", "shown"), [((120, 40), True), ((80, 24), True), ((59, 20), False)])
async def test_the_corpus_marks_articles_with_near_copies(project: Path, size: tuple[int, int], shown: bool) -> None:
    store = Store.open(project / "postil.db")
    store.keep_copies([["valdorie", "port-3"]])
    store.close()
    async with opened(project, size=size) as stage:
        await stage.press("b")
        assert await stage.name() == "BrowseScreen"
        lines = {name: line for name in ("valdorie", "port-2", "port-3") for line in stage.lines() if name in line}
        assert {name: "≈1 " in line for name, line in lines.items()} == {"valdorie": shown, "port-2": False, "port-3": shown}
        assert all(len(line) == size[0] for line in stage.lines())
        assert all("left" in line for line in lines.values()) or not shown


async def test_help_lists_every_section(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("question_mark")
        assert await stage.name() == "Reading"
        assert stage.shows("Accept the row")
        await stage.press("down", "pagedown", "end", "home", "k", "escape")
        assert await stage.name() == "AnnotateScreen"


async def test_guidelines_of_the_label_under_the_cursor(project: Path) -> None:
    (project / "guidelines.md").write_text("# Nos règles\n\nPas d’articles définis.\n", encoding="utf-8")
    async with opened(project) as stage:
        await stage.press("g")
        assert stage.shows("Country or city")
        assert stage.shows("▸ GPE")
        await stage.press("end")
        assert stage.shows("Pas d’articles définis.")
        await stage.press("q")
        assert await stage.name() == "AnnotateScreen"


async def test_the_palette_finds_a_command(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("ctrl+p")
        assert await stage.name() == "Picker"
        await stage.press(*"corpus", "enter")
        await stage.until(lambda: type(stage.top).__name__ == "BrowseScreen")
        await stage.press("escape", "ctrl+p", "escape")
        assert await stage.name() == "AnnotateScreen"


async def test_themes_go_round(project: Path) -> None:
    async with opened(project) as stage:
        for name in [*list(THEMES)[1:], next(iter(THEMES))]:
            await stage.press("T")
            assert stage.app.palette is THEMES[name]
            assert name in stage.notice


async def test_the_theme_of_the_project(tmp_path: Path) -> None:
    light = parse_project(PROJECT.source + "\ntheme: light\n")
    async with opened(make_project(tmp_path / "p", record(), project=light)) as stage:
        assert stage.app.palette.name == "light"


async def test_keys_of_the_project(tmp_path: Path) -> None:
    own = parse_project(PROJECT.source + "\nkeys:\n  accept: y\n")
    async with opened(make_project(tmp_path / "p", record(), project=own)) as stage:
        await stage.press("a")
        assert stage.desk.board.left == 22
        await stage.press("y")
        assert stage.desk.board.left == 20
        assert stage.shows(" y accept")


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_text_and_list_side_by_side(project: Path, size: tuple[int, int]) -> None:
    async with opened(project, size=size) as stage:
        assert stage.shows("ENTITIES")
        assert stage.shows("LA VALDORIE SALUE")
        assert all(len(line) == size[0] for line in stage.lines())
        await stage.press("p")
        assert "narrower than" in stage.notice


async def test_a_narrow_terminal_swaps(project: Path) -> None:
    async with opened(project, size=(60, 20)) as stage:
        assert stage.shows("LA VALDORIE SALUE")
        assert not stage.shows("ENTITIES")
        await stage.press("p")
        assert stage.shows("ENTITIES")
        assert not stage.shows("LA VALDORIE SALUE")
        await stage.press("a", "p")
        assert stage.desk.board.left == 20
        assert stage.shows("LA VALDORIE SALUE")


@pytest.mark.parametrize("size", [(30, 8), (20, 5), (2, 2)])
async def test_a_tiny_terminal_is_told(project: Path, size: tuple[int, int]) -> None:
    async with opened(project, size=size) as stage:
        if size[0] > 20:
            assert stage.shows("too small") or stage.shows("40×10")
        await stage.pilot.resize_terminal(120, 40)
        await stage.until(lambda: stage.shows("LA VALDORIE SALUE"))
        await stage.press("a")
        assert stage.desk.board.left == 20


@pytest.mark.parametrize("keys", ["l", "enter", "m", "question_mark", "b", "g", "ctrl+p"])
async def test_resize_in_a_dialog(project: Path, keys: str) -> None:
    async with opened(project) as stage:
        await stage.press(keys)
        inside = await stage.name()
        assert inside != "AnnotateScreen"
        for size in ((60, 20), (30, 8), (8, 3), (120, 40)):
            await stage.pilot.resize_terminal(*size)
            await stage.pilot.pause()
        assert await stage.name() == inside
        await stage.press("escape")
        assert await stage.name() == "AnnotateScreen"
        assert stage.shows("LA VALDORIE SALUE")


async def test_an_empty_project_teaches(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "p")
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "postil.yaml").write_text(PROJECT.source, encoding="utf-8")
    Store.create(empty / "postil.db", PROJECT).close()
    assert folder != empty
    async with opened(empty) as stage:
        assert stage.shows("No articles yet")
        assert stage.shows("postil import")
        await stage.press("a", "x", "enter", "s", "n", "N", "b", "i", "r", "l", "u", "A", "m", "f", "slash", "1", "g", "space")
        assert stage.shows("No articles yet")


async def everything_done(stage: Stage) -> None:
    """Skip all that is left."""
    while stage.desk.number:
        before = stage.desk.number
        await stage.press("s")
        await stage.until(lambda before=before: stage.desk.number != before)  # type: ignore[misc]


async def test_nothing_left_to_do(project: Path) -> None:
    async with opened(project) as stage:
        await everything_done(stage)
        await stage.until(lambda: stage.shows("Nothing left to do"))
        await stage.press("a", "x", "enter", "s", "i", "r", "l", "A", "slash", "1", "g", "space", "down", "tab")
        assert stage.shows("Nothing left to do")
        await stage.press("N")
        await stage.until(lambda: stage.desk.number == 3)
    async with opened(project) as stage:
        await stage.until(lambda: stage.desk.number in (0, 3))


async def test_a_start_with_everything_done(project: Path) -> None:
    async with opened(project) as stage:
        await everything_done(stage)
        await stage.press("q")
    async with opened(project) as stage:
        assert stage.shows("Nothing left to do")


async def test_suggestions_that_come_while_the_screen_is_open(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "p", record(suggestions=()))
    async with opened(folder) as stage:
        assert stage.desk.board.left == 0
        Store.open(folder / "postil.db").suggest(1, suggested(), "rules 1")
        stage.screen.look_for_suggestions()
        await stage.pilot.pause()
        assert stage.desk.board.left == 22
        assert stage.shows("Valdorie ×2")
        await stage.press("a")
        assert stage.desk.board.left == 20
