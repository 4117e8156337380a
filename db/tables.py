"""The tables. Article numbers run from 1 without gaps; an article above `project.size` belongs to an unfinished import."""

from typing import Any

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

NOTHING_SUGGESTED = 2.0  # `certainty` of an article without undecided suggestions: after all others, which are at most 1
IMPORTED = "import"  # `suggested` of an article that came with suggestions: none are made for it unasked

metadata = MetaData()


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _table(name: str, *parts: SchemaItem, **options: Any) -> Table:

    return Table(name, metadata, *parts, sqlite_strict=True, **options)


project = _table(
    "project",
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    _count("size"),
    _text("created", None),
    _text("importer"),
    Column("import_until", REAL, nullable=False, server_default="0"),
    _count("compared"),
)

schemes = _table(
    "schemes",
    Column("number", Integer, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    _text("at", None),
    _text("source", None),
    _text("lists", "{}"),
)

articles = _table(
    "articles",
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    _text("title", None),
    _text("date", None),
    _text("folded", None),
    _count("length"),
    _text("meta", "{}"),
    _text("hidden", "[]"),
    _text("suggested"),
    _count("suggestions"),
    _count("shuffle"),
    Column("certainty", REAL, nullable=False, server_default=str(NOTHING_SUGGESTED)),
)
# Each ends with the row's number, as every index does: so each is an order of all articles that can be entered anywhere.
Index("articles_suggested", articles.c.suggested)
Index("articles_by_date", articles.c.date)
Index("articles_shuffled", articles.c.shuffle)
Index("articles_by_certainty", articles.c.certainty)

texts = _table(
    "texts",
    Column("number", Integer, primary_key=True),
    _text("text", None),
    ForeignKeyConstraint(["number"], ["articles.number"]),
)

copies = _table(
    "copies",
    Column("article", Integer, primary_key=True),
    Column("first", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    ForeignKeyConstraint(["article"], ["articles.number"]),
)


def _mark() -> list[Column[str] | Column[int]]:
    return [
        _text("layer", None),
        _text("label", None),
        Column("start", Integer),
        Column("end", Integer),
        _text("text"),
        _text("roles", "{}"),
        _text("attributes", "{}"),
        Column("rank", Integer),
        _text("target"),
    ]


suggestions = _table(
    "suggestions",
    Column("key", Integer, primary_key=True),
    Column("article", Integer, nullable=False),
    _text("id", None),
    *_mark(),
    _text("source", None),
    Column("score", REAL, nullable=False),
    Column("current", Integer, nullable=False, server_default="1"),
    UniqueConstraint("article", "id"),
    ForeignKeyConstraint(["article"], ["articles.number"]),
)

annotations = _table(
    "annotations",
    Column("key", Integer, primary_key=True),
    Column("article", Integer, nullable=False),
    _text("id", None),
    *_mark(),
    _text("verdict", None),
    _text("annotator", None),
    _text("at", None),
    _text("note"),
    _count("flag"),
    Column("suggestion", Text),
    UniqueConstraint("article", "id"),
    ForeignKeyConstraint(["article"], ["articles.number"]),
    ForeignKeyConstraint(["article", "suggestion"], ["suggestions.article", "suggestions.id"]),
)
_answers = annotations.c.suggestion.is_not(None)
_fills = annotations.c.roles != "{}"
Index("annotations_answers", annotations.c.article, annotations.c.suggestion, sqlite_where=_answers)
Index("annotations_with_roles", annotations.c.article, sqlite_where=_fills)

annotators = _table(
    "annotators",
    Column("name", Text, primary_key=True),
    _count("done"),
    _count("skipped"),
    _count("started"),
    Column("place_article", Integer),
    _text("place_row"),
)

work = _table(
    "work",
    Column("annotator", Text, primary_key=True),
    Column("article", Integer, primary_key=True),
    _text("status", None),
    Column("seconds", REAL, nullable=False, server_default="0"),
    _count("flag"),
    _text("note"),
    Column("finished", Integer),
    ForeignKeyConstraint(["article"], ["articles.number"]),
    sqlite_with_rowid=False,
)
_finished = work.c.finished.is_not(None)
_done = work.c.status == "done"
Index("work_of_article", work.c.article)
Index("work_done", work.c.article, sqlite_where=_done)
Index("work_finished", work.c.annotator, work.c.finished, sqlite_where=_finished)

settled = _table(
    "settled",
    Column("annotator", Text, primary_key=True),
    Column("first", Integer, primary_key=True),
    _count("last"),
    sqlite_with_rowid=False,
)

entries = _table(
    "entries",
    Column("key", Integer, primary_key=True),
    _text("list", None),
    _text("entry", None),
    Column("uses", Integer, nullable=False, server_default="1"),
    UniqueConstraint("list", "entry"),
)

answers = _table(
    "answers",
    Column("key", Text, primary_key=True),
    _text("body", None),
    _text("at", None),
)

log = _table(
    "log",
    Column("seq", Integer, primary_key=True),
    Column("uuid", Text, nullable=False, unique=True),
    _text("annotator", None),
    _count("article"),
    _text("at", None),
    _text("kind", None),
    Column("seconds", REAL, nullable=False, server_default="0"),
    _text("place"),
    _text("changes", None),
    Column("reverts", Integer),
    Column("below", Integer),
    Column("undo_next", Integer),
    Column("redo_next", Integer),
    ForeignKeyConstraint(["article"], ["articles.number"]),
    ForeignKeyConstraint(["reverts"], ["log.seq"]),
    sqlite_autoincrement=True,
)
_decided = log.c.kind != "import"
_reverting = log.c.reverts.is_not(None)
Index("log_decisions", log.c.annotator, log.c.seq, sqlite_where=_decided)
Index("log_of_article", log.c.article)
Index("log_reverts", log.c.reverts, log.c.seq, sqlite_where=_reverting)
