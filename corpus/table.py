"""Tables: CSV and TSV with a header row that names the columns."""

import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

from postil.corpus.annotated_jsonl import marks_of
from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST, lines
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.corpus.strict_json import BadJson, parse
from postil.corpus.text import undecodable
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_COLUMN = re.compile(r"[\w .:/-]{1,40}")
_OWN = ("text", "id", "title", "date", "language")
_LABELS = ("label", "labels", "category", "categories")
_BETWEEN = "#"
_JSON = ('["', "['", "[[", "[{", "[(", '{"', "{'")


def header_delimiter(line: str, *, strict: bool = False) -> str:
    """The delimiter that makes a header with a `text` column of this line; "" when none does.

    `strict` is for lines that may as well be prose: several columns, and each looks like a name.
    """
    found = {d: _cells(line, d) for d in _NAMES}
    fitting = {d: cells for d, cells in found.items() if "text" in (_key(c) for c in _columns(cells))}
    if not fitting:
        return ""
    best = max(fitting, key=lambda d: len(fitting[d]))
    cells = fitting[best]
    if strict and (len(cells) < 2 or line != line.strip() or not all(_COLUMN.fullmatch(c) and c[0] != " " for c in cells)):
        return ""
    return best


def read_table(
    stream: BinaryIO, source: Source, codec: Codec, reading: Reading, *, delimiter: str = ""
) -> Iterator[Record | BadLine]:
    """The articles of a CSV or TSV file, one row in memory at a time.

    The header must name a column `text` (in old files of doccano's, `data`); `id` is the article's id (else
    "<file stem>-<line>"), and every other column that is not empty goes to the metadata under its name. The delimiter is
    the one that makes sense of the header, of comma, semicolon, tab and bar, unless it is given. CRLF within a cell becomes LF.

    Where annotations are wanted, a column `label`, `labels`, `category` or `categories` holds labels of the article:
    several in one cell have "#" between them, as doccano writes them, and are in the order of their ranks. It may hold
    ranges and labels as JSON.
    """
    csv.field_size_limit(LONGEST)
    feed = Feed(stream, source, codec)
    first = next(feed, "")
    chosen = delimiter or header_delimiter(first.rstrip("\r\n"))
    named = _columns(_cells(first, chosen or ","))
    columns = [_key(c) if _key(c) in _OWN or (reading.annotations and _key(c) in _LABELS) else c.strip() for c in named]
    fault = _header_fault(columns, chosen)
    if feed.bad or fault:
        hint = "The first row names the columns: text, and if you like id, title, date and others."
        yield feed.bad or BadLine(source.name, 1, 0, fault, feed.take(), hint)
        return
    feed.take()
    labelled = [c for c in columns if reading.annotations and c in _LABELS]
    for row in rows(feed, source, chosen):
        yield row if isinstance(row, BadLine) else _record(row[0], columns, labelled, source, row[1])


def rows(feed: "Feed", source: Source, delimiter: str) -> Iterator[tuple[list[str], BadLine] | BadLine]:
    """The cells of each row that is not blank, with where it stands, as a BadLine without a reason."""
    found = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(found)
        except StopIteration:
            break
        except csv.Error as error:
            reason = f"not a row of cells separated by {_NAMES.get(delimiter, repr(delimiter))} ({error})"
            yield feed.bad or BadLine(source.name, feed.line, feed.byte, reason, feed.take())
            feed.bad = None
            continue
        if feed.bad:
            break
        line, byte, raw = feed.line, feed.byte, feed.take()
        if row:
            yield row, BadLine(source.name, line, byte, "", raw)
    if feed.bad:
        yield feed.bad


