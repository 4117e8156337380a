"""What suggesting again does to one article: undecided suggestions are replaced, everything that a person touched stays."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from postil.db.results import Renewed
from postil.db.rows import Identity
from postil.db.suggestion_rows import EMPTY, Row, certainty
from postil.schema.annotation import new_id


@dataclass(frozen=True, slots=True)
class Said:
    """What a renewal must know of an annotation: the suggestion it answers, its identity, its roles as JSON."""

    answers: str | None
    identity: Identity
    roles: str


@dataclass(slots=True)
class State:
    """What is stored for an article: its suggestions, what was said, and the suggestions that its log speaks of."""

    there: Sequence[Row] = ()
    said: list[Said] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Plan:
    """The rows to insert and to change (whole rows), the ids to delete, to hide and to show again, and what comes of it.

    `count`: how many are current in the end. `certainty`: of those about which nobody decided or said the same.
    """

    number: int
    insert: list[Row] = field(default_factory=list)
    change: list[Row] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    hide: list[str] = field(default_factory=list)
    show: list[str] = field(default_factory=list)
    count: int = 0
    certainty: float | None = None
    renewed: Renewed = field(default_factory=Renewed)


def plan_first(number: int, rows: Sequence[Row]) -> Plan:
    """For an article of which nothing is stored."""
    sure = certainty(row.score for row in rows)
    return Plan(number, insert=list(rows), count=len(rows), certainty=sure, renewed=Renewed(new=len(rows)))


def plan(number: int, made: Sequence[Row], state: State) -> Plan:
    """The same suggestion keeps its id; what is answered, or fills a role of what stays, stays.

    What is made is current, whatever people added on their own: each sees all that is suggested, but for what they have said
    themselves, which the screen leaves out.
    """
    if not state.there and not state.said:
        return plan_first(number, made)
    old = {row.id: row for row in state.there}
    answered = {said.answers for said in state.said if said.answers is not None}
    decided = {said.identity for said in state.said}
    ids = _ids(made, state.there, answered)
    pinned = _pinned(state, old, answered)

    fresh: dict[str, Row] = {}
    again: set[str] = set()
    for row in made:
        key = ids[row.id]
        if key in answered:
            again.add(key)
        else:
            fresh[key] = row._replace(id=key, roles=_moved(row.roles, ids))

    gone = old.keys() - fresh.keys() - again
    retired, removed = gone & pinned, gone - pinned
    new = [row for key, row in fresh.items() if key not in old]
    return Plan(
        number,
        insert=new,
        change=[row for key, row in fresh.items() if key in old and row.renewed != old[key].renewed],
        delete=sorted(removed),
        hide=sorted(key for key in retired if old[key].current),
        show=sorted(key for key in again if not old[key].current),
        count=len(again) + len(fresh),
        certainty=certainty(row.score for row in fresh.values() if row.identity not in decided),
        renewed=Renewed(len(new), len(fresh) - len(new), len(again), len(retired), len(removed)),
    )


def _ids(made: Iterable[Row], there: Iterable[Row], answered: Collection[str | None]) -> dict[str, str]:
    """For each id made the one under which it is stored: that of the same suggestion, its own if free, or a fresh one."""
    known = {row.identity: row.id for row in sorted(there, key=lambda row: row.id in answered)}
    taken = {row.id for row in there}
    ids: dict[str, str] = {}
    for row in made:
        key = known.get(row.identity)
        if key is None:
            key = row.id
            while key in taken:
                key = new_id("s")
            taken.add(key)
        ids[row.id] = key
    return ids


def _moved(roles: str, ids: Mapping[str, str]) -> str:
    """The roles with the ids under which their fillers are stored."""
    if roles == EMPTY:
        return roles
    parsed: dict[str, list[list[str]]] = json.loads(roles)
    if all(ids[key] == key for kind, key in chain.from_iterable(parsed.values()) if kind == "suggestion"):
        return roles
    moved = {
        role: [[kind, ids[key] if kind == "suggestion" else key] for kind, key in fillers] for role, fillers in parsed.items()
    }
    return json.dumps(moved, ensure_ascii=False, separators=(",", ":"))


def _pinned(state: State, old: Mapping[str, Row], answered: Collection[str | None]) -> set[str]:
    """The suggestions that stay: answered, told of in the log, or filling a role of an annotation or of one that stays."""
    pinned = {key for key in old if key in answered or key in state.mentioned}
    waiting = [said.roles for said in state.said if said.roles != EMPTY] + [old[key].roles for key in pinned]
    while waiting:
        for key in filling(waiting.pop()):
            if key in old and key not in pinned:
                pinned.add(key)
                waiting.append(old[key].roles)
    return pinned


def filling(roles: str) -> list[str]:
    """The suggestions that fill the roles in a column."""
    if roles == EMPTY:
        return []
    return [key for fillers in json.loads(roles).values() for kind, key in fillers if kind == "suggestion"]
