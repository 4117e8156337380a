"""The rows that an import stores, gathered table by table: tuples in the order of the columns, for the driver itself."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, update

from postil.db.incoming import Incoming
from postil.db.listing import fold
from postil.db.lists import ListUse, change_lists
from postil.db.rows import ANNOTATION, SUGGESTION, annotation_row, article_values, dump, suggestion_row
from postil.db.settled import settle, unsettle
from postil.db.shuffle import shuffled
from postil.db.suggestion_rows import certainty
from postil.db.tables import IMPORTED, NOTHING_SUGGESTED, annotators
from postil.db.work import COUNTED, SETTLED, known
from postil.schema.annotation import Annotation, Suggestion
from postil.schema.postil_json import work_to_json
from postil.schema.record import ListChange, Status, Work

_LONGEST_TITLE = 200
_COLUMNS: Mapping[str, Sequence[str]] = {  # in the order in which the tables refer to each other
    "articles": (
        "number", "id", "digest", "title", "date", "folded", "length", "meta", "hidden", "suggested", "suggestions", "shuffle",
        "certainty",
    ),
    "texts": ("number", "text"),
    "suggestions": SUGGESTION,
    "annotations": ANNOTATION,
    "log": ("uuid", "annotator", "article", "at", "kind", "seconds", "changes"),
    "work": ("annotator", "article", "status", "seconds", "flag", "note"),
}  # fmt: skip
_REWORK = "UPDATE work SET status = ?, seconds = ?, flag = ?, note = ? WHERE annotator = ? AND article = ?"
_INSERT = {
    table: 'INSERT INTO {} ("{}") VALUES ({})'.format(table, '", "'.join(names), ", ".join("?" * len(names)))
    for table, names in _COLUMNS.items()
}
_Tuple = tuple[Any, ...]
_NOBODY: Mapping[str, Work] = {}


@dataclass(slots=True)
class Rows:
    """The rows of some articles: so many `annotations`, so many suggestions `waiting` for an answer.

    `entries` are the (list, entry) pairs that are there already; new ones are added to it.
    """

    at: str
    uses: ListUse
    entries: set[tuple[str, str]]
    new_entries: list[tuple[str, str]] = field(default_factory=list)
    annotations: int = 0
    waiting: int = 0
    counts: dict[str, dict[Status, int]] = field(default_factory=dict)
    _rows: dict[str, list[_Tuple]] = field(default_factory=lambda: {table: [] for table in _COLUMNS})
    _work: dict[tuple[str, int], tuple[Work | None, Work]] = field(default_factory=dict)  # as it is stored, and then

    def article(self, number: int, incoming: Incoming) -> None:
        """A new article with all that is said about it."""
        record, marks = incoming.record, incoming.known.values()
        article, title = record.article, record.article.title[:_LONGEST_TITLE]
        sure = None
        if record.suggestions:
            answered = {annotation.origin.id for annotation in record.annotations if annotation.origin is not None}
            same = {annotation.identity for annotation in record.annotations}
            sure = certainty(s.score for s in marks if s.current and s.id not in answered and s.identity not in same)
        more = article_values(article)
        self._rows["articles"].append((
            number, article.id, incoming.digest, title, article.date, fold(f"{article.id} {title}"), len(article.text),
            more["meta"], more["hidden"], IMPORTED if record.suggestions else "", sum(s.current for s in marks),
            shuffled(article.id), NOTHING_SUGGESTED if sure is None else sure,
        ))  # fmt: skip
        self._rows["texts"].append((number, article.text))
        self.suggested(number, marks)
        self.waiting += len(record.suggestions)
        self.said(number, record.annotations, incoming.told, record.work)

    def suggested(self, number: int, suggestions: Iterable[Suggestion]) -> None:
        """Suggestions for an article."""
        self._rows["suggestions"] += [suggestion_row(number, suggestion) for suggestion in suggestions]

    def said(
        self,
        number: int,
        marks: Sequence[Annotation],
        told: Sequence[str],
        states: Mapping[str, Work],
        before: Mapping[str, Work] = _NOBODY,
    ) -> None:
        """What people said about an article on which they never worked before, and their work: one row of the log for each.

        `before`: the work that earlier records of the import brought, which becomes that in `states`.
        """
        if not marks and not states:
            return
        self.annotations += len(marks)
        self._rows["annotations"] += [annotation_row(number, mark) for mark in marks]
        changes: dict[str, list[str]] = {}
        for mark, text in zip(marks, told, strict=True):
            mine = changes.setdefault(mark.by, [])
            if mark.target or mark.roles:
                mine += [self._entry(pair) for pair in self.uses.picked(mark) if pair not in self.entries]
            mine.append(f'{{"annotation":[null,{text}]}}')
        for who, state in states.items():
            then = before.get(who)
            work = dump([work_to_json(then or Work()), work_to_json(state)])
            changes.setdefault(who, []).append(f'{{"work":{work}}}')
            stored, _ = self._work.get((who, number), (then, state))
            self._work[who, number] = (stored, state)
            counts = self.counts.setdefault(who, {})
            counts[state.status] = counts.get(state.status, 0) + 1
            if then is not None:
                counts[then.status] = counts.get(then.status, 0) - 1
        for who, mine in sorted(changes.items()):
            seconds = 0.0
            if who in states:
                seconds = states[who].seconds - (before[who].seconds if who in before else 0.0)
            row = (uuid.uuid4().hex, who, number, self.at, "import", round(seconds, 2), f"[{','.join(mine)}]")
            self._rows["log"].append(row)
            self.counts.setdefault(who, {})

    def _entry(self, pair: tuple[str, str]) -> str:
        self.entries.add(pair)
        self.new_entries.append(pair)
        return dump({"list": pair[0], "entry": pair[1], "added": True})

    def forget_entries(self) -> None:
        """Let the new entries be new again for other rows, because these are not stored."""
        self.entries.difference_update(self.new_entries)

    def store(self, connection: Connection, *, above: int = 0) -> None:
        """Insert them all; what is kept beside them (`counts`, `new_entries`) is left to `keep`.

        Runs of settled articles join none that begins at `above` or before.
        """
        self._rows["work"] = [(*key, *_state(now)) for key, (then, now) in self._work.items() if then is None]
        for table, rows in self._rows.items():
            if rows:  # by the driver itself, since there are hundreds of thousands
                connection.exec_driver_sql(_INSERT[table], rows)
        again = [(*_state(now), *key) for key, (then, now) in self._work.items() if then is not None]
        if again:
            connection.exec_driver_sql(_REWORK, again)
        settled: dict[str, list[int]] = {}
        for (who, number), (then, now) in self._work.items():
            before = then is not None and then.status in SETTLED
            if now.status in SETTLED and not before:
                settled.setdefault(who, []).append(number)
            elif before and now.status not in SETTLED:
                unsettle(connection, who, number)
        for who, numbers in settled.items():
            for first, last in _runs(sorted(numbers)):
                settle(connection, who, first, last, above=above)


def _state(work: Work) -> _Tuple:
    return work.status.value, work.seconds, int(work.flag), work.note


def keep(connection: Connection, counts: Mapping[str, Mapping[Status, int]], new_entries: Iterable[tuple[str, str]]) -> None:
    """Add to the annotators' counts and to the project's lists what came with visible articles."""
    for annotator, numbers in counts.items():
        known(connection, annotator)
        steps = {annotators.c[COUNTED[s]]: annotators.c[COUNTED[s]] + n for s, n in numbers.items() if s in COUNTED}
        if steps:
            connection.execute(update(annotators).where(annotators.c.name == annotator).values(steps))
    change_lists(connection, [ListChange(*pair) for pair in new_entries])


def _runs(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The runs in these ascending numbers, each as its first and last."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number > last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
