"""Looking things up: find in the text, the corpus, the guidelines, the help; and the program's own matters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import work

from postil.tui.colors import THEMES
from postil.tui.screens import asking
from postil.tui.screens.part import Part


class Looking(Part):
    """Commands that decide nothing."""

    _sought = ""
    guidelines: Path | None = None

    @work
    async def action_find(self) -> None:
        """Find in the text, from the cursor on and round again; Enter goes from place to place, Esc stays at the last."""
        if self.desk is not None and self.desk.number:
            await asking.entry(
                self, "Find in the text", self._sought, "Enter finds, again the next; Esc stays there", again=self._find
            )

    def _find(self, sought: str) -> str:
        """Show the next place of the words; what there is to say of it."""
        desk, pane = self.desk, self.pane
        if desk is None or not sought:
            pane.set_look(replace(pane.look, found=None))
            return "type some words"
        text, wanted = desk.article.text.casefold(), sought.casefold()
        if len(text) != len(desk.article.text):
            text, wanted = desk.article.text, sought
        after = pane.look.found[0] + 1 if pane.look.found and sought == self._sought else (pane.look.cursor or 0)
        self._sought = sought
        at = text.find(wanted, after)
        at = text.find(wanted) if at < 0 else at
        if at < 0:
            pane.set_look(replace(pane.look, found=None))
            return "not in this article"
        if self.marking:
            self.place_cursor(at)
        pane.set_look(replace(pane.look, found=(at, at + len(wanted))))
        pane.reveal(at, at + len(wanted))
        return f"{text.count(wanted, 0, at) + 1} of {text.count(wanted)}; Enter the next, Esc stays, then i marks there"

    @work
    async def action_browse(self) -> None:
        """The list of all articles."""
        desk = self.desk
        if desk is None or not desk.store.size:
            return
        number = await asking.article(self, desk)
        if number is not None:
            self.go_to(number)

    @work
    async def action_guidelines(self) -> None:
        """The label under the cursor, and the project's own guidelines."""
        if self.desk is None or self.row is None:
            return
        layer = self.marking_layer if self.marking and self.marking_layer else self.row.layer
        item = self.desk.board.first(self.row)
        await asking.read_guidelines(self, layer, item.mark.label if item else "", self.guidelines)

    @work
    async def action_help(self) -> None:
        """All keys."""
        await asking.read_help(self)

    def action_page_down(self) -> None:
        """The text, a page on."""
        self.pane.show_from(self.pane.scroll_offset.y + max(1, self.pane.size.height - 2))

    def action_page_up(self) -> None:
        """The text, a page back."""
        self.pane.show_from(self.pane.scroll_offset.y - max(1, self.pane.size.height - 2))

    def action_theme(self) -> None:
        """The next theme."""
        names = list(THEMES)
        now = self.palette.name if self.palette.name in names else names[0]
        name = names[(names.index(now) + 1) % len(names)]
        self.use_theme(name)
        self.notice(f"Theme: {name}. To keep it, write  theme: {name}  into postil.yaml.")

    @work
    async def action_palette(self) -> None:
        """Find a command by its name."""
        action = await asking.command(self)
        if action:
            await self.run_action(action)

    def action_quit(self) -> None:
        """Leave; there is nothing to save."""
        self.keep_place()
        self.app.exit(0)
