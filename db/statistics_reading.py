"""Statistics by aggregates: SQLite adds up, and no more than one row for each combination comes out of it."""

from collections import Counter
from collections.abc import Collection, Iterator

from sqlalchemy import Column, ColumnElement, Connection, Integer, and_, case, cast, func, or_, select

from postil.db.decide import RESERVED
from postil.db.reading import read_size
from postil.db.said import spoken_of
from postil.db.statistics import AnnotatorCount, Correction, DayCount, LabelCount, Pace, ScoreCount, SourceCount, Statistics
from postil.db.tables import annotations, annotators, log, suggestions, work
from postil.schema.annotation import AND, Verdict

_SAME = (suggestions.c.article == annotations.c.article) & (suggestions.c.id == annotations.c.suggestion)
_HOW = case(
    (or_(suggestions.c.label != annotations.c.label, suggestions.c.layer != annotations.c.layer), "label"),
    (
        or_(suggestions.c.start.is_distinct_from(annotations.c.start), suggestions.c.end.is_distinct_from(annotations.c.end)),
        "boundary",
    ),
    else_="roles",
)


def read_statistics(connection: Connection, names: Collection[str] | None) -> Statistics:
    """What the decisions of the annotators with these names (all, if None) add up to."""
    size = read_size(connection)
    given = None if names is None else sorted(set(names))

    def visible(article: Column[int], annotator: Column[str]) -> ColumnElement[bool]:
        return article <= size if given is None else and_(article <= size, annotator.in_(given))

    said = visible(annotations.c.article, annotations.c.annotator)
    worked = visible(work.c.article, work.c.annotator)
    logged = and_(visible(log.c.article, log.c.annotator), _stands())
    labels, sources = _verdicts(connection, said)
    finished = select(func.count(work.c.article.distinct())).where(worked, work.c.status == "done")
    return Statistics(
        articles=size,
        finished=int(connection.execute(finished).scalar_one()),
        labels=labels,
        sources=sources,
        scores=tuple(_scores(connection, said)),
        corrections=tuple(_corrections(connection, said)),
        paces=tuple(_paces(connection, logged)),
        annotators=tuple(_annotators(connection, given, worked, logged)),
        days=tuple(_days(connection, worked, logged)),
        undecided=_undecided(connection, size, said),
    )


def _verdicts(connection: Connection, said: ColumnElement[bool]) -> tuple[tuple[LabelCount, ...], tuple[SourceCount, ...]]:
    """By label, and by label and source; what was added has no source."""
    layer = func.coalesce(suggestions.c.layer, annotations.c.layer)
    label = func.coalesce(suggestions.c.label, annotations.c.label)
    keys = (layer, label, annotations.c.verdict, suggestions.c.source)
    query = select(*keys, func.count()).join_from(annotations, suggestions, _SAME, isouter=True).where(said).group_by(*keys)
    labels: Counter[tuple[str, str, str]] = Counter()
    sources: Counter[tuple[str, str, str, str]] = Counter()
    for of_layer, of_label, verdict, joined, count in connection.execute(query):
        labels[of_layer, of_label, verdict] += count
        for source in joined.split(AND) if joined else ():
            sources[of_layer, of_label, source, verdict] += count
    return (
        tuple(LabelCount(*key[:2], Verdict(key[2]), count) for key, count in sorted(labels.items())),
        tuple(SourceCount(*key[:3], Verdict(key[3]), count) for key, count in sorted(sources.items())),
    )


def _scores(connection: Connection, said: ColumnElement[bool]) -> Iterator[ScoreCount]:
    """By tenth of the score: what was decided, and what of it accepted as it was."""
    tenth = func.min(cast(suggestions.c.score * 10 + 1e-9, Integer), 9)
    keys = (suggestions.c.layer, tenth, suggestions.c.source.contains(AND, autoescape=True))
    right = func.sum(case((annotations.c.verdict == Verdict.ACCEPTED.value, 1), else_=0))
    query = select(*keys, func.count(), right, func.sum(suggestions.c.score))
    query = query.join_from(annotations, suggestions, _SAME).where(said).group_by(*keys).order_by(*keys)
    for layer, at, agreed, decided, accepted, stated in connection.execute(query):
        yield ScoreCount(layer, at, bool(agreed), decided, accepted, round(stated, 4))


