"""Which suggestions somebody has said something about, in SQL."""

from sqlalchemy import ColumnElement, Table, Tuple, func, or_, select, tuple_

from postil.db.tables import annotations, suggestions


def spoken_of(said: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of a suggestion: one of the annotations for which `said` holds answers it, or is the same (`Mark.identity`)."""
    answers = select(annotations.c.article, annotations.c.suggestion).where(said, annotations.c.suggestion.is_not(None))
    return or_(
        tuple_(suggestions.c.article, suggestions.c.id).in_(answers),
        _identity(suggestions).in_(select(*_identity(annotations)).where(said)),
    )


def _identity(table: Table) -> Tuple:
    """Article and identity; -1 for the whole article, since NULL is equal to nothing."""
    start, end = func.ifnull(table.c.start, -1), func.ifnull(table.c.end, -1)
    return tuple_(table.c.article, table.c.layer, table.c.label, start, end, table.c.target)
