"""Deciding: accept, reject, correct, undo. Each key is one stored decision before anything is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work

from postil.desk.words import Edge, moved
from postil.schema.annotation import Verdict
from postil.schema.label_keys import label_keys
from postil.schema.scheme import Kind
from postil.tui.screens import asking
from postil.tui.screens.moving import Moving

if TYPE_CHECKING:
    from postil.desk.board import Row
    from postil.desk.desk import Outcome
    from postil.desk.item import Item


class Deciding(Moving):
    """The commands that change something."""

    _by_character = False

    # answering

    def _on_row(self, verb: Callable[[Row], Outcome]) -> None:
        desk, row = self.desk, self.row
        if desk is None or row is None:
            return
        if not row.keys:
            self.notice(_EMPTY[row.layer.kind])
            return
        self.decide(lambda: verb(row))

    def action_accept(self) -> None:
        """Accept the row."""
        if self.desk is not None:
            self._on_row(self.desk.accept)

    def action_reject(self) -> None:
        """Reject the row."""
        if self.desk is not None:
            self._on_row(self.desk.reject)

    def action_defer(self) -> None:
        """Leave it and go on."""
        if self.desk is not None:
            self.select(self.desk.board.next_waiting(self.row) or self._beside(1))

    def action_accept_rest(self) -> None:
        """Accept what is left in the group."""
        desk, row = self.desk, self.row
        if desk is None or row is None:
            return
        group = desk.board.group(row.layer.name)
        if not group.left:
            self.notice(f"Nothing is left in {group.layer.title or group.layer.name}.")
            return
        self.decide(lambda: desk.answer_rest(row.layer.name, Verdict.ACCEPTED))

    def action_accept_agreed(self) -> None:
        """Accept what is left in the group and agreed by several sources."""
        desk, row = self.desk, self.row
        if desk is None or row is None:
            return
        group = desk.board.group(row.layer.name)
        if not group.left:
            self.notice(f"Nothing is left in {group.layer.title or group.layer.name}.")
        elif not any(item.agreed for one in group.rows for item in desk.board.items_of(one)):
            self.notice(f"No two sources agree on what is left in {group.layer.title or group.layer.name}.")
        else:
            self.decide(lambda: desk.accept_agreed(row))

    def action_undo(self) -> None:
        """Take the last decision back."""
        if self.desk is not None:
            self.decide(self._undo)

    def action_redo(self) -> None:
        """Make it again."""
        if self.desk is not None:
            self.decide(self._redo)

    def _undo(self) -> Outcome | None:
        assert self.desk is not None
        outcome = self.desk.undo()
        self.app.call_later(self.notice, f"Undone: {outcome.kind}." if outcome else "There is nothing to undo.")
        return outcome

    def _redo(self) -> Outcome | None:
        assert self.desk is not None
        outcome = self.desk.redo()
        self.app.call_later(self.notice, f"Done again: {outcome.kind}." if outcome else "There is nothing to redo.")
        return outcome

    # correcting

    def action_label_digit(self, digit: int) -> None:
        """Set the label with this digit."""
        layer = self.marking_layer if self.marking else (self.row.layer if self.row else None)
        if layer is None:
            return
        name = label_keys(layer).get(str(digit), "")
        if not name:
            self.notice(f"{layer.title or layer.name} has no label {digit}.")
        else:
            self.set_label(name)

    def set_label(self, name: str) -> None:
        """Give the label to what is selected in the text, else to the row."""
        desk, row = self.desk, self.row
        if desk is None:
            return
        if self.marking:
            self.mark_with(name)
        elif row is not None and (row.keys or row.layer.kind is Kind.CHOICES):
            if not row.keys and row.layer.each and not row.target:
                self.notice("Press l to name the new target first.")
            else:
                self.decide(lambda: desk.relabel(row, name))
        elif row is not None:
            self.notice(_EMPTY[row.layer.kind])

    @work
    async def action_label(self) -> None:
        """Pick a label by a few letters; on a place for a new target, name the target."""
        row = self.row
        if row is None or self.desk is None:
            return
        if not row.keys and row.layer.each and not row.target:
            await self._new_target(row)
            return
        if not row.keys and row.layer.kind is not Kind.CHOICES:
            self.notice(_EMPTY[row.layer.kind])
            return
        first = self.desk.board.first(row)
        picked = await asking.label(self, row.layer, first.mark.label if first else "")
        if not picked:
            return
        if row.keys and row.layer.many and not row.layer.each:
            self._add_choice(row, picked)
        else:
            self.set_label(picked)

    def _add_choice(self, row: Row, label: str) -> None:
        """In a ranked list a picked label is added, or accepted where it already stands."""
        desk = self.desk
        assert desk is not None
        other = next(
            (r for r in desk.board.group(row.layer.name).rows if (i := desk.board.first(r)) and i.mark.label == label), None
        )
        if other is not None:
            self.decide(lambda: desk.accept(other))
        else:
            self.decide(lambda: desk.choose(row.layer.name, label))

    async def _new_target(self, row: Row) -> None:
        entry = await asking.entry(
            self, "New target", hint=f"it joins the project's list «{row.layer.each}»; Enter is done, Esc back"
        )
        desk = self.desk
        if desk is not None and entry and entry.strip():
            self.decide(lambda: desk.add_entry(row.layer.each, entry.strip()), then=self.refresh_article)

    def _edge(self, edge: Edge) -> None:
        desk, row = self.desk, self.row
        if desk is None or row is None or self._waiting:
            return
        if row.layer.kind is Kind.CHOICES:
            self._rank(row, edge)
            return
        if not row.keys:
            return
        items = desk.board.items_of(row)
        text = desk.article.text

        def mover(start: int, end: int) -> tuple[int, int]:
            return moved(text, start, end, edge, by_character=self._by_character)

        results = {text[slice(*mover(i.start, i.end))] for i in items}
        told = f"The edge moved in all {len(items)} places; → opens the row to move one." if len(items) > 1 else ""
        if len(results) > 1:
            told = f"Only this one of {len(items)} was moved: the words beside the others differ."
            key = self.pane.look.focus if self.pane.look.focus in row.keys else row.key
            items = [desk.board.items[key]]
            self.row = self.panel.current = desk.board.split(row, key)
            self.panel.reshape()
        self.decide(lambda: desk.move_edges(items, mover), go_on=False, then=lambda: self.notice(told) if told else None)

    def _rank(self, row: Row, edge: Edge) -> None:
        desk = self.desk
        if desk is not None and row.layer.many and not row.layer.each and row.keys and edge in (Edge.START_BACK, Edge.END_ON):
            self.decide(lambda: desk.move_rank(row, -1 if edge is Edge.START_BACK else 1), go_on=False)

    def action_start_back(self) -> None:
        """The span starts earlier, or the choice ranks higher."""
        self._edge(Edge.START_BACK)

    def action_start_on(self) -> None:
        """The span starts later."""
        self._edge(Edge.START_ON)

    def action_end_back(self) -> None:
        """The span ends earlier."""
        self._edge(Edge.END_BACK)

    def action_end_on(self) -> None:
        """The span ends later, or the choice ranks lower."""
        self._edge(Edge.END_ON)

    def action_by_character(self) -> None:
        """Edges move by characters, or by words again."""
        self._by_character = not self._by_character
        self.notice(
            "Edges move by single characters now; c goes back to words." if self._by_character else "Edges move by words."
        )

    @work
    async def action_roles(self) -> None:
        """Fill the roles and attributes of the frame under the cursor."""
        desk, row = self.desk, self.row
        item: Item | None = desk.board.first(row) if desk and row else None
        if desk is None or row is None or item is None or row.layer.kind is not Kind.FRAMES:
            self.notice("Roles belong to events and stance claims: move to one of them first.")
            return
        await asking.roles(self, desk, row)

    @work
    async def action_note(self) -> None:
        """Hang a note on the row, or on the article where the row cannot carry one."""
        desk, row = self.desk, self.row
        if desk is None:
            return
        item = desk.board.first(row) if row else None
        old = item.annotation.note if item and item.annotation else "" if item else desk.work.note
        what = " ".join(item.mark.text.split())[:40] or item.mark.label if item else "the article"
        typed = await asking.entry(self, f"Note on {what}", old, "Enter stores it, Esc back; a note accepts a suggestion")
        if typed is not None and typed != old:
            self.decide(lambda: desk.note(row if item else None, typed), go_on=False)

    def action_flag(self) -> None:
        """Flag the decided row, else the article."""
        desk, row = self.desk, self.row
        if desk is None:
            return

        def tell() -> None:
            item = desk.board.first(row) if row else None
            if item is None or item.annotation is None:
                self.notice("The article is flagged." if desk.work.flag else "The article's flag is off.")

        self.decide(lambda: desk.flag(row), go_on=False, then=tell)


_EMPTY = {
    Kind.SPANS: "Nothing here yet: i marks in the text.",
    Kind.FRAMES: "Nothing here yet: i marks in the text.",
    Kind.CHOICES: "Nothing here yet: l picks a label.",
}
