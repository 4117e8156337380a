"""The list to pick from: by digit, by typing, by arrows, one or several, or something new."""

from collections.abc import Sequence

from textual.app import App

from postil.tui.colors import DARK
from postil.tui.screens.picker import Option, Picker

OPTIONS = (Option("Ostréa", "o"), Option("Mornésie", "m", "GPE"), Option("Valdorie", "v", key="z"))


async def picked(
    *keys: str, many: bool = False, free: bool = False, options: Sequence[Option] = OPTIONS
) -> list[str] | str | None:
    """What the picker gives for these keys; "open" while it gives nothing."""
    found: list[list[str] | None] = []
    app = App[None]()
    async with app.run_test() as pilot:
        app.push_screen(Picker("Rôle", options, DARK, many=many, free=free), found.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    return found[0] if found else "open"


async def test_by_digit_key_and_arrows() -> None:
    assert await picked("2") == ["m"]
    assert await picked("z") == ["v"]
    assert await picked("down", "down", "up", "enter") == ["m"]
    assert await picked("up", "enter") == ["v"]


async def test_typing_filters_names_and_details() -> None:
    assert await picked(*"val", "enter") == ["v"]
    assert await picked(*"GPE", "enter") == ["m"]
    assert await picked(*"qq", "enter") == "open"
    assert await picked(*"qq", "backspace", "backspace", "enter") == ["o"]


async def test_something_new_where_it_may_be() -> None:
    assert await picked(*"AVP", "enter", free=True) == ["AVP"]
    assert await picked(*"AVP", "enter") == "open"


async def test_several() -> None:
    assert await picked("1", "2", "enter", many=True) == ["o", "m"]
    assert await picked("1", "1", "enter", many=True) == []
    assert await picked("space", "enter", many=True) == ["o"]


async def test_leaving_picks_nothing() -> None:
    assert await picked("escape") is None
    assert await picked("1", "escape", many=True) is None
    assert await picked("enter", options=()) == "open"
