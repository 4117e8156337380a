"""Parquet: files that postil wrote, and other people's tables of articles, with spans, tags or labels."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no stubs

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.parquet_own import Columns, columns_of
from postil.corpus.parquet_own import record_of_row as own_record
from postil.corpus.parquet_rows import names_of, record_of_row
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.schema.errors import PostilError
from postil.schema.record import Record
from postil.schema.safe import safe

_ROWS = 200
_BROKEN = "it is no Parquet file that can be read, or it is cut off"


def read_parquet(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The articles of a Parquet file, a few hundred rows in memory at a time.

    What postil wrote is restored as it was. In other files, `text` (else content, article, sentence or body) is the article
    and `id` its id; columns of structs with start, end and label are annotations (code points, end exclusive), and so are
    tokens with tags where there are none. Labels of the article (`label`, `labels`, `cats`, `choices`) are annotations where
    those are wanted; every other column is metadata.
    """
    del stream, codec  # the library opens the file itself
    try:
        file = pq.ParquetFile(source.path)
        metadata: Mapping[bytes, bytes] = file.schema_arrow.metadata or {}
        own = columns_of(metadata)
        names = names_of(metadata)
        number = 0
        for batch in file.iter_batches(batch_size=_ROWS, use_threads=False):
            for row in _rows(batch):
                number += 1
                yield _record(row, number, own, names, source, reading)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield BadLine(source.name, 0, 0, f"{_BROKEN} ({_sentence(error)})")
    except PostilError as error:
        yield BadLine(source.name, 0, 0, error.message, hint=error.hint)


def _record(
    row: Mapping[str, Any],
    number: int,
    own: Columns | None,
    names: Mapping[str, Any],
    source: Source,
    reading: Reading,
) -> Record | BadLine:
    where = f"{safe(source.name)}, row {number}"
    try:
        if own is not None:
            return own_record(row, own, where)
        return record_of_row(row, names, f"{source.id}-{number}", where, choices=reading.annotations, losses=reading.losses)
    except PostilError as error:
        return BadLine(source.name, 0, 0, f"row {number}: {error.message}", hint=error.hint)


def _rows(batch: pa.RecordBatch) -> Iterator[Mapping[str, Any]]:
    """The rows as dictionaries. Times are cut to microseconds, which is what Python has."""
    columns = [_values(column) for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(batch.schema.names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    elif pa.types.is_duration(kind) or (pa.types.is_time(kind) and kind.unit == "ns"):
        column = column.cast(pa.int64())
    found: list[Any] = column.to_pylist()
    return found


def _sentence(error: Exception) -> str:
    return safe(str(error).split("\n", 1)[0][:200]).rstrip(".")
