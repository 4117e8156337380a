"""Filling roles: first which role or attribute, then by whom or what, by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from postil.desk.candidates import candidates
from postil.schema.annotation import Filler
from postil.tui.screens.picker import Option, Picker

if TYPE_CHECKING:
    from postil.desk.board import Row
    from postil.desk.desk import Desk
    from postil.desk.item import Item
    from postil.schema.scheme import Attribute, Role
    from postil.tui.colors import Colors
    from postil.tui.screens.part import Part


async def ask_roles(screen: Part, desk: Desk, row: Row, colors: Colors) -> None:
    """Ask for roles and attributes of the row's frame until the annotator is done; each answer is one decision."""
    at = 0
    while True:
        item = desk.board.first(row)
        if item is None:
            return
        options = [_role_option(desk, item, role) for role in row.layer.roles]
        options += [Option(a.title or a.name, f"attribute {a.name}", _value(item, a)) for a in row.layer.attributes]
        title = f"{item.mark.label}  {' '.join(item.mark.text.split())[:40]}"
        picked = await screen.app.push_screen_wait(Picker(title, options, colors, at=at))
        if not picked:
            return
        at = next(n for n, option in enumerate(options) if option.value == picked[0])
        kind, name = picked[0].split(" ", 1)
        if kind == "role":
            role = row.layer.role(name)
            assert role is not None
            await _ask_fillers(screen, desk, item, role, colors)
        else:
            await _ask_value(screen, desk, item, next(a for a in row.layer.attributes if a.name == name), colors)


def _role_option(desk: Desk, item: Item, role: Role) -> Option:
    names = [" ".join(desk.board.name_of(f).split()) for f in item.mark.roles.get(role.name, ())]
    return Option(role.title or role.name, f"role {role.name}", ", ".join(filter(None, names)) or "—")


def _value(item: Item, attribute: Attribute) -> str:
    return item.mark.attributes.get(attribute.name, "—")


async def _ask_fillers(screen: Part, desk: Desk, item: Item, role: Role, colors: Colors) -> None:
    found = candidates(desk, item, role)
    options = [Option(c.name, c.name, c.detail, c.chosen) for c in found]
    free = role.text or bool(role.list)
    picked = await screen.app.push_screen_wait(Picker(role.title or role.name, options, colors, many=role.many, free=free))
    if picked is None:
        return
    offered = {candidate.name: candidate.filler for candidate in found}
    fillers = [offered.get(value) or Filler(text=value) for value in picked]
    if not role.many and any(f == c.filler and c.chosen for f in fillers for c in found):
        fillers = []
    if tuple(fillers) == tuple(item.mark.roles.get(role.name, ())):
        return
    entry = next((f.text for f in fillers if f.text and role.list), "")
    _store(screen, desk, item, role.name, fillers, entry)


def _store(screen: Part, desk: Desk, item: Item, role: str, fillers: Sequence[Filler], entry: str) -> None:
    screen.decide(lambda: desk.fill(item, role, fillers, new_entry=entry), go_on=False)


async def _ask_value(screen: Part, desk: Desk, item: Item, attribute: Attribute, colors: Colors) -> None:
    now = item.mark.attributes.get(attribute.name, "")
    options = [Option(value, value, chosen=value == now) for value in attribute.values]
    at = next((n for n, option in enumerate(options) if option.chosen), 0)
    picked = await screen.app.push_screen_wait(Picker(attribute.title or attribute.name, options, colors, at=at))
    if picked:
        screen.decide(lambda: desk.describe(item, attribute.name, picked[0]), go_on=False)
