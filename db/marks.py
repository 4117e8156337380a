"""Changes to annotations, applied only if everything is still as the decision saw it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, delete, insert, select, update

from postil.db.offsets import check_span
from postil.db.rows import Values, annotation_values, identity, suggestion_values
from postil.db.tables import annotations, suggestions
from postil.schema.annotation import Annotation, Roles, Suggestion
from postil.schema.errors import PostilError, Stale
from postil.schema.record import AnnotationChange, Change
from postil.schema.safe import safe

CHUNK = 500
_AGAIN = "Read the article anew: it was changed in another window, or suggested anew."


def change_marks(
    connection: Connection,
    article: int,
    annotator: str,
    changes: Sequence[Change],
    text: Callable[[], str],
    at: str,
    referred: Sequence[Suggestion] = (),
) -> tuple[Change, ...]:
    """Apply the annotation changes among `changes`; return all of them, with `at` set where it was "".

    Suggestions that are answered or `referred` to and no longer there come back, as retired.

    Raises Stale if a `before` is not what is stored, PostilError if an `after` cannot be stored.
    """
    changes = tuple(_dated(change, at) for change in changes)
    mine = [change for change in changes if isinstance(change, AnnotationChange)]
    if not mine:
        return changes
    stored = _essences(connection, article, {change.id for change in mine})
    final: dict[str, Annotation | None] = {}
    for change in mine:
        key = change.id
        seen = _essence(final[key]) if key in final else stored.get(key)
        if _essence(change.before) != seen:
            raise Stale(f"The annotation {_named(change)} is not as it was any more.", hint=_AGAIN)
        _check(change, annotator, text)
        final[key] = change.after
    _keep(connection, article, [*referred, *(a.origin for a in final.values() if a and a.origin)])
    _write(connection, article, stored, final)
    _check_fillers(connection, article, final)
    return changes


def essence(annotation: Annotation) -> Values:
    """What must agree for two annotations to be the same: all but the time, and of the suggestion its id."""
    return essential(annotation_values(0, annotation))


def _essence(annotation: Annotation | None) -> Values | None:
    return None if annotation is None else essence(annotation)


def essential(values: Values) -> Values:
    """The same of a stored row. The order of keys in its JSON does not matter."""
    for name in ("attributes", "roles"):
        if values[name] != "{}":
            values[name] = json.loads(values[name])
    for name in ("article", "at", "key"):
        values.pop(name, None)
    return values


def _essences(connection: Connection, article: int, ids: set[str]) -> dict[str, Values | None]:
    rows = fetch(connection, annotations, article, ids)
    return {row.id: essential(dict(row._mapping)) for row in rows}


def fetch(connection: Connection, table: Table, article: int, ids: Iterable[str]) -> Iterator[Any]:
    """The rows of an article with these ids, from `suggestions` or `annotations`."""
    remaining = iter(sorted(ids))
    while some := list(islice(remaining, CHUNK)):
        yield from connection.execute(select(table).where(table.c.article == article, table.c.id.in_(some)))


def _dated(change: Change, at: str) -> Change:
    if isinstance(change, AnnotationChange) and change.after is not None and not change.after.at:
        return replace(change, after=replace(change.after, at=at))
    return change


def _check(change: AnnotationChange, annotator: str, text: Callable[[], str]) -> None:
    for mark in (change.before, change.after):
        if mark is not None and mark.by != annotator:
            raise PostilError(f"The annotation {_named(change)} belongs to {safe(mark.by)}, not to {safe(annotator)}.")
    if change.before and change.after and change.before.id != change.after.id:
        raise PostilError(f"The annotation {_named(change)} cannot change its id.")
    if change.after is not None and change.after.start is not None:
        check_span(change.after, text())


def _keep(connection: Connection, article: int, needed: Sequence[Suggestion]) -> None:
    """Every suggestion that is needed is there; one that a newer run took away comes back, as retired."""
    wanted = {origin.id: origin for origin in needed}
    for row in fetch(connection, suggestions, article, wanted):
        origin = wanted.pop(row.id)
        if identity(row) != origin.identity:
            raise Stale(f"The suggestion {safe(origin.id)!r} is another one by now.", hint=_AGAIN)
    if wanted:
        filling = {f.suggestion for origin in wanted.values() for fillers in origin.roles.values() for f in fillers}
        there = set(wanted) | {row.id for row in fetch(connection, suggestions, article, filling)}
        back = [replace(origin, current=False, roles=_filled(origin, there)) for origin in wanted.values()]
        connection.execute(insert(suggestions), [suggestion_values(article, origin) for origin in back])


def _filled(origin: Suggestion, there: set[str]) -> Roles:
    """The roles of a suggestion that comes back, without the suggestions that are gone for good."""
    kept = {role: tuple(f for f in fs if not f.suggestion or f.suggestion in there) for role, fs in origin.roles.items()}
    return {role: fillers for role, fillers in kept.items() if fillers}


def _write(connection: Connection, article: int, stored: dict[str, Values | None], final: dict[str, Annotation | None]) -> None:
    gone = [{"of_article": article, "of_id": key} for key, mark in final.items() if mark is None and key in stored]
    new = [annotation_values(article, mark) for key, mark in final.items() if mark and key not in stored]
    changed = [annotation_values(article, mark) for key, mark in final.items() if mark and key in stored]
    if gone:
        connection.execute(delete(annotations).where(_bound()), gone)
    if new:
        connection.execute(insert(annotations), new)
    if changed:
        for values in changed:
            values |= {"of_article": values.pop("article"), "of_id": values.pop("id")}
        names = [name for name in changed[0] if not name.startswith("of_")]
        set_all = {name: bindparam(f"to_{name}", type_=annotations.c[name].type) for name in names}
        for values in changed:
            for name in names:
                values[f"to_{name}"] = values.pop(name)
        connection.execute(update(annotations).where(_bound()).values(set_all), changed)


def _bound() -> ColumnElement[bool]:
    return and_(annotations.c.article == bindparam("of_article"), annotations.c.id == bindparam("of_id"))


def _check_fillers(connection: Connection, article: int, final: dict[str, Annotation | None]) -> None:
    fillers = [filler for mark in final.values() if mark for role in mark.roles.values() for filler in role]
    for table, ids in (
        (annotations, {f.annotation for f in fillers if f.annotation}),
        (suggestions, {f.suggestion for f in fillers if f.suggestion}),
    ):
        missing = ids - {row.id for row in fetch(connection, table, article, ids)}
        if missing:
            raise Stale(f"A role is filled by {safe(min(missing))!r}, which is not there any more.", hint=_AGAIN)
    gone = {key for key, mark in final.items() if mark is None}
    if not gone:
        return
    framed = select(annotations.c.id, annotations.c.label, annotations.c.roles)
    for row in connection.execute(framed.where(annotations.c.article == article, annotations.c.roles != "{}")):
        for kind, value in (pair for fillers in json.loads(row.roles).values() for pair in fillers):
            if kind == "annotation" and value in gone:
                raise PostilError(
                    f"The annotation {safe(value)!r} still fills a role of {safe(row.label)} {safe(row.id)!r}.",
                    hint="Empty that role in the same decision.",
                )


def _named(change: AnnotationChange) -> str:
    mark = change.after or change.before
    assert mark is not None
    return f"{safe(mark.label)} {safe(mark.id)!r}"
