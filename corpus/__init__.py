"""Files to articles, and to the annotations that they already carry. One reader per format."""

import importlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from postil.corpus.annotated_jsonl import annotated
from postil.corpus.bad_line import BadLine
from postil.corpus.detect import detect, detect_binary, detect_together
from postil.corpus.encoding import Codec, choose
from postil.corpus.formats import FORMATS, Format
from postil.corpus.joining import joined
from postil.corpus.prepare import prepare
from postil.corpus.reading import NOBODY, Reader, Reading
from postil.corpus.sources import Source, sources
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Record

__all__ = ["FORMATS", "NOBODY", "BadLine", "Format", "annotated", "prepare", "read"]

_HEAD = 65536
_ZIPPED = b"PK\x03\x04"
_UNPACK = "Unpack the archive, and give the folder; save a document as text, a spreadsheet as CSV."


def read(
    paths: Sequence[Path],
    *,
    format: str = "",  # noqa: A002  the word that users type: --format
    encoding: str = "",
    annotations: bool = False,
    losses: Losses | None = None,
    detected: Callable[[str], None] | None = None,
    bad: Callable[[BadLine], None] | None = None,
) -> Iterator[Record]:
    """The articles in `paths` (files, and folders recursively in name order), lazily and in constant memory.

    `format` is a name of FORMATS; without it each file's content tells, and `detected` is told, file by file. `encoding` is
    for files without a byte order mark that are not UTF-8. With `annotations`, those in plain JSONL and tables are read
    too, under the labels that stand there; without, they are metadata. What a file holds and postil has no place for is
    counted in `losses`. Versions of one article that stand one after the other are one record.

    Raises PostilError at the first line that cannot be read, naming file, line and byte, unless `bad` is given: then each
    such line is handed to it, and passed over.
    """
    if format and format not in FORMATS:
        raise PostilError(f"There is no reader for {format!r}.", hint=f"There are: {', '.join(FORMATS)}.")
    choose(b"", encoding)
    reading = Reading(losses or Losses(), annotations)

    def items() -> Iterator[Record]:
        for source in sources(paths):
            for item in _read(source, format, encoding, reading, detected):
                if isinstance(item, Record):
                    yield item
                elif bad is None:
                    raise item.error()
                else:
                    bad(item)

    return joined(items())


def _read(
    source: Source, name: str, encoding: str, reading: Reading, detected: Callable[[str], None] | None
) -> Iterator[Record | BadLine]:
    try:
        with io.BufferedReader(io.FileIO(source.path), _HEAD) as stream:
            head = stream.peek(_HEAD)
            if head.startswith(_ZIPPED):
                yield BadLine(source.name, 0, 0, "it is a ZIP archive, or a document packed as one", hint=_UNPACK)
                return
            codec = choose(head, encoding)
            found = name or _detect(head, codec, source)
            if detected:
                detected(found)
            for item in _reader(FORMATS[found])(stream, source, codec, reading):
                told = isinstance(item, Record) and (item.annotations or item.suggestions or item.work)
                yield replace(item, format=found) if told and isinstance(item, Record) else item
    except OSError as error:
        yield BadLine(source.name, 0, 0, f"it cannot be read: {error.strerror}")


def _reader(form: Format) -> Reader:
    """The reader; each is imported only when it is wanted, since some come with large libraries."""
    found: Callable[..., Iterator[Record | BadLine]] = getattr(
        importlib.import_module(f"postil.corpus.{form.module}"), form.reader
    )
    return partial(found, **form.options)


def _detect(head: bytes, codec: Codec, source: Source) -> str:
    suffix = source.path.suffix[1:].casefold()
    found = detect_together(source) or detect_binary(head, suffix)
    text = head[codec.mark :].decode(codec.name, "replace")
    return found or detect(text, suffix, whole=len(head) < _HEAD and source.path.is_file())
