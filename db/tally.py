"""What became of each source's suggestions, and how many articles are finished: what learning and scoring ask for."""

from sqlalchemy import Connection, func, select

from postil.db.reading import read_size
from postil.db.tables import annotations, suggestions, work
from postil.schema.annotation import AND, Verdict

_SAME = (suggestions.c.article == annotations.c.article) & (suggestions.c.id == annotations.c.suggestion)


def read_tally(connection: Connection) -> dict[str, tuple[int, int]]:
    """For each source, such as "rules:territory", how many of its suggestions were accepted unchanged, and how many decided.

    Over all annotators; a suggestion on which several sources agree counts for each of them.
    """
    query = select(suggestions.c.source, annotations.c.verdict, func.count().label("n"))
    query = query.join_from(annotations, suggestions, _SAME)
    query = query.where(annotations.c.suggestion.is_not(None), annotations.c.article <= read_size(connection))
    tally: dict[str, tuple[int, int]] = {}
    for source, verdict, number in connection.execute(query.group_by(suggestions.c.source, annotations.c.verdict)):
        for one in source.split(AND):
            right, decided = tally.get(one, (0, 0))
            tally[one] = (right + (number if verdict == Verdict.ACCEPTED else 0), decided + number)
    return dict(sorted(tally.items()))


def count_finished(connection: Connection) -> int:
    """The number of articles that are done, for whomever; counted in an index that holds nothing else."""
    done = select(func.count(work.c.article.distinct())).where(work.c.status == "done")
    return int(connection.execute(done.where(work.c.article <= read_size(connection))).scalar_one())
