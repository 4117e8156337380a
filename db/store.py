"""The store: everything that can be done with a project's database, in the words of the field."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from postil.db.connection import Database
from postil.db.decide import keep_place, redo, store_decision, undo
from postil.db.listing import find_articles, read_listing, read_place, read_progress
from postil.db.lists import keep_scheme, newest_hash, read_entries, scheme_hash
from postil.db.opening import create_database, open_database
from postil.db.order import next_number
from postil.db.reading import article_row, read_records, read_sheet, read_size, read_texts
from postil.db.results import (
    Added,
    Duplicate,
    Listed,
    Place,
    Progress,
    Renewed,
    Reverted,
    Saved,
    Sheet,
)
from postil.db.rows import to_article
from postil.db.tables import annotations, annotators, articles
from postil.db.tally import count_finished, read_tally
from postil.db.work import known
from postil.schema.annotation import Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import Decision, Record, Status
from postil.schema.scheme import ProjectFile

if TYPE_CHECKING:
    from postil.db.articles import Head
    from postil.db.statistics import Statistics
    from postil.db.suggestion_rows import Prepared

__all__ = ["Added", "Duplicate", "Listed", "Place", "Progress", "Renewed", "Reverted", "Saved", "Sheet", "Store"]


class Store:
    """A project's database. Articles are numbered from 1 in the order of import, without gaps, and never deleted.

    Every method that writes is one transaction (`add` many), stored for good when it returns; it raises NotSaved when
    that is not possible, and then nothing has changed. Threads may share a store; it may cross a fork.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts: dict[int, str] = {}

    @classmethod
    def create(cls, path: Path, project: ProjectFile, *, wait: float = 20.0) -> "Store":
        """Make a new database. Raises PostilError if the file exists. `wait`: seconds to wait for a lock."""
        return cls(create_database(path, project, wait=wait))

    @classmethod
    def open(cls, path: Path, *, backups: Path | None = None, wait: float = 20.0) -> "Store":
        """Open a database; an older one is migrated, after a backup into `backups` (default: `backups` beside the file).

        Raises PostilError for a file that is missing, damaged, of another program or of a newer postil.
        """
        return cls(open_database(path, backups, wait=wait))

    def close(self) -> None:
        """Close the file. The store is of no use afterwards."""
        self._database.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def size(self) -> int:
        """The number of articles."""
        with self._database.read() as connection:
            return read_size(connection)

    def add(self, records: Iterable[Record], *, tick: Callable[[int], None] | None = None) -> Added:
        """Add every record, or none, in many short transactions. `tick` gets the number of records read so far.

        A text that is there already is kept once; what is said about it is merged into its article, for each annotator
        who never worked on that before. Should this break off after the new articles appeared, each article is as it was or has
        all that is for it, and adding the same records again does the rest. Raises PostilError naming `record.where`, NotSaved.
        """
        from postil.db.intake import add_records  # the screen starts without what imports and suggests

        return add_records(self._database, records, tick)

    def article(self, number: int) -> Article:
        """The article of that number. Raises PostilError."""
        with self._database.read() as connection:
            return to_article(article_row(connection, number))

    def articles(self) -> Iterator[Article]:
        """Every article without what is said about it, by number, a few in memory at a time."""
        from postil.db.articles import read_articles

        return read_articles(self._database)

    def heads(self, ids: Sequence[str]) -> "list[Head]":
        """What the articles with these ids are called, in this order; ids that are not there are left out."""
        from postil.db.articles import read_heads

        with self._database.read() as connection:
            return read_heads(connection, ids)

    def number(self, article_id: str) -> int | None:
        """The number of the article with that id, or None."""
        with self._database.read() as connection:
            found = select(articles.c.number).where(articles.c.id == article_id, articles.c.number <= read_size(connection))
            return connection.execute(found).scalar()

    def sheet(self, number: int, annotator: str) -> Sheet:
        """All that one annotator needs to work on an article. Raises PostilError."""
        sheet = read_sheet(self._database, number, annotator)
        self._remember(number, sheet.article.text)
        return sheet

    def decide(self, decision: Decision) -> Saved:
        """Store a decision: its changes and its row in the log. The same id twice is stored once.

        Raises Stale when something is not as `before` says, NotSaved, and PostilError for what can never be stored.
        """
        with self._database.write() as connection:
            text = self._text(decision.article)
            if not 1 <= decision.article <= read_size(connection):
                article_row(connection, decision.article)
            return store_decision(connection, decision, text)

    def undo(self, annotator: str) -> Reverted | None:
        """Take back the annotator's newest decision, in whatever article, or None. Raises Stale, NotSaved."""
        with self._database.write() as connection:
            return undo(connection, annotator, self._text)

    def redo(self, annotator: str) -> Reverted | None:
        """Make anew what was undone last, or None if nothing was since the newest decision. Raises Stale, NotSaved."""
        with self._database.write() as connection:
            return redo(connection, annotator, self._text)

    def place(self, annotator: str) -> Place | None:
        """Where the annotator stopped, or None."""
        with self._database.read() as connection:
            return read_place(connection, annotator)

    def keep_place(self, annotator: str, number: int, row: str) -> None:
        """Remember where the annotator stands, without a decision. Raises NotSaved."""
        with self._database.write() as connection:
            known(connection, annotator)
            keep_place(connection, annotator, number, row)

    def next_article(self, annotator: str, after: int = 0, order: str = "file") -> int | None:
        """The first article behind `after` (0: from the beginning) that is todo or started for this annotator, or None.

        `order`: one of `schema.settings.ORDERS`. Behind the last comes the first; `after` itself comes last. After an
        article that is done or skipped, "uncertain" gives the most uncertain one of all.
        """
        with self._database.read() as connection:
            return next_number(connection, annotator, after, order)

    def finished(self) -> int:
        """The number of articles that are done, for whomever."""
        with self._database.read() as connection:
            return count_finished(connection)

    def progress(self, annotator: str) -> Progress:
        """How far the annotator is, and how fast: from the active seconds of the last 20 articles done."""
        with self._database.read() as connection:
            return read_progress(connection, annotator)

    def listing(self, annotator: str, first: int, last: int) -> list[Listed]:
        """The articles numbered `first` to `last`, both included; numbers that are not there are left out."""
        with self._database.read() as connection:
            return read_listing(connection, annotator, first, last)

    def find(self, annotator: str, words: str, limit: int = 200) -> list[Listed]:
        """The first `limit` articles whose id or title holds every word, whatever its case and accents."""
        with self._database.read() as connection:
            return find_articles(connection, annotator, words, limit)

    def keep_copies(self, groups: Sequence[Sequence[str]], *, compared: int | None = None) -> None:
        """Keep which articles (ids) are near-copies of each other, in place of what was kept before; each in one group at most.

        `compared`: how many of the articles, from the first on, were compared (all that are there, if None). Raises
        PostilError for an id that is not there, NotSaved.
        """
        from postil.db.copies import keep_copies, read_numbers

        with self._database.read() as connection:
            numbers = read_numbers(connection, (one for group in groups for one in group))
        with self._database.write() as connection:
            keep_copies(connection, groups, numbers, compared)

    def copies(self) -> list[list[str]]:
        """The groups of near-copies (ids) that are kept; both they and what is in each in the order of the articles."""
        from postil.db.copies import read_copies

        with self._database.read() as connection:
            return read_copies(connection)

    def compared(self) -> int:
        """How many articles there were when `copies` were found; those numbered above came since. 0 when never."""
        from postil.db.copies import read_compared

        with self._database.read() as connection:
            return read_compared(connection)

    def entries(self, name: str) -> tuple[str, ...]:
        """What was added to the project's list `name`, beyond what the scheme file gives."""
        with self._database.read() as connection:
            return read_entries(connection, name)

    def suggested(self, number: int) -> str:
        """The version that suggested for the article; "" while it has no suggestions, or only some of them."""
        with self._database.read() as connection:
            return str(connection.execute(select(articles.c.suggested).where(articles.c.number == number)).scalar() or "")

    def pending(self, version: str, *, after: int = 0, limit: int = 50, again: bool = False) -> list[tuple[int, Article]]:
        """Articles numbered above `after` without suggestions; with `again`, all that `version` did not suggest for.

        At most `limit` and a few megabytes; what it costs does not depend on how many articles there are.
        """
        from postil.db.waiting import read_pending

        with self._database.read() as connection:
            return read_pending(connection, version, after, limit, again)

    def count_pending(self, version: str, *, again: bool = False) -> int:
        """How many articles `pending` would give in all."""
        from postil.db.waiting import count_pending

        with self._database.read() as connection:
            return count_pending(connection, version, again)

    def versions(self) -> list[str]:
        """Every version that suggested for some article; articles without suggestions have none. It costs hardly anything."""
        from postil.db.waiting import read_versions

        with self._database.read() as connection:
            return read_versions(connection)

    def set_waiting(self, numbers: Sequence[int]) -> None:
        """Let these articles wait for suggestions again, because there is more to suggest. Raises NotSaved."""
        from postil.db.waiting import set_waiting

        with self._database.write() as connection:
            set_waiting(connection, numbers)

    def suggest(self, number: int, suggestions: Sequence[Suggestion], version: str) -> Renewed:
        """Replace the article's undecided suggestions by these. What is answered, or fills a role, stays.

        The same suggestion (Mark.identity) keeps its id. Raises PostilError for a span that does not hold, NotSaved.
        """
        return self.suggest_many([(number, suggestions)], version)[0]

    def suggest_many(self, batch: Sequence[tuple[int, Sequence[Suggestion]]], version: str) -> list[Renewed]:
        """The same for several articles (number, suggestions), in as few transactions as stay short (about 25 ms)."""
        from postil.db.suggestion_rows import prepare

        with self._database.read() as connection:
            texts = read_texts(connection, [number for number, _ in batch])
        return self.store_prepared([prepare(number, texts[number], made) for number, made in batch], version)

    def store_prepared(
        self, batch: "Sequence[Prepared]", version: str, *, pause: Callable[[], None] | None = None
    ) -> list[Renewed]:
        """The same for suggestions whose rows were made elsewhere, by `suggestion_rows.prepare` with the article's text.

        `pause` is called between two transactions.
        """
        from postil.db.suggestions import store_prepared

        return store_prepared(self._database, batch, version, pause)

    def tally(self) -> dict[str, tuple[int, int]]:
        """For each source, such as "rules:territory": how many of its suggestions were accepted unchanged, how many decided.

        Over all annotators. A suggestion on which several sources agree counts for each of them.
        """
        with self._database.read() as connection:
            return read_tally(connection)

    def statistics(self, annotators: Collection[str] | None = None) -> "Statistics":
        """What the decisions of these annotators (all, if None) add up to, by aggregates over what is stored."""
        from postil.db.statistics_reading import read_statistics

        with self._database.read() as connection:
            return read_statistics(connection, annotators)

    def answer(self, key: str) -> str | None:
        """What was kept under the key with `keep_answer`, or None."""
        from postil.db.answers import read_answer

        with self._database.read() as connection:
            return read_answer(connection, key)

    def keep_answer(self, key: str, body: str) -> None:
        """Keep a language model's answer, in place of an older one under the same key. Raises NotSaved."""
        from postil.db.answers import keep_answer

        with self._database.write() as connection:
            keep_answer(connection, key, body)

    def rest(self) -> None:
        """Close every connection until the next use: before a fork, since no connection may cross it."""
        self._database.close()

    def records(
        self, *, annotators: Collection[str] | None = None, only: Status | None = None, begun: bool = False
    ) -> Iterator[Record]:
        """Every article with all that is known of it, by number, a few in memory at a time.

        `annotators`: the annotations and work of these only. `only`: articles that have this status for an annotator, with the
        annotations of those annotators for whom they do. `begun`: only articles that somebody annotated or worked on.
        """
        return read_records(self._database, annotators, only, begun=begun)

    def in_use(self, *, rejected: bool = True) -> dict[tuple[str, str], int]:
        """How many annotations there are of each (layer, label); without those that reject a suggestion if told so."""
        with self._database.read() as connection:
            visible = annotations.c.article <= read_size(connection)
            count = select(annotations.c.layer, annotations.c.label, func.count()).where(visible)
            if not rejected:
                count = count.where(annotations.c.verdict != Verdict.REJECTED.value)
            rows = connection.execute(count.group_by(annotations.c.layer, annotations.c.label))
            return {(layer, label): number for layer, label, number in rows}

    def holds_scheme(self, project: ProjectFile) -> bool:
        """Whether the newest version of the scheme kept here is this one."""
        with self._database.read() as connection:
            return newest_hash(connection) == scheme_hash(project)

    def keep_scheme(self, project: ProjectFile) -> None:
        """Keep the text of the scheme file, unless it is the newest version already. Raises NotSaved."""
        with self._database.write() as connection:
            keep_scheme(connection, project)

    def annotators(self) -> tuple[str, ...]:
        """Everyone who decided something, or whose decisions were imported, by name."""
        with self._database.read() as connection:
            return tuple(connection.execute(select(annotators.c.name).order_by(annotators.c.name)).scalars())

    def _text(self, number: int) -> Callable[[], str]:
        def text() -> str:
            if number not in self._texts:
                self._remember(number, self.article(number).text)
            return self._texts[number]

        return text

    def _remember(self, number: int, text: str) -> None:
        """Texts never change, so the two latest are kept to check spans against."""
        self._texts.pop(number, None)
        self._texts[number] = text
        while len(self._texts) > 2:
            del self._texts[next(iter(self._texts))]
