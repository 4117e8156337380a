"""Moving: between rows and groups, and from article to article."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work

from postil.schema.annotation import Verdict
from postil.tui.screens import asking
from postil.tui.screens.storing import Storing

if TYPE_CHECKING:
    from postil.desk.board import Row
    from postil.desk.summary import Summary


class Moving(Storing):
    """The cursor keys of the list, and finishing, skipping and leafing."""

    def _beside(self, step: int) -> Row | None:
        if self.desk is None:
            return None
        rows = list(self.desk.board.rows()) if self.row is None else self.panel.rows
        at = self.panel.place_of(self.row) if self.row is not None else -1
        return rows[min(max(at + step, 0), len(rows) - 1)] if rows else None

    def action_next_row(self) -> None:
        """Down."""
        self.select(self._beside(1))

    def action_previous_row(self) -> None:
        """Up."""
        self.select(self._beside(-1))

    def _group(self, step: int) -> None:
        if self.desk is None or self.row is None:
            return
        groups = [group for group in self.desk.board.groups if group.rows]
        at = next(n for n, group in enumerate(groups) if group.layer is self.row.layer)
        group = groups[(at + step) % len(groups)]
        waiting = next((row for row in group.rows if self.desk.board.waiting(row)), None)
        self.select(waiting or group.rows[0])

    def action_next_group(self) -> None:
        """To the next group."""
        self._group(1)

    def action_previous_group(self) -> None:
        """To the group before."""
        self._group(-1)

    def action_open_row(self) -> None:
        """Show the row's items one by one."""
        if self.desk is not None and self.row is not None:
            keys = list(self.row.keys)
            if self.desk.board.open(self.row):
                self.panel.reshape()
                self.select(self.desk.board.row_of(keys[0]))

    def action_close_row(self) -> None:
        """Put them together again."""
        if self.desk is not None and self.row is not None:
            whole = self.desk.board.close(self.row)
            if whole is not None:
                self.panel.reshape()
                self.select(whole)

    # articles

    @work
    async def action_finish(self) -> None:
        """Mark the article done and take the next; with something undecided left, ask once."""
        desk = self.desk
        if desk is None or not desk.number or self._waiting:
            return
        answer = await self._ask_about_the_rest() if desk.board.left else ""
        if answer == "escape":
            return
        rest = {"A": Verdict.ACCEPTED, "&": Verdict.ACCEPTED, "X": Verdict.REJECTED}.get(answer)
        self._leave(lambda: desk.finish(rest, agreed=answer == "&"), "Done")

    async def _ask_about_the_rest(self) -> str:
        """What shall become of that which is undecided: the key of the answer."""
        assert self.desk is not None
        left = self.desk.board.left
        agreed = sum(item.agreed for item in self.desk.board.items.values())
        answers = [("A", "Accept the rest", "they count as accepted by you")]
        if 0 < agreed < left:
            answers.append(("&", f"Accept the {agreed} agreed", "the others stay undecided"))
        answers += [
            ("X", "Reject the rest", "they count as rejected by you"),
            ("l", "Leave them", "they stay undecided"),
            ("escape", "Go back", "to the article"),
        ]
        text = f"{left} {'suggestion is' if left == 1 else 'suggestions are'} still undecided."
        return await asking.question(self, "Finish this article?", text, answers)

    def action_skip(self) -> None:
        """Mark the article skipped and take the next."""
        if self.desk is not None and self.desk.number:
            self._leave(self.desk.skip, "Skipped")

    def _leave(self, verb: Callable[[], Summary], what: str) -> None:
        desk = self.desk
        assert desk is not None
        name = desk.article.id

        said: list[Summary] = []

        def take_on() -> None:
            if not desk.take_next():
                desk.leave()

        def go_on() -> None:
            if self.guard(take_on):
                self.show_article()
                self.show_saved()
                self.footer.show_notice(f"{what}: {name} — {said[-1]}.", passing=True)
                self.after_finish()

        self.decide(lambda: said.append(verb()), then=go_on)

    def _step(self, step: int) -> None:
        desk = self.desk
        if desk is None or not desk.store.size:
            return
        moved = False

        def leaf() -> None:
            nonlocal moved
            moved = desk.step(step)

        if self._waiting:
            self.app.bell()
        elif self.guard(leaf):
            if moved:
                self.show_article()
                self.keep_place()
            else:
                self.notice(self._end(step))

    def _end(self, step: int) -> str:
        """Why there is nothing that way."""
        assert self.desk is not None
        if self.desk.order == "file":
            return "This is the last article." if step > 0 else "This is the first article."
        corpus = f"{self.keys.shown('browse')} shows all articles."
        return f"Nothing else is left to do; {corpus}" if step > 0 else f"This is where you began; {corpus}"

    def go_to(self, number: int) -> None:
        """Put another article on the desk, without finishing this one; not while a decision on this one is on its way."""
        desk = self.desk
        if self._waiting:
            self.app.bell()
        elif desk is not None and self.guard(lambda: desk.take(number)):
            self.show_article()
            self.keep_place()

    def action_next_article(self) -> None:
        """On, without finishing."""
        self._step(1)

    def action_previous_article(self) -> None:
        """Back to where one came from."""
        self._step(-1)
