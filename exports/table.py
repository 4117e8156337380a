"""CSV and TSV: one annotation a row, for spreadsheets and data frames; the articles are in a second table."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

from postil.exports.fillers import Fillers
from postil.exports.formulas import guarded
from postil.exports.positive import positive
from postil.exports.shared_losses import FILLERS, UNDECIDED
from postil.exports.suggested import suggested
from postil.exports.writer import Job
from postil.schema.annotation import Annotation
from postil.schema.errors import PostilError
from postil.schema.postil_json import hidden_to_json, work_to_json
from postil.schema.record import Record
from postil.schema.safe import safe

COLUMNS = (
    *("article", "layer", "label", "start", "end", "text", "verdict", "by", "at"),
    *("source", "score", "rank", "target", "roles", "attributes", "note", "flag", "id", "suggested"),
)
ARTICLE_COLUMNS = ("id", "text", "title", "date", "language", "meta", "hidden", "work")
_Cell = str | int | float | None


class CsvWriter:
    """Two tables for each split, UTF-8, commas, "\\n" after each row: NAME.csv with a row for each annotation, rejections
    too, and NAME.articles.csv with a row for each article in the same order. Cells that would be formulas to a spreadsheet
    get an apostrophe before them (`formulas`).
    """

    delimiter = ","
    suffix = ".csv"

    def __init__(self, job: Job) -> None:
        self._job = job
        self._tables: dict[str, tuple[_Table, _Table]] = {}
        for split in job.splits or ("",):
            name = job.stage.file(split, self.suffix)
            annotations = _Table(job.stage.stream(name), self.delimiter, COLUMNS)
            articles = _Table(job.stage.stream(articles_beside(name)), self.delimiter, ARTICLE_COLUMNS)
            self._tables[split] = (annotations, articles)

    def add(self, record: Record, split: str) -> None:
        article, losses = record.article, self._job.count.losses
        losses.marks(UNDECIDED, article, record.suggestions)
        annotations, articles = self._tables[split]
        try:
            articles.add(_article_cells(record))
            for by in sorted({a.by for a in record.annotations}):
                own = [a for a in record.annotations if a.by == by]
                fillers = Fillers(own)
                losses.marks(FILLERS, article, [a for a in own if a.roles and fillers.missing(a)])
                for annotation in own:
                    annotations.add(_cells(article.id, annotation, fillers))
        except (ValueError, RecursionError) as error:
            raise PostilError(f"The article {safe(article.id)!r} cannot be written in a table: {error}.") from error
        self._job.count.article((a for a in record.annotations if positive(a)), split)

    def close(self) -> None:
        """Nothing comes last."""


class TsvWriter(CsvWriter):
    """The same with tabs between cells; a cell with a tab, a line break or a quote in it is quoted."""

    delimiter = "\t"
    suffix = ".tsv"


def articles_beside(name: str) -> str:
    """The name of the table of articles that belongs to a table of annotations."""
    path = PurePosixPath(name)
    return path.with_name(f"{path.stem}.articles{path.suffix}").as_posix()


class _Table:
    """Rows to a file."""

    def __init__(self, stream: BinaryIO, delimiter: str, columns: tuple[str, ...]) -> None:
        self._stream = stream
        self._out = io.StringIO(newline="")
        # The writer quotes a lone carriage return only if its own line end has one.
        self._row: Callable[[list[_Cell]], object] = csv.writer(self._out, delimiter=delimiter, lineterminator="\r\n").writerow
        self.add(columns)

    def add(self, cells: tuple[_Cell, ...]) -> None:
        self._out.seek(0)
        self._out.truncate()
        self._row([guarded(cell) if cell and isinstance(cell, str) else cell for cell in cells])
        self._stream.write(self._out.getvalue()[:-2].encode() + b"\n")


def _cells(article: str, a: Annotation, fillers: Fillers) -> tuple[_Cell, ...]:
    origin = a.origin
    return (
        *(article, a.layer, a.label, a.start, a.end, a.text, a.verdict.value, a.by, a.at),
        *((origin.source, origin.score) if origin else (None, None)),
        *(a.rank, a.target),
        _json(fillers.filled(a)) if a.roles else "",
        _json(dict(a.attributes)) if a.attributes else "",
        *(a.note, "yes" if a.flag else "", a.id),
        suggested(a),
    )


def _article_cells(record: Record) -> tuple[_Cell, ...]:
    article = record.article
    title = article.meta.get("title")
    return (
        *(article.id, article.text, title if isinstance(title, str) else "", article.date, article.language),
        _json(dict(article.meta)) if article.meta else "",
        _json(hidden_to_json(article)) if article.hidden else "",
        _json({who: work_to_json(work) for who, work in sorted(record.work.items())}) if record.work else "",
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
