"""Ranks of choices: while a list is being answered they stay as they are; once nothing in it waits they count from 1."""

from collections.abc import Sequence
from dataclasses import replace

from postil.desk import edit
from postil.desk.board import Board, Group, Row
from postil.desk.item import Item
from postil.schema.annotation import Annotation, Verdict
from postil.schema.record import AnnotationChange, Change
from postil.schema.scheme import Layer


def ranked(layer: Layer) -> bool:
    """Whether the layer takes several labels in an order."""
    return layer.many and not layer.each


def swapped(board: Board, row: Row, step: int, by: str) -> list[AnnotationChange]:
    """The row moves past its neighbour and takes its rank: that says that both hold. Only the moved one is a correction."""
    rows = standing(board, board.group(row.layer.name))
    if row not in rows or not 0 <= rows.index(row) + step < len(rows):
        return []
    moved, passed = board.first(row), board.first(rows[rows.index(row) + step])
    assert moved is not None
    assert passed is not None
    high = min(_rank(moved), _rank(passed))
    low = max(_rank(moved), _rank(passed), high + 1)
    up, down = (high, low) if step < 0 else (low, high)
    return [edit.rerank(moved, by, up, moved=True), edit.rerank(passed, by, down, moved=False)]


def standing(board: Board, group: Group) -> list[Row]:
    """The rows that are not rejected, in their order."""
    return [row for row in group.rows if (item := board.first(row)) is not None and not item.rejected]


def last_rank(board: Board, layer: str) -> int:
    """The highest rank that something not rejected has; 0 when there is none."""
    found = (board.first(row) for row in standing(board, board.group(layer)))
    return max((_rank(item) for item in found if item), default=0)


def numbered(board: Board, changes: Sequence[Change], by: str, *, anyway: bool = False) -> list[Change]:
    """The changes, and those that make the ranks count from 1 in each ranked layer where nothing waits (or `anyway`)."""
    out = list(changes)
    touched = {(c.after or c.before).layer for c in out if isinstance(c, AnnotationChange) and (c.after or c.before)}  # type: ignore[union-attr]  # checked
    for group in board.groups:
        if ranked(group.layer) and (anyway or group.layer.name in touched):
            _number(board, group, out, by, anyway)
    return out


def _number(board: Board, group: Group, out: list[Change], by: str, anyway: bool) -> None:
    at = {c.id: n for n, c in enumerate(out) if isinstance(c, AnnotationChange)}
    answered = {
        (known.origin.id if known.origin else known.id): change.after
        for change in out
        if isinstance(change, AnnotationChange) and (known := change.after or change.before) and known.layer == group.layer.name
    }
    now: dict[str, Annotation | None] = {key: board.items[key].annotation for row in group.rows for key in row.keys}
    waits = any(key not in answered and board.items[key].undecided for key in now)
    if waits and not anyway:
        return
    kept = [a for a in (now | answered).values() if a is not None and a.verdict is not Verdict.REJECTED]
    for rank, annotation in enumerate(sorted(kept, key=lambda a: a.rank or 999), 1):
        if annotation.rank == rank:
            continue
        after = replace(annotation, rank=rank, by=by)
        if annotation.id in at:
            change = out[at[annotation.id]]
            assert isinstance(change, AnnotationChange)
            out[at[annotation.id]] = AnnotationChange(change.before, after)
        else:
            out.append(AnnotationChange(annotation, after))


def _rank(item: Item) -> int:
    return item.mark.rank or 999
