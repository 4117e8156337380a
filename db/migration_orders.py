"""From version 1 to 2: articles can be taken in other orders than the file's, and answers of language models are kept."""

import sqlite3
from typing import cast

from sqlalchemy import Connection

from postil.db.shuffle import shuffled

_COLUMNS = """
ALTER TABLE articles ADD COLUMN shuffle INTEGER DEFAULT '0' NOT NULL;
ALTER TABLE articles ADD COLUMN certainty REAL DEFAULT '2.0' NOT NULL;
UPDATE articles SET shuffle = postil_shuffled(id), certainty = coalesce((
    SELECT round(avg(abs(2 * score - 1)), 6) FROM suggestions AS made
    WHERE made.article = articles.number AND current = 1 AND NOT EXISTS (
        SELECT 1 FROM annotations WHERE annotations.article = made.article AND suggestion = made.id)), 2.0);
DROP INDEX articles_to_suggest;
CREATE INDEX articles_suggested ON articles (suggested);
CREATE INDEX articles_by_date ON articles (date);
CREATE INDEX articles_shuffled ON articles (shuffle);
CREATE INDEX articles_by_certainty ON articles (certainty);
CREATE INDEX work_done ON work (article) WHERE status = 'done';
CREATE TABLE answers ("key" TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY ("key")) STRICT
"""


def orders_and_answers(connection: Connection) -> None:
    """Columns for the orders "random" and "uncertain", an index for each order, a table of answers."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    driver.create_function("postil_shuffled", 1, shuffled, deterministic=True)
    for statement in _COLUMNS.split(";"):
        connection.exec_driver_sql(statement)
