"""CSV: one annotation a row, for spreadsheets and data frames."""

import csv
import io
import json

from postil.exports.fillers import Fillers
from postil.exports.loss import name
from postil.exports.positive import positive
from postil.exports.shared_losses import FILLERS
from postil.exports.writer import Count
from postil.schema.annotation import Annotation, Verdict
from postil.schema.record import Record

COLUMNS = (
    *("article", "layer", "label", "start", "end", "text", "verdict", "by", "at"),
    *("source", "score", "rank", "target", "roles", "attributes", "note"),
)
TEXTS = "articles' texts and metadata"
BARE = "articles without annotations, left out"
UNDECIDED = "suggestions that nobody answered, left out"
CORRECTED = "corrected suggestions as they were made (their source and score are there)"
WORK = "status, notes and flags of articles"
FLAGS = "flags of annotations"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableWriter:
    """UTF-8, commas, "\\n" after each row, `roles` and `attributes` as JSON; rejections too, told apart by `verdict`.

    A cell that begins with = + - @, a tab or a carriage return would be a formula to a spreadsheet, so it gets an apostrophe
    before it (https://owasp.org/www-community/attacks/CSV_Injection).
    """

    def __init__(self) -> None:
        self.count = Count()

    def head(self) -> bytes:
        return _row(COLUMNS)

    def add(self, record: Record) -> bytes:
        article, losses = record.article, self.count.losses
        losses.add(TEXTS, article.id)
        losses.marks(UNDECIDED, article, record.suggestions)
        losses.add(WORK, article.id, count=len(record.work))
        if not record.annotations:
            losses.add(BARE, article.id)
            return b""
        rows: list[bytes] = []
        for annotator in sorted({a.by for a in record.annotations}):
            own = [a for a in record.annotations if a.by == annotator]
            fillers = Fillers(own)
            rows += [self._row(record, a, fillers) for a in own]
        self.count.article(a for a in record.annotations if positive(a))
        return b"".join(rows)

    def tail(self) -> bytes:
        return b""

    def _row(self, record: Record, annotation: Annotation, fillers: Fillers) -> bytes:
        losses, shown = self.count.losses, name(record.article, annotation)
        losses.add(CORRECTED, shown, count=annotation.verdict is Verdict.CORRECTED and annotation.origin is not None)
        losses.add(FLAGS, shown, count=annotation.flag)
        losses.add(FILLERS, shown, count=fillers.missing(annotation))
        origin = annotation.origin
        return _row(
            (
                *(record.article.id, annotation.layer, annotation.label, annotation.start, annotation.end, annotation.text),
                *(annotation.verdict.value, annotation.by, annotation.at),
                *((origin.source, round(origin.score, 4)) if origin else (None, None)),
                *(annotation.rank, annotation.target),
                json.dumps(fillers.filled(annotation), ensure_ascii=False) if annotation.roles else "",
                json.dumps(dict(annotation.attributes), ensure_ascii=False) if annotation.attributes else "",
                annotation.note,
            )
        )


def _row(cells: tuple[str | int | float | None, ...]) -> bytes:
    out = io.StringIO()
    # The writer quotes a lone carriage return only if its own line end has one.
    csv.writer(out, lineterminator="\r\n").writerow([_guarded(cell) for cell in cells])
    return out.getvalue().removesuffix("\r\n").encode() + b"\n"


def _guarded(cell: str | int | float | None) -> str | int | float | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
