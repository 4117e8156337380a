"""Label Studio's CSV export: the rows of its JSON-MIN export as a table, with JSON in the cells."""

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.json_objects import Item
from postil.corpus.lines import LONGEST
from postil.corpus.sources import Source
from postil.corpus.strict_json import BadJson, parse
from postil.corpus.table import Feed, rows
from postil.schema.json_types import Json

_NEEDED = frozenset(("annotation_id", "annotator", "lead_time"))
_DATA = "_data_"  # before the column of a task's data that is called like a control


def exported_header(line: str) -> str:
    """The delimiter, if this is the header of such an export, else ""."""
    return next((d for d in (",", "\t") if set(next(csv.reader([line], delimiter=d), [])) >= _NEEDED), "")


def exported_rows(stream: BinaryIO, source: Source, codec: Codec) -> Iterator[Item | BadLine]:
    """The rows as objects, one in memory at a time."""
    csv.field_size_limit(LONGEST)
    feed = Feed(stream, source, codec)
    first = next(feed, "").rstrip("\r\n")
    delimiter = exported_header(first)
    if feed.bad or not delimiter:
        reason = "it is neither JSON nor a CSV export: the header has no annotation_id, annotator and lead_time"
        yield feed.bad or BadLine(source.name, 1, 0, reason, feed.take())
        return
    feed.take()
    columns = next(csv.reader([first], delimiter=delimiter))
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        yield BadLine(source.name, 1, 0, f"the header names the column {twice!r} twice")
        return
    for row in rows(feed, source, delimiter):
        if isinstance(row, BadLine):
            yield row
            continue
        cells, place = row
        if len(cells) != len(columns):
            reason = f"the row has {len(cells)} cells, the header {len(columns)}"
            yield BadLine(place.file, place.line, place.byte, reason, place.raw)
            continue
        try:
            value = {key: _value(key, cell) for key, cell in zip(columns, cells, strict=True) if cell}
        except BadJson as error:
            reason = f"a cell holds a list of results that is broken: {error.reason}"
            yield BadLine(place.file, place.line, place.byte, reason, place.raw)
            continue
        yield Item({"annotation_id": None, **_apart(value)}, source, place.line, place.byte, place.raw)


def _value(key: str, cell: str) -> Json:
    """What a cell holds. Raises BadJson for results that are cut off, or are no JSON for another reason."""
    if key == "lead_time":
        try:
            return float(cell)
        except ValueError:
            return cell
    if cell[0] in "[{" and key.removeprefix(_DATA) != "text":
        try:
            return parse(cell)
        except BadJson:
            if cell.startswith(("[{", '{"')):
                raise
    return cell


def _apart(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The data under its own name, and what was said under a control of the same name beside it."""
    shared = {key.removeprefix(_DATA) for key in value if key.startswith(_DATA)}
    answers = {f"{key} answer" if key in shared else key: item for key, item in value.items() if not key.startswith(_DATA)}
    return {**answers, **{key: value[_DATA + key] for key in shared}}
