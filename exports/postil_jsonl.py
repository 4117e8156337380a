"""postil JSONL: one object per article, without loss. `postil import` reads it back to equal records."""

import json

from postil.exports.positive import positive
from postil.exports.writer import Count
from postil.schema.errors import PostilError
from postil.schema.postil_json import record_to_json
from postil.schema.record import Record
from postil.schema.references import outward
from postil.schema.safe import safe


class PostilWriter:
    """UTF-8, one line for each record, every annotator's annotations together, rejections and suggestions included."""

    def __init__(self) -> None:
        self.count = Count()

    def head(self) -> bytes:
        return b""

    def add(self, record: Record) -> bytes:
        try:
            line = json.dumps(record_to_json(outward(record)), ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError) as error:
            raise PostilError(f"The article {safe(record.article.id)!r} cannot be written as JSON: {error}.") from error
        self.count.article(a for a in record.annotations if positive(a))
        return line + b"\n"

    def tail(self) -> bytes:
        return b""