def _corrections(connection: Connection, said: ColumnElement[bool]) -> Iterator[Correction]:
    keys = (suggestions.c.layer, suggestions.c.label, annotations.c.label, _HOW)
    query = select(*keys, func.count()).join_from(annotations, suggestions, _SAME).where(said)
    query = query.where(annotations.c.verdict == Verdict.CORRECTED.value).group_by(*keys).order_by(*keys)
    yield from (Correction(*row) for row in connection.execute(query))


def _stands() -> ColumnElement[bool]:
    """A decision by a person that is not undone: the newest row that reverts it, if there is one, is a redo."""
    reverting = log.alias("reverting")
    newest = select(reverting.c.kind).where(reverting.c.reverts == log.c.seq).order_by(reverting.c.seq.desc()).limit(1)
    return and_(log.c.kind.not_in(RESERVED), newest.scalar_subquery().is_distinct_from("undo"))


def _paces(connection: Connection, logged: ColumnElement[bool]) -> Iterator[Pace]:
    """The layer of a decision is that of the first annotation that it changes."""
    change = func.json_each(log.c.changes).table_valued("value")

    def layer_of(side: int) -> ColumnElement[str]:
        return func.json_extract(change.c.value, f"$.annotation[{side}].layer")

    changed = select(func.coalesce(layer_of(1), layer_of(0)))
    changed = changed.where(func.json_extract(change.c.value, "$.annotation").is_not(None)).limit(1)
    layer = func.coalesce(changed.correlate(log).scalar_subquery(), "").label("of_layer")
    found = select(layer, log.c.kind, log.c.seconds).where(logged).subquery()
    keys = (found.c.of_layer, found.c.kind)
    query = select(*keys, func.count(), func.sum(found.c.seconds)).group_by(*keys).order_by(*keys)
    for of_layer, kind, number, seconds in connection.execute(query):
        yield Pace(of_layer, kind, number, round(seconds, 2))


def _annotators(
    connection: Connection, given: Collection[str] | None, worked: ColumnElement[bool], logged: ColumnElement[bool]
) -> Iterator[AnnotatorCount]:
    active = select(work.c.annotator, func.sum(work.c.seconds)).where(worked).group_by(work.c.annotator)
    seconds: dict[str, float] = dict(connection.execute(active).all())
    counted = select(log.c.annotator, func.count()).where(logged).group_by(log.c.annotator)
    decisions: dict[str, int] = dict(connection.execute(counted).all())
    for row in connection.execute(select(annotators).order_by(annotators.c.name)):
        if given is None or row.name in given:
            spent = round(seconds.get(row.name, 0.0), 2)
            yield AnnotatorCount(row.name, row.done, row.skipped, row.started, spent, decisions.get(row.name, 0))


def _days(connection: Connection, worked: ColumnElement[bool], logged: ColumnElement[bool]) -> Iterator[DayCount]:
    day = func.substr(log.c.at, 1, 10)
    decided = select(day, func.count(), func.sum(log.c.seconds)).where(logged).group_by(day)
    decisions = {row[0]: (row[1], row[2]) for row in connection.execute(decided)}
    finished = select(day, func.count()).join_from(work, log, work.c.finished == log.c.seq).where(worked).group_by(day)
    done = {row[0]: row[1] for row in connection.execute(finished)}
    for one in sorted(decisions.keys() | done.keys()):
        number, seconds = decisions.get(one, (0, 0.0))
        yield DayCount(one, number, round(seconds, 2), done.get(one, 0))


def _undecided(connection: Connection, size: int, said: ColumnElement[bool]) -> dict[str, int]:
    """What is suggested, less that of which something was said."""
    current = and_(suggestions.c.current == 1, suggestions.c.article <= size)
    total = select(suggestions.c.layer, func.count()).where(current).group_by(suggestions.c.layer)
    counted: dict[str, int] = dict(connection.execute(total.where(spoken_of(said))).all())
    return {layer: number - counted.get(layer, 0) for layer, number in sorted(connection.execute(total).all())}
