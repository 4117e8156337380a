"""Answers of language models, kept so that the same question is not asked, and paid for, twice."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from postil.db.rows import now
from postil.db.tables import answers


def read_answer(connection: Connection, key: str) -> str | None:
    """The body kept under the key, or None."""
    return connection.execute(select(answers.c.body).where(answers.c.key == key)).scalar()


def keep_answer(connection: Connection, key: str, body: str) -> None:
    """Keep the body, in place of an older one."""
    values = {"body": body, "at": now()}
    connection.execute(insert(answers).values(key=key, **values).on_conflict_do_update(index_elements=["key"], set_=values))
