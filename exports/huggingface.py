"""A Hugging Face dataset folder: Parquet files for each split, and the card that says what is in them."""

from collections import Counter

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from postil.exports.arrow import TAGS, TOKENS, Rows, places, schema
from postil.exports.dataset_card import Card, Side, card
from postil.exports.features import in_metadata, on_card
from postil.exports.parquet import rows_of
from postil.exports.parquet_file import ParquetFile
from postil.exports.positive import Version
from postil.exports.token_tags import TokenTags
from postil.exports.writer import Job
from postil.schema.record import Record

_NAMES = {"": "train", "dev": "validation"}


class HuggingFaceWriter:
    """`data/<split>-NNNNN-of-NNNNN.parquet` and README.md. The rows are those of `ParquetWriter`, with tokens and tags beside
    for the scheme's first spans layer; a new file begins every `options.shard` rows.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._places = places(job.scheme, negatives=job.options.negatives)
        self._tags = TokenTags(job.scheme, job.options.misaligned)
        more = {TOKENS: pa.list_(pa.string()), TAGS: pa.list_(pa.int64())} if self._tags.layer else {}
        plain = schema(job.scheme, self._places, more)
        classes = {TAGS: self._tags.names}
        self._schema = in_metadata(plain, classes)
        self._card = Card(job.scheme, job.options.facts, self._places, self._tags, on_card(plain, classes))
        self._files: dict[str, list[ParquetFile]] = {}
        for split in job.splits or ("",):
            self._files[split] = []
            self._begin(split)

    def add(self, record: Record, split: str) -> None:
        found = rows_of(record, self._places, self._job.count.losses)
        for version, fillers in found:
            self._job.count.article(version.annotations, split)
            file = self._files[split][-1]
            if file.written + len(file.rows) >= self._job.options.shard:
                file.close()
                file = self._begin(split)
            file.rows.add(version, fillers, self._more(version))
            if file.rows.full:
                file.flush()
            self._card.add(version)
        self._card.articles += bool(found)

    def close(self) -> None:
        """The ends of the files, their names, and the card.

        A split without rows has no file: where one is named that holds nothing, the library loads none of the splits.
        """
        sides: list[Side] = []
        on_disk = 0
        for split, files in self._files.items():
            files[-1].close()
            name, rows = _NAMES.get(split, split), sum(file.written for file in files)
            for number, file in enumerate(files):
                if not self._job.stage.dry:
                    on_disk += self._place(file, f"{name}-{number:05d}-of-{len(files):05d}.parquet", keep=bool(rows))
            labels = self._job.count.labels.get(split, Counter())
            sides.append(Side(name, f"data/{name}-*.parquet", rows, sum(file.size for file in files), labels))
        self._job.stage.write("README.md", card(self._card, sides, on_disk).encode())

    def _place(self, file: ParquetFile, name: str, *, keep: bool) -> int:
        """Give a file its name, or take it away; its size in bytes."""
        if not keep:
            file.path.unlink()
            return 0
        return file.path.rename(file.path.with_name(name)).stat().st_size

    def _begin(self, split: str) -> ParquetFile:
        name = f"data/{_NAMES.get(split, split)}-{len(self._files[split]):05d}.parquet"
        self._files[split].append(ParquetFile(self._job.stage, name, Rows(self._schema, self._places)))
        return self._files[split][-1]

    def _more(self, version: Version) -> dict[str, object]:
        if not self._tags.layer:
            return {}
        tokens, tags = self._tags.of(version)
        return {TOKENS: tokens, TAGS: tags}
