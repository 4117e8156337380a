"""Looking things up: find in the text, the corpus, the guidelines, the help; and the program's own matters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import work

from postil.tui.colors import THEMES
from postil.tui.screens.browse import BrowseScreen
from postil.tui.screens.entry import Entry
from postil.tui.screens.part import Part
from postil.tui.screens.reading import Reading, guideline_text, help_text, label_text


class Looking(Part):
    """Commands that decide nothing."""

    _sought = ""
    guidelines: Path | None = None

    @work
    async def action_find(self) -> None:
        """Find in the text, from the cursor on and round again."""
        desk, pane = self.desk, self.pane
        if desk is None or not desk.number:
            return
        sought = await self.app.push_screen_wait(
            Entry("Find in the text", self._sought, "Enter finds, again the next; Esc back")
        )
        if not sought:
            pane.set_look(replace(pane.look, found=None))
            return
        text, wanted = desk.article.text.casefold(), sought.casefold()
        if len(text) != len(desk.article.text):
            text, wanted = desk.article.text, sought
        after = pane.look.found[0] + 1 if pane.look.found and sought == self._sought else (pane.look.cursor or 0)
        self._sought = sought
        at = text.find(wanted, after)
        at = text.find(wanted) if at < 0 else at
        if at < 0:
            pane.set_look(replace(pane.look, found=None))
            self.notice(f"«{sought}» is not in this article.")
            return
        if self.marking:
            self.place_cursor(at)
        pane.set_look(replace(pane.look, found=(at, at + len(wanted))))
        pane.reveal(at, at + len(wanted))
        total = text.count(wanted)
        which = text.count(wanted, 0, at) + 1
        self.notice(f"«{sought}» {which} of {total}; / and Enter finds the next, i marks there.")

    @work
    async def action_browse(self) -> None:
        """The list of all articles."""
        desk = self.desk
        if desk is None or not desk.store.size:
            return
        number = await self.app.push_screen_wait(
            BrowseScreen(desk.page, desk.find_articles, desk.store.size, desk.number, self.palette)
        )
        if number is not None:
            self.go_to(number)

    @work
    async def action_guidelines(self) -> None:
        """The label under the cursor, and the project's own guidelines."""
        if self.desk is None or self.row is None:
            return
        layer = self.marking_layer if self.marking and self.marking_layer else self.row.layer
        item = self.desk.board.first(self.row)
        text = label_text(layer, layer.label(item.mark.label) if item else None, self.palette)
        if self.guidelines is not None and self.guidelines.is_file():
            source = self.guidelines.read_text(encoding="utf-8", errors="replace")
            text = text + "\n\n" + guideline_text(source, self.palette)
        await self.app.push_screen_wait(Reading("Guidelines", text))

    @work
    async def action_help(self) -> None:
        """All keys."""
        await self.app.push_screen_wait(Reading("Keys", help_text(self.keys.commands, self.palette)))

    def action_page_down(self) -> None:
        """The text, a page on."""
        self.pane.scroll_to(y=self.pane.scroll_offset.y + max(1, self.pane.size.height - 2), animate=False)

    def action_page_up(self) -> None:
        """The text, a page back."""
        self.pane.scroll_to(y=self.pane.scroll_offset.y - max(1, self.pane.size.height - 2), animate=False)

    def action_theme(self) -> None:
        """The next theme."""
        names = list(THEMES)
        now = self.palette.name if self.palette.name in names else names[0]
        name = names[(names.index(now) + 1) % len(names)]
        self.app.theme = f"postil-{name}"
        self.notice(f"Theme: {name}. To keep it, write  theme: {name}  into postil.yaml.")

    def action_palette(self) -> None:
        """Find a command by name."""
        self.app.action_command_palette()

    def action_quit(self) -> None:
        """Leave; there is nothing to save."""
        self.keep_place()
        self.app.exit(0)
