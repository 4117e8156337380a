"""Files to articles, and to the annotations that they already carry. One reader per format."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from postil.corpus.annotated_jsonl import annotated
from postil.corpus.bad_line import BadLine
from postil.corpus.detect import detect
from postil.corpus.encoding import Codec, choose
from postil.corpus.jsonl import read_jsonl
from postil.corpus.prepare import prepare
from postil.corpus.sources import Source, sources
from postil.corpus.table import read_table
from postil.corpus.text import read_text
from postil.schema.errors import PostilError
from postil.schema.record import Record

__all__ = ["FORMATS", "BadLine", "annotated", "prepare", "read"]

FORMATS: Mapping[str, str] = {
    "text": "Text files and folders of them; the file's stem is the article's id",
    "jsonl": 'JSON Lines: {"text": …, "id": …, "meta": {…}} on each line',
    "postil": "postil JSONL, with its annotations, as `postil export --format postil` writes it",
    "csv": "A table with a header; the columns text, id, title, date and others",
    "tsv": "The same, separated by tabs",
}


class _Reader(Protocol):
    def __call__(self, stream: BinaryIO, source: Source, codec: Codec) -> Iterator[Record | BadLine]: ...


_READERS: Mapping[str, _Reader] = {
    "text": read_text,
    "jsonl": read_jsonl,
    "postil": partial(read_jsonl, own=True),
    "csv": read_table,
    "tsv": partial(read_table, delimiter="\t"),
}
_HEAD = 65536


def read(
    paths: Sequence[Path],
    *,
    format: str = "",  # noqa: A002  the word that users type: --format
    encoding: str = "",
    annotations: bool = False,
    bad: Callable[[BadLine], None] | None = None,
) -> Iterator[Record]:
    """The articles in `paths` (files, and folders recursively in name order), lazily and in constant memory.

    `format` is a name of FORMATS; without it each file's content tells. `encoding` is for files without a byte order mark
    that are not UTF-8. With `annotations`, those in plain JSONL are read too, under the labels that stand there; without,
    they are metadata. Raises PostilError at the first line that cannot be read, naming file, line and byte, unless `bad`
    is given: then each such line is handed to it, and passed over.
    """
    if format and format not in _READERS:
        raise PostilError(f"There is no reader for {format!r}.", hint=f"There are: {', '.join(FORMATS)}.")
    choose(b"", encoding)
    for source in sources(paths):
        for item in _read(source, format, encoding, annotations):
            if isinstance(item, Record):
                yield item
            elif bad is None:
                raise item.error()
            else:
                bad(item)


def _read(source: Source, name: str, encoding: str, annotations: bool) -> Iterator[Record | BadLine]:
    try:
        with io.BufferedReader(io.FileIO(source.path), _HEAD) as stream:
            head = stream.peek(_HEAD)
            codec = choose(head, encoding)
            found = name or _detect(head, codec, source)
            reader = partial(read_jsonl, annotations=True) if found == "jsonl" and annotations else _READERS[found]
            yield from reader(stream, source, codec)
    except OSError as error:
        yield BadLine(source.name, 0, 0, f"it cannot be read: {error.strerror}")


def _detect(head: bytes, codec: Codec, source: Source) -> str:
    text = head[codec.mark :].decode(codec.name, "replace")
    return detect(text, source.path.suffix[1:].casefold(), whole=len(head) < _HEAD and source.path.is_file())
