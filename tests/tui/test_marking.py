"""Marking in the text by keyboard and by mouse."""

from pathlib import Path

import pytest

from desks import TEXT, row
from postil.schema.annotation import Verdict
from postil.tui.widgets.article_pane import GUTTER, HEAD
from screens import Stage, opened


def cell(stage: Stage, offset: int) -> tuple[int, int]:
    """Where a code point stands in the pane."""
    pane = stage.screen.pane
    line = pane.lines.line_at(offset)
    return pane.lines.column(line, offset) + GUTTER, line + HEAD - pane.scroll_offset.y


def added(stage: Stage) -> list[str]:
    """The words of what was added."""
    return [i.mark.text for i in stage.desk.board.items.values() if i.verdict is Verdict.ADDED]


async def test_walk_select_and_label(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("i")
        look = stage.screen.pane.look
        assert look.cursor == TEXT.index("Valdorie")
        assert any("MARK Entities" in line for line in stage.lines())
        await stage.press("w", "w", "e", "0", "$")
        await stage.press("k", "k", "j", "j", "0", "w", "b")
        stage.screen.place_cursor(TEXT.index("ministre"))
        await stage.press("v", "e", "6")
        assert added(stage) == ["ministre"]
        await stage.press("escape")
        assert not stage.screen.marking


async def test_the_word_under_the_cursor(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("i")
        stage.screen.place_cursor(TEXT.index("pressions") + 3)
        await stage.press("8")
        assert added(stage) == ["pressions"]
        await stage.press("u")
        assert added(stage) == []


async def test_stretch_and_drop(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("i")
        at = TEXT.index("vivres")
        stage.screen.place_cursor(at)
        await stage.press("shift+right", "shift+right", "shift+left")
        assert stage.screen.pane.look.select == (at, at + 2)
        await stage.press("shift+down", "shift+up")
        assert stage.screen.marking
        await stage.press("escape")
        assert stage.screen.pane.look.select is None
        assert stage.screen.marking
        await stage.press("escape")
        assert not stage.screen.marking


async def test_another_layer_and_a_label_by_name(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("i", "tab")
        stage.screen.place_cursor(TEXT.index("menacé"))
        await stage.press("L", *"threat", "enter")
        await stage.until(lambda: added(stage) == ["menacé"])
        assert stage.desk.board.group("event").total == 4


async def test_white_space_alone_is_no_span(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("i")
        stage.screen.place_cursor(TEXT.index("\n\n") + 1)
        await stage.press("1")
        assert added(stage) == []
        assert "white space" in stage.notice


async def test_moving_in_the_text_selects_the_row(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("i")
        stage.screen.place_cursor(TEXT.index("Charte"))
        assert stage.row == "u2"
        stage.screen.place_cursor(TEXT.index("Union"))
        assert stage.row == "u1"


async def test_drag_selects_and_a_digit_adds(project: Path) -> None:
    async with opened(project) as stage:
        start = TEXT.index("pressions")
        pane = stage.screen.pane
        await stage.pilot.mouse_down(pane, offset=cell(stage, start))
        await stage.pilot.hover(pane, offset=cell(stage, start + 8))
        await stage.pilot.mouse_up(pane, offset=cell(stage, start + 8))
        await stage.until(lambda: stage.screen.marking)
        assert pane.look.select == (start, start + 9)
        await stage.press("8")
        assert added(stage) == ["pressions"]


async def test_a_press_on_a_mark_selects_its_row(project: Path) -> None:
    async with opened(project) as stage:
        await stage.pilot.click(stage.screen.pane, offset=cell(stage, TEXT.index("AVP") + 1))
        await stage.until(lambda: stage.row == "p1")
        await stage.pilot.click(stage.screen.panel, offset=(5, 2))
        await stage.until(lambda: stage.row == "d1")


@pytest.mark.parametrize("key", ["a", "x", "1"])
async def test_the_list_goes_on_while_marking(project: Path, key: str) -> None:
    async with opened(project) as stage:
        stage.screen.select(row(stage.desk, "d1"))
        await stage.press("i", key)
        assert not stage.desk.board.items["d1"].undecided or added(stage) == ["mardi"]


async def test_find(project: Path) -> None:
    async with opened(project) as stage:
        await stage.press("slash", *"ostréa", "enter")
        await stage.until(lambda: stage.screen.pane.look.found is not None)
        first = TEXT.index("Ostréa")
        assert stage.screen.pane.look.found == (first, first + 6)
        assert stage.shows("1 of 2")
        await stage.press("enter")
        await stage.until(lambda: stage.shows("2 of 2"))
        await stage.press("enter")
        await stage.until(lambda: stage.shows("1 of 2"))
        await stage.press("escape")
        assert await stage.name() == "AnnotateScreen"
        assert stage.screen.pane.look.found == (first, first + 6), "the place stays"
        await stage.press("slash", *"zzz", "enter")
        await stage.until(lambda: stage.shows("not in this article"))
