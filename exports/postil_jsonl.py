"""postil JSONL: one object per article, without loss. `postil import` reads it back to equal records."""

from typing import BinaryIO

from postil.exports.positive import positive
from postil.exports.writer import Job
from postil.schema.errors import PostilError
from postil.schema.postil_text import record_to_text
from postil.schema.record import Record
from postil.schema.references import outward
from postil.schema.safe import safe


class PostilWriter:
    """UTF-8, one line for each record, every annotator's annotations together, rejections and suggestions included."""

    def __init__(self, job: Job) -> None:
        self._job = job
        for split in job.splits or ("",):
            self._stream(split)

    def add(self, record: Record, split: str) -> None:
        try:
            line = record_to_text(outward(record)).encode()
        except (ValueError, RecursionError) as error:
            raise PostilError(f"The article {safe(record.article.id)!r} cannot be written as JSON: {error}.") from error
        self._job.count.article((a for a in record.annotations if positive(a)), split)
        stream = self._stream(split)
        stream.write(line)
        stream.write(b"\n")

    def close(self) -> None:
        """Nothing comes last."""

    def _stream(self, split: str) -> BinaryIO:
        return self._job.stage.stream(self._job.stage.file(split, ".jsonl"))
