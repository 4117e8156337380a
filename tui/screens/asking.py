"""The dialogs, as questions that can be awaited. Each is imported when it is first asked: the start waits for none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.desk.board import Row
    from postil.desk.desk import Desk
    from postil.schema.scheme import Layer
    from postil.tui.screens.part import Part

_LONGEST = 100_000


async def question(screen: Part, title: str, text: str, answers: Sequence[tuple[str, str, str]]) -> str:
    """The key of the answer; answers are (key, name, explanation), the last one is what Esc means."""
    from postil.tui.screens.question import Question

    return await screen.app.push_screen_wait(Question(title, text, answers, screen.palette))


async def entry(
    screen: Part,
    title: str,
    value: str = "",
    hint: str = "Enter is done, Esc back",
    *,
    again: Callable[[str], str] | None = None,
) -> str | None:
    """A line that was typed; None when left. With `again`, Enter calls it and the line stays open."""
    from postil.tui.screens.entry import Entry

    return await screen.app.push_screen_wait(Entry(title, value, hint, again=again))


async def label(screen: Part, layer: Layer, now: str = "") -> str:
    """One of the layer's labels; "" when left. The cursor begins on `now`."""
    from postil.schema.label_keys import label_keys
    from postil.tui.screens.picker import Option, Picker

    keys = {name: key for key, name in label_keys(layer).items()}
    options = [Option(one.name, one.name, one.title, key=keys.get(one.name, "")) for one in layer.labels]
    at = next((n for n, option in enumerate(options) if option.value == now), 0)
    picked = await screen.app.push_screen_wait(Picker(layer.title or layer.name, options, screen.palette, at=at, digits=False))
    return picked[0] if picked else ""


async def command(screen: Part) -> str:
    """The action of a command that was found by its name; "" when left."""
    from postil.tui.screens.picker import Option, Picker

    commands = [c for c in screen.keys.commands if c.mark is screen.marking and c.id not in ("label-digit", "palette")]
    options = [Option(f"{c.title:<22}", c.action, f"{c.shown:<12} {c.help}") for c in commands]
    picked = await screen.app.push_screen_wait(Picker("Commands", options, screen.palette, digits=False, width=100))
    return picked[0] if picked else ""


async def roles(screen: Part, desk: Desk, row: Row) -> None:
    """Fill roles and attributes until the annotator is done."""
    from postil.tui.screens.roles import ask_roles

    await ask_roles(screen, desk, row, screen.palette)


async def article(screen: Part, desk: Desk) -> int | None:
    """The number of an article from the corpus list; None when left."""
    from postil.tui.screens.browse import BrowseScreen

    browse = BrowseScreen(desk.page, desk.find_articles, desk.store.size, desk.number, screen.palette)
    return await screen.app.push_screen_wait(browse)


async def read_help(screen: Part) -> None:
    """All keys."""
    from postil.tui.screens.reading import Reading, help_text

    width = min(90, screen.app.size.width) - 8
    await screen.app.push_screen_wait(Reading("Keys", help_text(screen.keys.commands, screen.palette, width)))


async def read_guidelines(screen: Part, layer: Layer, name: str, guidelines: Path | None) -> None:
    """What the layer's labels mean, and the project's own guidelines."""
    from postil.tui.screens.reading import Reading, guideline_text, label_text

    text = label_text(layer, layer.label(name), screen.palette)
    source = _beginning(guidelines) if guidelines is not None and guidelines.is_file() else ""
    if source:
        text = text + "\n\n" + guideline_text(source, screen.palette)
    await screen.app.push_screen_wait(Reading("Guidelines", text))


def _beginning(path: Path) -> str:
    """The text of a file, as much of it as can be scrolled through with ease; or why it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST)
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."
