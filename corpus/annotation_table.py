"""postil's own tables: annotations one a row, and the articles in a table beside, put together again."""

import csv
import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from postil.corpus.annotation_row import annotation_json, article_json
from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, choose
from postil.corpus.formulas import unguarded
from postil.corpus.lines import LONGEST
from postil.corpus.postil_jsonl import record_of
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.corpus.table import Feed
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record
from postil.schema.safe import safe

_ANNOTATIONS = ("article", "layer", "label")
_ARTICLES = ("id", "text")
_HEAD = 65536
_DELIMITERS = (",", "\t", ";")


class _Row(dict[str, str]):
    """The cells of a row that are not empty, by column; `place` says where it stands."""

    place: BadLine


def read_annotation_table(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The articles with their annotations, one article in memory at a time.

    Both tables have the articles in the same order, as postil writes them. An annotation of an article that is not there,
    or that comes at another place, is a bad line. Only article, layer and label have to be there in the one table, id and
    text in the other.
    """
    del reading  # postil has a place for all that postil wrote
    csv.field_size_limit(LONGEST)
    beside = next((path for path in source.companions if ".articles" in path.name), None)
    if beside is None:
        name = f"{source.path.stem}.articles{source.path.suffix}"
        hint = "It holds the articles' texts, and is read together with the table of annotations."
        yield BadLine(source.name, 0, 0, f"the table of articles {safe(name)!r} is not beside it", hint=hint)
        return
    with io.BufferedReader(io.FileIO(beside), _HEAD) as articles_stream:
        articles_source = Source(beside, source.id, str(Path(source.name).with_name(beside.name)))
        articles_codec = choose(articles_stream.peek(_HEAD))
        articles = _rows(articles_stream, articles_source, articles_codec, _ARTICLES)
        yield from _together(articles, _rows(stream, source, codec, _ANNOTATIONS))


def _together(articles: Iterator[_Row | BadLine], annotations: Iterator[_Row | BadLine]) -> Iterator[Record | BadLine]:
    waiting: _Row | BadLine | None = next(annotations, None)
    for article in articles:
        if isinstance(article, BadLine):
            yield article
            continue
        own: list[_Row] = []
        while isinstance(waiting, BadLine) or (waiting is not None and waiting["article"] == article.get("id")):
            if isinstance(waiting, BadLine):
                yield waiting
            else:
                own.append(waiting)
            waiting = next(annotations, None)
        yield from _record(article, own)
    while waiting is not None:
        if isinstance(waiting, BadLine):
            yield waiting
        else:
            reason = f"its article {safe(waiting['article'])!r} is not in the table of articles, or at another place there"
            yield _bad(waiting, reason, "The articles must come in the same order in both tables.")
        waiting = next(annotations, None)


def _record(article: _Row, rows: list[_Row]) -> Iterator[Record | BadLine]:
    """The record, after what is wrong with single annotations."""
    annotations: list[Json] = []
    taken = {row["id"] for row in rows if "id" in row}
    free = (name for name in map("a{}".format, count(1)) if name not in taken)
    for row in rows:
        try:
            annotations.append(annotation_json(row, article.get("text", ""), "" if "id" in row else next(free)))
        except PostilError as error:
            yield _bad(row, error.message, error.hint)
    where = f"{safe(article.place.file)}, line {article.place.line}"
    try:
        yield record_of(article_json(article, annotations), where)
    except PostilError as error:
        yield _bad(article, error.message, error.hint)


def _rows(stream: BinaryIO, source: Source, codec: Codec, needed: tuple[str, ...]) -> Iterator[_Row | BadLine]:
    feed = Feed(stream, source, codec)
    header = next(feed, "")
    delimiter = next((d for d in _DELIMITERS if header.startswith(d.join(needed))), ",")
    columns = next(csv.reader([header], delimiter=delimiter), [])
    missing = [name for name in needed if name not in columns]
    if feed.bad or missing or len(set(columns)) < len(columns):
        reason = f"the header has no column {missing[0]!r}" if missing else "the header names a column twice"
        yield feed.bad or BadLine(source.name, 1, 0, reason, feed.take())
        return
    feed.take()
    rows = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield feed.bad or BadLine(source.name, feed.line, feed.byte, f"not a row of cells ({error})", feed.take())
            feed.bad = None
            continue
        if feed.bad:
            break
        place = BadLine(source.name, feed.line, feed.byte, "", feed.take())
        if len(cells) != len(columns):
            if cells:
                reason = f"the row has {len(cells)} cells, the header {len(columns)}"
                yield BadLine(place.file, place.line, place.byte, reason, place.raw)
            continue
        row = _Row({name: unguarded(cell) for name, cell in zip(columns, cells, strict=True) if cell})
        row.place = place
        if needed[0] in row:
            yield row
        else:
            yield _bad(row, f"the cell {needed[0]!r} is empty")
    if feed.bad:
        yield feed.bad


def _bad(row: _Row, reason: str, hint: str = "") -> BadLine:
    return BadLine(row.place.file, row.place.line, row.place.byte, reason, row.place.raw, hint)
