"""Suggestions of an article, made again: undecided ones are replaced, everything that a person touched stays."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from postil.db.offsets import check_span
from postil.db.reading import article_row
from postil.db.results import Renewed
from postil.db.rows import AnyRow, suggestion_values, to_article
from postil.db.tables import annotations, articles, log, suggestions, texts
from postil.schema.annotation import Filler, Suggestion, new_id
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.safe import safe

Identity = tuple[str, str, int | None, int | None, str]


def renew(connection: Connection, number: int, made: Sequence[Suggestion], version: str) -> Renewed:
    """Store what a suggester makes of an article now. Raises PostilError if a span or a role does not hold."""
    text = article_row(connection, number).text
    for suggestion in made:
        check_span(suggestion, text)
    there = list(connection.execute(select(suggestions).where(suggestions.c.article == number)))
    said = list(connection.execute(select(annotations).where(annotations.c.article == number)))
    answered = {row.suggestion for row in said if row.suggestion is not None}
    decided = {_identity(row) for row in said}
    known = {_identity(row): row for row in sorted(there, key=lambda row: row.id in answered)}
    ids = _new_ids(made, known, {row.id for row in there})
    pinned = _pinned(said, there, answered | _mentioned(connection, number))

    fresh: dict[str, Suggestion] = {}
    made_again: set[str] = set()
    again_answered = 0
    for suggestion in made:
        key = ids[suggestion.id]
        if key in fresh:
            continue
        if key in answered:
            made_again.add(key)
            again_answered += 1
            continue
        current = suggestion.identity not in decided
        fresh[key] = replace(suggestion, id=key, roles=_moved(suggestion, ids), current=current)
    _drop_copies(fresh, pinned)

    old = {row.id for row in there}
    gone = old - set(fresh) - made_again
    retired = gone & pinned
    _replace(connection, number, fresh, old, gone - pinned)
    _set_current(connection, number, retired, 0)
    _set_current(connection, number, made_again, 1)
    count = len(made_again) + sum(s.current for s in fresh.values())
    here = update(articles).where(articles.c.number == number)
    connection.execute(here.values(suggested=version, suggestions=count))
    new = len(set(fresh) - old)
    return Renewed(new, len(fresh) - new, again_answered, len(retired), len(gone - pinned))


def read_pending(
    connection: Connection, size: int, version: str, after: int, limit: int, again: bool
) -> list[tuple[int, Article]]:
    """Articles above `after` without suggestions, or (again) with those of another version."""
    query = select(articles, texts.c.text).join_from(articles, texts, articles.c.number == texts.c.number)
    query = query.where(articles.c.number > after, articles.c.number <= size)
    query = query.where(articles.c.suggested != version if again else articles.c.suggested == "")
    return [(row.number, to_article(row)) for row in connection.execute(query.order_by(articles.c.number).limit(limit))]


def _identity(row: AnyRow) -> Identity:
    return (row.layer, row.label, row.start, row.end, row.target)


def _new_ids(made: Iterable[Suggestion], known: Mapping[Identity, AnyRow], taken: set[str]) -> dict[str, str]:
    """For each incoming id the id under which it is stored: that of the same suggestion, its own if free, or a fresh one."""
    taken = set(taken)
    ids: dict[str, str] = {}
    by_identity: dict[Identity, str] = {identity: row.id for identity, row in known.items()}
    for suggestion in made:
        if suggestion.id in ids:
            raise PostilError(f"Two suggestions have the id {safe(suggestion.id)!r}.")
        key = by_identity.get(suggestion.identity)
        if key is None:
            key = suggestion.id
            while key in taken:
                key = new_id("s")
            taken.add(key)
            by_identity[suggestion.identity] = key
        ids[suggestion.id] = key
    return ids


def _moved(suggestion: Suggestion, ids: Mapping[str, str]) -> dict[str, tuple[Filler, ...]]:
    moved: dict[str, tuple[Filler, ...]] = {}
    for role, fillers in suggestion.roles.items():
        unknown = next((f.suggestion for f in fillers if f.suggestion and f.suggestion not in ids), None)
        if unknown is not None:
            raise PostilError(
                f"The role {safe(role)} of {safe(suggestion.id)!r} is filled by {safe(unknown)!r}, which is not there."
            )
        moved[role] = tuple(Filler(suggestion=ids[f.suggestion]) if f.suggestion else f for f in fillers)
    return moved


def _pinned(said: Iterable[AnyRow], there: Iterable[AnyRow], decided: set[str]) -> set[str]:
    """The suggestions that stay: `decided`, or filling a role of an annotation, or of one that stays."""
    rows = {row.id: row for row in there}
    pinned = decided & set(rows)
    waiting = [row.roles for row in said if row.roles != "{}"] + [rows[key].roles for key in pinned]
    while waiting:
        for kind, key in (pair for fillers in json.loads(waiting.pop()).values() for pair in fillers):
            if kind == "suggestion" and key in rows and key not in pinned:
                pinned.add(key)
                waiting.append(rows[key].roles)
    return pinned


def _mentioned(connection: Connection, number: int) -> set[str]:
    """The suggestions that the article's decisions speak of: undo and redo must find them."""
    decided = select(log.c.changes).where(log.c.article == number, log.c.kind != "import")
    marks = [m for source in connection.execute(decided).scalars() for c in json.loads(source) for m in c.get("annotation", ())]
    ids: set[str] = set()
    for mark in filter(None, marks):
        if mark["from"]:
            ids.add(mark["from"]["id"])
        for fillers in mark.get("roles", {}).values():
            ids.update(filler["suggestion"] for filler in fillers if "suggestion" in filler)
    return ids


def _drop_copies(fresh: dict[str, Suggestion], pinned: set[str]) -> None:
    """Take out copies of what is decided, unless they fill a role of another suggestion or are pinned."""
    while True:
        filling = {f.suggestion for s in fresh.values() for fillers in s.roles.values() for f in fillers if f.suggestion}
        idle = [key for key, s in fresh.items() if not s.current and key not in filling and key not in pinned]
        if not idle:
            return
        for key in idle:
            del fresh[key]


def _replace(connection: Connection, number: int, fresh: Mapping[str, Suggestion], old: set[str], gone: set[str]) -> None:
    here = (suggestions.c.article == number, suggestions.c.id == bindparam("of_id"))
    if gone:
        connection.execute(delete(suggestions).where(*here), [{"of_id": key} for key in gone])
    new = [suggestion_values(number, s) for key, s in fresh.items() if key not in old]
    if new:
        connection.execute(insert(suggestions), new)
    names = ("text", "roles", "attributes", "rank", "source", "score", "current")
    kept = [(key, suggestion_values(number, s)) for key, s in fresh.items() if key in old]
    if kept:
        values = {name: bindparam(f"to_{name}", type_=suggestions.c[name].type) for name in names}
        rows = [{"of_id": key} | {f"to_{name}": row[name] for name in names} for key, row in kept]
        connection.execute(update(suggestions).where(*here).values(values), rows)


def _set_current(connection: Connection, number: int, ids: set[str], current: int) -> None:
    if ids:
        here = (suggestions.c.article == number, suggestions.c.id == bindparam("of_id"))
        connection.execute(update(suggestions).where(*here).values(current=current), [{"of_id": key} for key in ids])
