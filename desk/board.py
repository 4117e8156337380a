"""The items of one article, grouped by layer into rows: what the panel lists, in which order, and what is left to do."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from postil.desk.item import Item, item_of
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.record import AnnotationChange, Change
from postil.schema.scheme import Kind, Layer, Scheme


@dataclass(eq=False, slots=True)
class Row:
    """Items that one decision answers: the same text with the same label. A row without items is a place to add one."""

    layer: Layer
    keys: list[str]
    target: str = ""
    family: str = ""
    state: "RowState | None" = None

    @property
    def key(self) -> str:
        """Names the row across restarts: its first item's key, or the place where one can be added."""
        return self.keys[0] if self.keys else f"+{self.layer.name}:{self.target}"


@dataclass(frozen=True, slots=True)
class RowState:
    """What the items of a row say together: their verdicts, whether one has a note or a flag, and who speaks for them.

    `sources` are those of the undecided item on which the fewest agree: the row claims no more than that.
    """

    verdicts: frozenset[Verdict | None]
    flagged: bool
    speaker: Item
    sources: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Group:
    """The rows of one layer; `left` of `total` items are undecided."""

    layer: Layer
    rows: list[Row] = field(default_factory=list)
    left: int = 0
    total: int = 0


class Board:
    """One article's items. Changes come in by `apply`; nothing is stored here. `agreed`: sources agree on some of them."""

    def __init__(
        self,
        scheme: Scheme,
        suggestions: Sequence[Suggestion],
        annotations: Sequence[Annotation],
        targets: dict[str, Sequence[str]],
    ) -> None:
        self.scheme = scheme
        self.items: dict[str, Item] = {}
        self.referable: dict[str, Suggestion] = {s.id: s for s in suggestions}
        self.agreed = any(s.agreed for s in suggestions)
        self._answers: dict[str, str] = {}
        self._rows: dict[str, Row] = {}
        for annotation in annotations:
            self._put(item_of(annotation))
        taken = {_spot(a) for a in annotations if a.verdict != "rejected"} | {a.identity for a in annotations}
        for suggestion in suggestions:
            covered = _spot(suggestion) in taken or suggestion.identity in taken
            if suggestion.current and suggestion.id not in self.items and not covered:
                self._put(Item(suggestion=suggestion))
        self.groups = [Group(layer) for layer in scheme.layers]
        self._by_layer = {group.layer.name: group for group in self.groups}
        self._build(targets)

    def _build(self, targets: dict[str, Sequence[str]]) -> None:
        by_layer: dict[str, list[Item]] = {group.layer.name: [] for group in self.groups}
        for item in self.items.values():
            if item.mark.layer in by_layer:
                by_layer[item.mark.layer].append(item)
        for group in self.groups:
            found = by_layer[group.layer.name]
            if group.layer.kind is Kind.SPANS:
                self._fill_spans(group, sorted(found, key=lambda i: (i.start, -i.end)))
            elif group.layer.kind is Kind.FRAMES:
                group.rows = [Row(group.layer, [i.key]) for i in sorted(found, key=lambda i: (i.start, i.end))]
            else:
                self._fill_choices(group, found, targets.get(group.layer.each, ()))
            for row in group.rows:
                for key in row.keys:
                    self._rows[key] = row
            self._pad(group)
            self._count(group)

    def _fill_spans(self, group: Group, found: list[Item]) -> None:
        rows: dict[tuple[str, str, str], Row] = {}
        for item in found:
            which = (item.mark.text, item.mark.label, item.verdict or "")
            row = rows.get(which)
            if row is None:
                row = rows[which] = Row(group.layer, [], family=item.key)
                group.rows.append(row)
            row.keys.append(item.key)

    def _fill_choices(self, group: Group, found: list[Item], targets: Sequence[str]) -> None:
        found.sort(key=lambda i: -(i.suggestion.score if i.suggestion else 1.0))
        found.sort(key=_standing)
        if not group.layer.each:
            group.rows = [Row(group.layer, [i.key]) for i in found]
            return
        named = list(dict.fromkeys([*targets, *(i.mark.target for i in found)]))
        for target in named:
            here = [Row(group.layer, [i.key], target) for i in found if i.mark.target == target]
            group.rows += here or [Row(group.layer, [], target)]

    def _pad(self, group: Group) -> None:
        """An empty group, and a list of targets that can grow, keep a row where something can be added."""
        blank = next((row for row in group.rows if not row.keys and not row.target), None)
        wanted = bool(group.layer.each) or not group.rows or (len(group.rows) == 1 and blank is not None)
        if blank is None and wanted:
            group.rows.append(Row(group.layer, []))
        elif blank is not None and not wanted:
            group.rows.remove(blank)

    def _put(self, item: Item) -> None:
        self.items[item.key] = item
        self._forget(item.key)
        if item.annotation is not None:
            self._answers[item.annotation.id] = item.key

    def _forget(self, key: str) -> None:
        row = self._rows.get(key)
        if row is not None:
            row.state = None

    def _count(self, group: Group) -> None:
        held = [self.items[key] for row in group.rows for key in row.keys]
        group.total = len(held)
        group.left = sum(1 for item in held if item.undecided)

    # what is where

    def group(self, layer: str) -> Group:
        """The group of that layer."""
        return self._by_layer[layer]

    def rows(self) -> Iterator[Row]:
        """All rows in the panel's order."""
        for group in self.groups:
            yield from group.rows

    def ordinal(self, row: Row) -> int:
        """The row's place, from 1, among the rows of its group that are not rejected; 0 for others."""
        rows = [r for r in self._by_layer[row.layer.name].rows if (item := self.first(r)) is not None and not item.rejected]
        return rows.index(row) + 1 if row in rows else 0

    def items_of(self, row: Row) -> list[Item]:
        """The row's items, in the order of the text."""
        return [self.items[key] for key in row.keys]

    def first(self, row: Row) -> Item | None:
        """The row's first item."""
        return self.items[row.keys[0]] if row.keys else None

    def state(self, row: Row) -> RowState | None:
        """What the row's items say together; None for an empty row. Kept until one of them changes: rows can be long."""
        if not row.keys:
            return None
        if row.state is None:
            items = self.items_of(row)
            made = [item.suggestion.sources for item in items if item.undecided and item.suggestion is not None]
            row.state = RowState(
                verdicts=frozenset(item.verdict for item in items),
                flagged=any(i.annotation is not None and bool(i.annotation.flag or i.annotation.note) for i in items),
                speaker=next((item for item in items if item.undecided), items[0]),
                sources=min(made, key=len, default=()),
            )
        return row.state

    def waiting(self, row: Row) -> bool:
        """Whether something in the row is undecided."""
        state = self.state(row)
        return state is not None and None in state.verdicts

    def row_of(self, key: str) -> Row | None:
        """The row that holds this item, or the empty row of this key."""
        found = self._rows.get(key)
        return found or next((row for row in self.rows() if row.key == key), None)

    @property
    def left(self) -> int:
        """How many items are undecided."""
        return sum(group.left for group in self.groups)

    def next_waiting(self, row: Row | None) -> Row | None:
        """The next row with something undecided, going round; None when nothing is left."""
        at = self._by_layer[row.layer.name] if row else None
        start = self.groups.index(at) if at else 0
        here = at.rows.index(row) if at and row and row in at.rows else -1
        if at is not None and at.left:
            for later in at.rows[here + 1 :]:
                if self.waiting(later):
                    return later
        for group in [*self.groups[start + (at is not None) :], *self.groups[: start + 1]]:
            if group.left:
                return next(r for r in group.rows if self.waiting(r))
        return None

    def left_beside(self, row: Row, taken: Collection[str]) -> Row | None:
        """The row itself, else the next of its group, going round, that waits with something else than the items `taken`."""
        rows = self._by_layer[row.layer.name].rows
        here = rows.index(row) if row in rows else 0
        return next(
            (r for r in (*rows[here:], *rows[:here]) if any(self.items[k].undecided and k not in taken for k in r.keys)), None
        )

    def waiting_beyond(self, layer: str) -> Row | None:
        """The first row that waits in the groups after this layer's, going round; None when they have none."""
        at = self.groups.index(self._by_layer[layer])
        for group in [*self.groups[at + 1 :], *self.groups[:at]]:
            if group.left:
                return next(row for row in group.rows if self.waiting(row))
        return None

    def name_of(self, filler: Filler) -> str:
        """The words of what fills a role; "" when they are no longer known."""
        if filler.text:
            return filler.text
        key = self._answers.get(filler.annotation, "") if filler.annotation else filler.suggestion
        if key in self.items:
            return self.items[key].mark.text
        return self.referable[key].text if key in self.referable else ""

    # what changes

    def apply(self, changes: Iterable[Change]) -> tuple[set[str], bool]:
        """Take over stored changes. Returns the keys of the items that look different, and whether rows came or went."""
        touched: set[str] = set()
        reshaped = False
        for change in changes:
            if isinstance(change, AnnotationChange):
                key, moved = self._apply(change)
                touched.add(key)
                reshaped |= moved
        for layer in {self.items[k].mark.layer for k in touched if k in self.items}:
            if layer in self._by_layer:
                reshaped |= self._order(self._by_layer[layer])
        return touched, reshaped

    def _apply(self, change: AnnotationChange) -> tuple[str, bool]:
        known = change.before or change.after
        assert known is not None
        key = known.origin.id if known.origin else known.id
        group = self._by_layer.get(known.layer)
        old = self.items.get(key)
        stays = change.after is not None or known.origin is not None
        if group is not None:
            group.total += stays - (old is not None)
            group.left += (change.after is None and stays) - (old is not None and old.undecided)
        if change.after is not None:
            fresh = key not in self.items
            self._put(item_of(change.after))
            return key, fresh and self._insert(key)
        self._answers.pop(known.id, None)
        if known.origin is not None:
            self._put(Item(suggestion=known.origin))
            return key, key not in self._rows and self._insert(key)
        self.items.pop(key, None)
        return key, self._remove(key)

    def _insert(self, key: str) -> bool:
        item = self.items[key]
        group = self._by_layer.get(item.mark.layer)
        if group is None:
            return False
        row = Row(group.layer, [key], item.mark.target, family=key)
        empty = next((r for r in group.rows if not r.keys and r.target == item.mark.target), None)
        if empty is not None and item.mark.target:
            group.rows[group.rows.index(empty)] = row
        else:
            group.rows.insert(self._slot(group, item), row)
        self._rows[key] = row
        self._pad(group)
        return True

    def _slot(self, group: Group, item: Item) -> int:
        if group.layer.kind is Kind.CHOICES:
            return next((i for i, r in enumerate(group.rows) if not r.keys and not r.target), len(group.rows))
        for index, row in enumerate(group.rows):
            first = self.first(row)
            if first is None or first.start > item.start:
                return index
        return len(group.rows)

    def _remove(self, key: str) -> bool:
        row = self._rows.pop(key, None)
        if row is None:
            return False
        group = self._by_layer[row.layer.name]
        row.keys.remove(key)
        row.state = None
        if not row.keys and not row.target:
            group.rows.remove(row)
        self._pad(group)
        return True

    def _order(self, group: Group) -> bool:
        """Ranked choices stand in the order of their ranks; what is rejected sinks below."""
        if not group.layer.many or group.layer.each:
            return False
        before = list(group.rows)
        group.rows.sort(key=lambda row: _standing(self.first(row)))
        return group.rows != before

    def open(self, row: Row) -> bool:
        """Show the row's items one by one."""
        if len(row.keys) < 2:
            return False
        group = self._by_layer[row.layer.name]
        singles = [Row(row.layer, [key], family=row.family or row.key) for key in row.keys]
        at = group.rows.index(row)
        group.rows[at : at + 1] = singles
        for single in singles:
            self._rows[single.keys[0]] = single
        return True

    def split(self, row: Row, key: str) -> Row:
        """Take one item of the row into a row of its own, before the others. Returns that row."""
        if len(row.keys) < 2 or key not in row.keys:
            return row
        group = self._by_layer[row.layer.name]
        row.family = row.family or row.key
        row.keys.remove(key)
        row.state = None
        alone = self._rows[key] = Row(row.layer, [key], family=row.family)
        group.rows.insert(group.rows.index(row), alone)
        return alone

    def close(self, row: Row) -> Row | None:
        """Put back together the rows that were one, as far as they still say the same. Returns the row, or None."""
        group = self._by_layer[row.layer.name]
        mine = self._alike(row)
        family = [r for r in group.rows if r.family and r.family == row.family and self._alike(r) == mine]
        if len(family) < 2:
            return None
        whole = replace(family[0], keys=[key for r in family for key in r.keys], state=None)
        group.rows[group.rows.index(family[0])] = whole
        group.rows = [r for r in group.rows if r is whole or r not in family]
        for key in whole.keys:
            self._rows[key] = whole
        return whole

    def _alike(self, row: Row) -> tuple[str, str, str]:
        item = self.first(row)
        return ("", "", "") if item is None else (item.mark.text, item.mark.label, item.verdict or "")


def _standing(item: Item | None) -> tuple[int, int, bool]:
    """Where a choice stands in its list: by rank, what is decided before what is not; what is rejected below."""
    return (2, 0, True) if item is None else (int(item.rejected), item.mark.rank or 999, item.undecided)


def _spot(mark: Suggestion | Annotation) -> tuple[object, ...]:
    """Where a mark stands: two spans of one layer on the same range, or two answers for one target, compete."""
    if mark.start is None:
        return (mark.layer, mark.target or mark.label)
    return (mark.layer, mark.start, mark.end)
