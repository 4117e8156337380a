"""From version 2 to 3: which articles are near-copies of each other is kept."""

from sqlalchemy import Connection

_TABLE = """
CREATE TABLE copies (
    article INTEGER NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (article), FOREIGN KEY(article) REFERENCES articles (number)
) STRICT
"""


def near_copies(connection: Connection) -> None:
    """A table of copies, and how many articles were compared: none so far."""
    connection.exec_driver_sql("ALTER TABLE project ADD COLUMN compared INTEGER DEFAULT '0' NOT NULL")
    connection.exec_driver_sql(_TABLE)
