"""One Parquet file in the making: rows go in, and each batch of them becomes a row group."""

import os
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no stubs

from postil.exports.arrow import Rows
from postil.exports.stage import Stage


class ParquetFile:
    """A file of the stage, compressed with zstd. A dry run makes the batches, and writes none.

    `written` counts rows, `size` their bytes in memory.
    """

    def __init__(self, stage: Stage, name: str, rows: Rows) -> None:
        self.path: Path = stage.path(name)
        self.rows = rows
        self.written = self.size = 0
        self._dry = stage.dry
        self._file = None if stage.dry else pq.ParquetWriter(self.path, rows.schema, compression="zstd")

    def flush(self) -> None:
        """Write the rows that wait. Raises PostilError, OSError."""
        if not len(self.rows):
            return
        self.written += len(self.rows)
        batch = self.rows.take()
        self.size += batch.nbytes
        if self._file is not None:
            self._file.write_batch(batch)

    def close(self) -> None:
        """Write the rows that wait, and the end of the file; it is on the disk then. Raises PostilError, OSError."""
        self.flush()
        if self._file is None:
            return
        self._file.close()
        with self.path.open("rb+") as stream:
            os.fsync(stream.fileno())