class Feed(Iterator[str]):
    """Decoded lines for csv.reader, which remembers the bytes of the row in progress.

    A line that cannot be decoded ends the feed, since nobody knows to which row it belongs; `bad` then says why.
    """

    def __init__(self, stream: BinaryIO, source: Source, codec: Codec) -> None:
        self._lines = lines(stream, codec)
        self._source = source
        self._codec = codec
        self._raw: list[bytes] = []
        self.line = 0
        self.byte = 0
        self.bad: BadLine | None = None

    def __next__(self) -> str:
        line = next(self._lines)
        if not self._raw:
            self.line, self.byte = line.number, line.byte
        self._raw.append(line.raw)
        if not line.whole:
            self.bad = BadLine(self._source.name, line.number, line.byte, f"the line is longer than {LONGEST // 2**20} MB")
            raise StopIteration
        try:
            return line.raw.decode(self._codec.name)
        except UnicodeDecodeError as error:
            at = line.byte + error.start
            hint = advice(line.raw[:100_000])
            self.bad = BadLine(self._source.name, line.number, at, undecodable(error), line.raw, hint)
            raise StopIteration from None

    def take(self) -> bytes:
        """The bytes of the row so far; the next line begins a new row."""
        raw = b"".join(self._raw)
        self._raw.clear()
        return raw


def _record(row: list[str], columns: list[str], labelled: list[str], source: Source, place: BadLine) -> Record | BadLine:
    def bad(reason: str) -> BadLine:
        return BadLine(place.file, place.line, place.byte, reason, place.raw)

    if len(row) != len(columns):
        return bad(f"the row has {len(row)} cells, the header {len(columns)}")
    cells = dict(zip(columns, row, strict=True))
    text = cells.pop("text").replace("\r\n", "\n")
    if not text.strip():
        return bad("the text is empty")
    name = cells.pop("id", "") or f"{source.id}-{place.line}"
    try:
        marks = tuple(mark for column in labelled for mark in _marks(column, cells.pop(column), text))
    except PostilError as error:
        return bad(error.message)
    meta: dict[str, Json] = {key: cell.replace("\r\n", "\n") for key, cell in cells.items() if cell.strip()}
    work = {NOBODY: Work(Status.DONE)} if labelled else {}
    return Record(Article(name, text, meta), marks, work=work, where=f"{safe(source.name)}, line {place.line}")


def _marks(column: str, cell: str, text: str) -> Iterator[Annotation]:
    """What a cell says: labels, or ranges and labels as JSON. Raises PostilError."""
    if not cell.lstrip().startswith(_JSON):
        yield from _choices(column, cell)
        return
    try:
        value = parse(cell)
    except BadJson as error:
        raise PostilError(f'in "{column}" stands what is no label, and {error.reason}') from None
    yield from marks_of(column, value, text)


def _choices(column: str, cell: str) -> Iterator[Annotation]:
    """The labels in a cell. A sign between labels that has none on one side is part of a label ("C#")."""
    found = [part.strip() for part in cell.split(_BETWEEN)]
    if not all(found):
        found = [cell.strip()]
    several = len(found) > 1
    for number, label in enumerate(dict.fromkeys(found), 1):
        if label:
            rank = number if several else None
            yield Annotation(id=f"{column}[{number}]", layer=column, label=label, rank=rank, verdict=Verdict.ADDED, by=NOBODY)


def _header_fault(columns: list[str], delimiter: str) -> str:
    if not delimiter or "text" not in columns:
        return f'the header has no column "text"; it has: {", ".join(repr(c) for c in columns[:8]) or "nothing"}'
    twice = next((c for c in columns if columns.count(c) > 1), None)
    if twice is not None:
        return f"the header names the column {twice!r} twice" if twice else "two columns have no name"
    return ""


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(cells: list[str]) -> list[str]:
    """The names of the columns; the text of doccano's first versions stands under `data`, beside its `id` and `label`."""
    keys = [_key(cell) for cell in cells]
    if "text" not in keys and keys[:3] == ["id", "data", "label"]:
        return [cells[0], "text", *cells[2:]]
    return cells


def _key(cell: str) -> str:
    return cell.strip().casefold()
