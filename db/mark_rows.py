"""Whole rows of `suggestions` and `annotations`, read by the driver itself, since an export reads millions."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, select

from postil.db.tables import annotations, suggestions


class SuggestionRow(NamedTuple):
    """A row of `suggestions`, in the order of its columns."""

    key: int
    article: int
    id: str
    layer: str
    label: str
    start: int | None
    end: int | None
    text: str
    roles: str
    attributes: str
    rank: int | None
    target: str
    source: str
    score: float
    current: int


class AnnotationRow(NamedTuple):
    """A row of `annotations`, in the order of its columns."""

    key: int
    article: int
    id: str
    layer: str
    label: str
    start: int | None
    end: int | None
    text: str
    roles: str
    attributes: str
    rank: int | None
    target: str
    verdict: str
    annotator: str
    at: str
    note: str
    flag: int
    suggestion: str | None


_suggestion = partial(tuple.__new__, SuggestionRow)
_annotation = partial(tuple.__new__, AnnotationRow)


def read_suggestions(connection: Connection, numbers: Sequence[int]) -> dict[int, list[SuggestionRow]]:
    """The suggestions of these articles (ascending numbers), for each in the order of their keys."""
    groups: dict[int, list[SuggestionRow]] = {}
    for row in sorted(map(_suggestion, _fetched(connection, suggestions, numbers))):
        groups.setdefault(row.article, []).append(row)
    return groups


def read_annotations(connection: Connection, numbers: Sequence[int]) -> dict[int, list[AnnotationRow]]:
    """The same of annotations."""
    groups: dict[int, list[AnnotationRow]] = {}
    for row in sorted(map(_annotation, _fetched(connection, annotations, numbers))):
        groups.setdefault(row.article, []).append(row)
    return groups


def among(column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Of one of these ascending numbers; a range where none is missing in between."""
    first, last = numbers[0], numbers[-1]
    return column.between(first, last) if last - first + 1 == len(numbers) else column.in_(numbers)


def _fetched(connection: Connection, table: Table, numbers: Sequence[int]) -> Sequence[tuple[Any, ...]]:
    cursor = connection.execute(select(table).where(among(table.c.article, numbers))).cursor
    return [] if cursor is None else cursor.fetchall()  # the driver's own tuples
