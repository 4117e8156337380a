"""Which articles are near-copies of each other, as they were found when all were compared last."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from postil.db.marks import CHUNK
from postil.db.reading import read_size
from postil.db.tables import articles, copies, project
from postil.schema.errors import PostilError


def read_numbers(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The number of the article with each id. Raises PostilError for one that is not there."""
    wanted = list(dict.fromkeys(ids))
    size = read_size(connection)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        some = select(articles.c.id, articles.c.number).where(articles.c.id.in_(wanted[start : start + CHUNK]))
        found.update((row.id, row.number) for row in connection.execute(some) if row.number <= size)
    for one in wanted:
        if one not in found:
            raise PostilError(f"There is no article {one!r} in this project.")
    return found


def keep_copies(
    connection: Connection, groups: Sequence[Sequence[str]], numbers: Mapping[str, int], compared: int | None
) -> None:
    """Keep these groups of ids in place of those before; `numbers` has the number of each article."""
    connection.execute(delete(copies))
    rows = []
    for group in groups:
        members = sorted({numbers[one] for one in group})
        if len(members) > 1:
            rows += [{"article": number, "first": members[0], "size": len(members)} for number in members]
    if rows:
        connection.execute(insert(copies), rows)
    connection.execute(update(project).values(compared=read_size(connection) if compared is None else compared))


def read_copies(connection: Connection) -> list[list[str]]:
    """The groups; both they and the ids in each by the articles' numbers."""
    query = select(copies.c.first, articles.c.id).join_from(copies, articles, copies.c.article == articles.c.number)
    groups: dict[int, list[str]] = {}
    for row in connection.execute(query.order_by(copies.c.article)):
        groups.setdefault(row.first, []).append(row.id)
    return list(groups.values())


def read_compared(connection: Connection) -> int:
    """How many articles there were when they were compared."""
    return int(connection.execute(select(project.c.compared)).scalar_one())
