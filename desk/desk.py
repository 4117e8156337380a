"""What an annotator can do, without a screen: take an article, decide, undo, redo, finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from postil.desk import edit, ranks
from postil.desk.board import Row
from postil.desk.item import Item
from postil.desk.summary import Summary, summarise
from postil.desk.taking import Taking
from postil.schema.annotation import Filler, Mark, Suggestion, Verdict
from postil.schema.errors import PostilError
from postil.schema.record import AnnotationChange, Change, Decision, ListChange, Status, WorkChange
from postil.schema.scheme import Kind

if TYPE_CHECKING:
    from postil.db.store import Listed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision changed: the items that look different, whether rows came or went, and when it was stored.

    `article` is set when an undo or redo led to another article, which is now on the desk. `kind` names the decision.
    """

    kind: str
    touched: frozenset[str] = frozenset()
    reshaped: bool = False
    at: str = ""
    article: int = 0
    place: str = ""


class Desk(Taking):
    """One annotator at one project. Every verb that decides is stored before it returns, or raises and changes nothing."""

    # deciding

    def accept(self, row: Row) -> Outcome:
        """Accept everything in the row that is undecided or rejected."""
        return self._decide("accept", (edit.accept(i, self.annotator) for i in self.board.items_of(row)), row)

    def reject(self, row: Row) -> Outcome:
        """Reject the row's suggestions; what a person added goes away."""
        changes = [edit.reject(i, self.annotator) for i in self.board.items_of(row)]
        return self._decide("reject", changes, row)

    def relabel(self, row: Row, label: str) -> Outcome:
        """Set the label of everything in the row, or add the label where the row is an empty place."""
        if not row.keys:
            return self.choose(row.layer.name, label, row.target)
        if row.layer.kind is Kind.CHOICES and not row.layer.each:
            other = next((r for r in self.board.group(row.layer.name).rows if r is not row and self._label(r) == label), None)
            if other is not None:
                return self._instead(row, other)
        return self._decide("label", (edit.relabel(i, self.annotator, label) for i in self.board.items_of(row)), row)

    def choose(self, layer: str, label: str, target: str = "") -> Outcome:
        """Add a label of the whole article, last in rank where there are ranks. One that is suggested is accepted instead."""
        for item in self.board.items.values():
            if (item.mark.layer, item.mark.label, item.mark.target) == (layer, label, target):
                return self._decide("accept", [edit.accept(item, self.annotator)])
        rank = ranks.last_rank(self.board, layer) + 1 if ranks.ranked(self.scheme.layer(layer)) else None
        mark = Mark(id="", layer=layer, label=label, rank=rank, target=target)
        outcome = self._decide("add", [edit.add(mark, self.annotator)])
        self.place = next(iter(outcome.touched), self.place)
        return outcome

    def add_span(self, layer: str, label: str, start: int, end: int) -> Outcome:
        """Add a span, or a frame with this trigger. A suggestion on this very range is accepted instead, with this label."""
        here = [i for i in self.board.items.values() if (i.mark.layer, i.mark.start, i.mark.end) == (layer, start, end)]
        same = next((i for i in here if i.mark.label == label and (i.undecided or i.rejected)), None)
        if same is not None:
            return self._decide("accept", [edit.accept(same, self.annotator)])
        waiting = next((i for i in here if i.undecided), None)
        if waiting is not None:
            return self._decide("label", [edit.relabel(waiting, self.annotator, label)])
        self._require_room(layer, start, end)
        mark = Mark(id="", layer=layer, label=label, start=start, end=end, text=self.article.text[start:end])
        return self._decide("add", [edit.add(mark, self.annotator)])

    def move_edges(
        self, items: Sequence[Item], mover: Callable[[int, int], tuple[int, int]], row: Row | None = None
    ) -> Outcome:
        """Move an edge of each of the items by `mover`, which maps (start, end) to (start, end)."""
        text = self.article.text
        return self._decide("edges", (edit.move(i, self.annotator, text, *mover(i.start, i.end)) for i in items), row)

    def fill(self, item: Item, role: str, fillers: Sequence[Filler], *, new_entry: str = "") -> Outcome:
        """Set who or what fills a role; a new entry of the role's list is added with it."""
        found = self.scheme.layer(item.mark.layer).role(role)
        changes: list[Change] = []
        if new_entry and found and found.list and new_entry not in self.entries(found.list):
            changes.append(ListChange(found.list, new_entry))
        return self._decide("role", [*changes, edit.fill(item, self.annotator, role, fillers)])

    def describe(self, item: Item, attribute: str, value: str) -> Outcome:
        """Set an attribute of a frame."""
        return self._decide("attribute", [edit.describe(item, self.annotator, attribute, value)])

    def add_entry(self, name: str, entry: str) -> Outcome:
        """Add an entry, such as a stance target, to one of the project's lists; one that differs only in case is that one."""
        known = next((one for one in self.entries(name) if one.casefold() == entry.casefold()), "")
        outcome = Outcome("list") if known else self._decide("list", [ListChange(name, entry)])
        self.renew()
        entry = known or entry
        layer = next((la.name for la in self.scheme.layers if la.each == name), "")
        self.place = f"+{layer}:{entry}" if layer else self.place
        return replace(outcome, reshaped=True)

    def note(self, row: Row | None, text: str) -> Outcome:
        """Hang a note on the row's first item, or on the article."""
        item = self.board.first(row) if row else None
        if item is None:
            return self._decide("note", [WorkChange(self.work, replace(self.work, note=text))])
        return self._decide("note", [edit.annotate(item, self.annotator, note=text)])

    def flag(self, row: Row | None) -> Outcome:
        """Set or take off the flag of the row's first item if it is decided, else of the article."""
        item = self.board.first(row) if row else None
        if item is None or item.annotation is None:
            return self._decide("flag", [WorkChange(self.work, replace(self.work, flag=not self.work.flag))])
        return self._decide("flag", [edit.annotate(item, self.annotator, flag=not item.annotation.flag)])

    def move_rank(self, row: Row, step: int) -> Outcome:
        """Move a ranked choice up (-1) or down (+1), past its neighbour, which is accepted by that."""
        return self._decide("rank", ranks.swapped(self.board, row, step, self.annotator))

    def answer_rest(self, layer: str, verdict: Verdict) -> Outcome:
        """Accept or reject all that is undecided in the layer, in one step."""
        kind = "accept rest" if verdict is Verdict.ACCEPTED else "reject rest"
        following = self.board.waiting_beyond(layer)
        return self._decide(kind, self._rest(verdict, [layer]), place=following.key if following else "")

    def accept_agreed(self, row: Row) -> Outcome:
        """Accept all in the row's layer that is undecided and on which several sources agree, in one step."""
        changes = self._rest(Verdict.ACCEPTED, [row.layer.name], agreed=True)
        taken = {change.after.origin.id for change in changes if change.after and change.after.origin}
        following = self.board.left_beside(row, taken) or self.board.waiting_beyond(row.layer.name)
        return self._decide("accept agreed", changes, place=following.key if following else row.key)

    def finish(self, rest: Verdict | None = None, *, agreed: bool = False) -> Summary:
        """Mark the article done, after accepting or rejecting what is undecided where `rest` says so.

        With `agreed` only that on which several sources agree; what else is undecided stays so.
        """
        layers = [la.name for la in self.scheme.layers]
        changes: list[Change] = [] if rest is None else list(self._rest(rest, layers, agreed=agreed))
        return self._close("finish", changes, Status.DONE)

    def skip(self) -> Summary:
        """Mark the article skipped."""
        return self._close("skip", [], Status.SKIPPED)

    def undo(self) -> Outcome | None:
        """Take the annotator's last decision back, wherever it was. None: there is nothing to undo."""
        return self._revert(redo=False)

    def redo(self) -> Outcome | None:
        """Make the last undone decision again. None: there is none."""
        return self._revert(redo=True)

    # looking round

    def page(self, first: int, last: int) -> list[Listed]:
        """The corpus list's lines from article `first` to `last`."""
        return self.store.listing(self.annotator, first, last)

    def find_articles(self, words: str) -> list[Listed]:
        """Articles whose id or title holds the words."""
        return self.store.find(self.annotator, words)

    def summary(self) -> Summary:
        """What was done with the article so far."""
        return summarise(self.board.items.values(), self.work.seconds + self.clock.active)

    # how

    def _require_room(self, layer: str, start: int, end: int) -> None:
        """Raise PostilError where the layer takes no overlaps and something stands there that was not rejected."""
        if self.scheme.layer(layer).overlap:
            return
        there = (i.mark for i in self.board.items.values() if i.mark.layer == layer and i.annotation and not i.rejected)
        found = next((mark for mark in there if (mark.start or 0) < end and start < (mark.end or 0)), None)
        if found is not None:
            raise PostilError(f"«{found.text}» ({found.label}) stands there already, and this layer takes no overlaps.")

    def _decide(self, kind: str, changes: Iterable[Change], row: Row | None = None, *, place: str = "") -> Outcome:
        closing = kind in ("finish", "skip")
        changes = ranks.numbered(self.board, [c for c in changes if not _idle(c)], self.annotator, anyway=closing)
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        real = tuple(_stamped(change, now) for change in changes if not _idle(change))
        if not real:
            return Outcome(kind)
        seconds = self.clock.take()
        place = place or self._after(row)
        decision = Decision(self.annotator, self.number, kind, real, place, seconds, self._referred(real))
        try:
            saved = self.store.decide(decision)
        except PostilError:
            self.clock.give_back(seconds)
            raise
        self.saved_at, self.place = saved.at, place
        self.work = replace(self.work, seconds=self.work.seconds + seconds)
        touched, reshaped = self._take_over(real)
        return Outcome(kind, frozenset(touched), reshaped, saved.at)

    def _referred(self, changes: Sequence[Change]) -> tuple[Suggestion, ...]:
        """What fills roles as it stands on the desk: a run beside the screen may have taken it away since."""
        marks = [c.after for c in changes if isinstance(c, AnnotationChange) and c.after is not None]
        named = {filler.suggestion for mark in marks for role in mark.roles.values() for filler in role if filler.suggestion}
        return tuple(self.board.referable[key] for key in sorted(named) if key in self.board.referable)

    def _take_over(self, changes: Sequence[Change]) -> tuple[set[str], bool]:
        for change in changes:
            if isinstance(change, WorkChange):
                self.work = replace(change.after, seconds=self.work.seconds)
        if self.work.status is Status.TODO:
            self.work = replace(self.work, status=Status.STARTED)
        return self.board.apply(changes)

    def _after(self, row: Row | None) -> str:
        """Where the cursor will stand: the row after this one that still waits, else here."""
        if row is None:
            return self.place
        following = self.board.next_waiting(row)
        return following.key if following else row.key

    def _rest(self, verdict: Verdict, layers: Sequence[str], *, agreed: bool = False) -> list[AnnotationChange]:
        answer = edit.accept if verdict is Verdict.ACCEPTED else edit.reject
        changes: list[AnnotationChange] = []
        for name in layers:
            items = [item for row in self.board.group(name).rows for item in self.board.items_of(row)]
            changes += [answer(item, self.annotator) for item in items if (item.agreed if agreed else item.undecided)]
        return changes

    def _close(self, kind: str, changes: list[Change], status: Status) -> Summary:
        self._decide(kind, [*changes, WorkChange(self.work, replace(self.work, status=status))])
        self.progress = self.store.progress(self.annotator)
        return summarise(self.board.items.values(), self.work.seconds)

    def _revert(self, *, redo: bool) -> Outcome | None:
        reverted = self.store.redo(self.annotator) if redo else self.store.undo(self.annotator)
        if reverted is None:
            return None
        self.saved_at = reverted.at
        if reverted.article != self.number:
            self.take(reverted.article)
            touched, reshaped, elsewhere = self._keys(reverted.changes), True, reverted.article
        else:
            listed = any(isinstance(c, ListChange) for c in reverted.changes)
            touched, reshaped = self._take_over(reverted.changes)
            elsewhere = 0
            if listed:
                self.renew()
                reshaped = True
            if reverted.kind == "edges":
                reshaped |= self._rejoin(touched)
        if any(isinstance(c, WorkChange) for c in reverted.changes):
            self.progress = self.store.progress(self.annotator)
        first = next((key for key in self._ordered(touched)), "")
        self.place = first or self.place
        return Outcome(reverted.kind, frozenset(touched), reshaped, reverted.at, elsewhere, self.place)

    def _rejoin(self, keys: set[str]) -> bool:
        """Rows that an edge took apart are one again once it is back. Whether any are."""
        rows = [row for key in keys if (row := self.board.row_of(key)) is not None]
        return sum(self.board.close(row) is not None for row in rows) > 0

    def _keys(self, changes: Iterable[Change]) -> set[str]:
        marks = [c.after or c.before for c in changes if isinstance(c, AnnotationChange)]
        return {(m.origin.id if m.origin else m.id) for m in marks if m is not None}

    def _ordered(self, keys: set[str]) -> list[str]:
        return [key for row in self.board.rows() for key in row.keys if key in keys]

    def _instead(self, row: Row, other: Row) -> Outcome:
        """A label that the list already has is picked for a row: that one is accepted, in the row's rank."""
        here, there = self.board.first(row), self.board.first(other)
        assert here is not None
        assert there is not None
        if not ranks.ranked(row.layer) or here.mark.rank is None:
            return self._decide("accept", [edit.accept(there, self.annotator)])
        changes = [edit.rerank(there, self.annotator, here.mark.rank, moved=True)]
        if here.annotation is not None and not here.rejected and there.mark.rank is not None:
            changes.append(edit.rerank(here, self.annotator, there.mark.rank, moved=False))
        return self._decide("rank", changes)

    def _label(self, row: Row) -> str:
        item = self.board.first(row)
        return item.mark.label if item else ""


def _idle(change: Change) -> bool:
    return not isinstance(change, ListChange) and change.before == change.after


def _stamped(change: Change, now: str) -> Change:
    if isinstance(change, AnnotationChange) and change.after is not None:
        return AnnotationChange(change.before, replace(change.after, at=now))
    return change
