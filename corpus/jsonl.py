"""JSON Lines: one object a line, with `text`, and if it likes `id` and `meta`; or postil's own records."""

from collections.abc import Iterator
from typing import BinaryIO

from postil.corpus.annotated_jsonl import annotated_of
from postil.corpus.article_json import article_of
from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.json_objects import Item, objects
from postil.corpus.postil_jsonl import record_of
from postil.corpus.reading import Reading
from postil.corpus.sources import Source
from postil.schema.errors import PostilError
from postil.schema.record import Record


def read_jsonl(
    stream: BinaryIO, source: Source, codec: Codec, reading: Reading, *, own: bool = False
) -> Iterator[Record | BadLine]:
    """The articles of a JSONL file, or of a list of objects in JSON, one in memory at a time.

    An object with the key "postil" is read as a postil record, with its annotations; `own` refuses every other. In the
    rest, `text` is the article, `id` its id (else "<file stem>-<line>"), and `meta` and every other key its metadata; where
    annotations are wanted, the keys that hold them (`annotated_jsonl`) are read as such.
    """
    for item in objects(stream, source, codec):
        if isinstance(item, BadLine):
            yield item
            continue
        try:
            yield _record(item, reading, own)
        except PostilError as error:
            yield item.bad(error.message, error.hint)


def _record(item: Item, reading: Reading, own: bool) -> Record:
    if "postil" in item.value or own:
        return record_of(item.value, item.where)
    if reading.annotations:
        return annotated_of(item.value, item.fallback, item.where)
    return Record(article_of(item.value, item.fallback), where=item.where)
