"""A first look at the article where an annotator stopped, by the bare driver.

SQLAlchemy takes a tenth of a second to import. This reads one article without it, so that the text is on the screen
while the store opens behind it. Whatever is not as expected gives None, and the store says what is wrong.
"""

import json
import sqlite3
from pathlib import Path

from postil.schema.article import Article, Region

_PLACED = (
    "SELECT place_article FROM annotators LEFT JOIN work ON work.annotator = name AND work.article = place_article "
    "WHERE name = ? AND coalesce(work.status, '') NOT IN ('done', 'skipped')"
)
_ARTICLE = (
    "SELECT id, text, meta, hidden FROM articles JOIN texts USING (number) JOIN project ON number <= size WHERE {} = ? LIMIT 1"
)


def peek(path: Path, annotator: str, article_id: str = "", *, first: int | None = 1) -> Article | None:
    """The article that the annotator will most likely get; None when that takes more than a look.

    `first` is the number of the article that comes first to one who was never here; None: that is not known.
    """
    if not path.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.05)
        try:
            row = _look(connection, annotator, article_id, first)
        finally:
            connection.close()
        if row is None:
            return None
        hidden = tuple(Region(*region) for region in json.loads(row[3]))
        return Article(row[0], row[1], json.loads(row[2]), hidden)
    except (sqlite3.Error, ValueError, TypeError):
        return None


def _look(
    connection: sqlite3.Connection, annotator: str, article_id: str, first: int | None
) -> tuple[str, str, str, str] | None:
    if article_id:
        return _row(connection, "articles.id", article_id)
    if connection.execute("SELECT 1 FROM annotators WHERE name = ?", (annotator,)).fetchone() is None:
        return None if first is None else _row(connection, "number", first)
    placed = connection.execute(_PLACED, (annotator,)).fetchone()
    return None if placed is None or placed[0] is None else _row(connection, "number", placed[0])


def _row(connection: sqlite3.Connection, column: str, value: str | int) -> tuple[str, str, str, str] | None:
    found: tuple[str, str, str, str] | None = connection.execute(_ARTICLE.format(column), (value,)).fetchone()
    return found
