"""Who or what could fill a role: the entities at hand, nearest first, or the entries of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.schema.annotation import Filler
from postil.schema.scheme import Role

if TYPE_CHECKING:
    from postil.desk.desk import Desk
    from postil.desk.item import Item

_MOST = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible filler, under the name that people read; `chosen` if it fills the role now."""

    name: str
    detail: str
    filler: Filler
    chosen: bool = False


def candidates(desk: Desk, item: Item, role: Role) -> list[Candidate]:
    """What fills the role now, then what could: for spans the nearest of each name, for a list its entries."""
    board = desk.board
    out: dict[str, Candidate] = {}
    for filler in item.mark.roles.get(role.name, ()):
        name = " ".join(board.name_of(filler).split())
        if name:
            out[name] = Candidate(name, "", filler, chosen=True)
    for entry in desk.entries(role.list):
        out.setdefault(entry, Candidate(entry, "", Filler(text=entry)))
    wanted = set(role.of)
    near = [
        other
        for other in board.items.values()
        if f"{other.mark.layer}.{other.mark.label}" in wanted and not other.rejected and other is not item
    ]
    near.sort(key=lambda other: _distance(item, other))
    for other in near:
        name = " ".join(other.mark.text.split())
        filler = Filler(suggestion=other.key) if other.suggestion else Filler(annotation=other.mark.id)
        if name not in out:
            out[name] = Candidate(name, other.mark.label, filler)
        if len(out) >= _MOST:
            break
    return list(out.values())


def _distance(item: Item, other: Item) -> int:
    """Code points between the two ranges, or 0 where they overlap."""
    return max(0, other.start - item.end, item.start - other.end)
