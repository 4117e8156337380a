"""Parquet: a row for each article and annotator, the annotations of each layer as a list of structs."""

from collections.abc import Sequence
from dataclasses import replace

from postil.exports.arrow import Place, Rows, places, schema
from postil.exports.fillers import Fillers
from postil.exports.parquet_file import ParquetFile
from postil.exports.positive import Version, versions
from postil.exports.shared_losses import ATTRIBUTES, EVERYTHING, FILLERS, REJECTED, ROLES, count_shared
from postil.exports.writer import Job
from postil.schema.annotation import Annotation
from postil.schema.errors import PostilError
from postil.schema.loss import Limit, Losses
from postil.schema.record import Record
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Layer

HOMELESS = Limit("annotations that the scheme has no layer for, left out")


class ParquetWriter:
    """A file for each split, its schema made from the scheme (`arrow.schema`)."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._places = places(job.scheme, negatives=job.options.negatives)
        of = schema(job.scheme, self._places)
        self._files = {
            split: ParquetFile(job.stage, job.stage.file(split, ".parquet"), Rows(of, self._places))
            for split in job.splits or ("",)
        }

    def add(self, record: Record, split: str) -> None:
        file = self._files[split]
        for version, fillers in rows_of(record, self._places, self._job.count.losses):
            self._job.count.article(version.annotations, split)
            file.rows.add(version, fillers)
            if file.rows.full:
                file.flush()

    def close(self) -> None:
        """The ends of the files."""
        for file in self._files.values():
            file.close()


def rows_of(record: Record, found: Sequence[Place], losses: Losses) -> list[tuple[Version, Fillers]]:
    """The versions of the article, with the annotations that have a place; what has none is counted. Raises PostilError."""
    try:
        record.article.text.encode()
    except UnicodeEncodeError as error:
        what = f"The text of the article {safe(record.article.id)!r} has half of a surrogate pair and cannot be written."
        raise PostilError(what) from error
    present = versions(record)
    count_shared(losses, record, present, EVERYTHING)
    layers = {place.layer.name: place.layer for place in found}
    return [_row(version, layers, losses) for version in present]


def _row(version: Version, layers: dict[str, Layer], losses: Losses) -> tuple[Version, Fillers]:
    article = version.article
    homeless = [a for a in version.annotations if not _placed(a, layers)]
    rejected = [a for a in version.rejected if not _placed(a, layers)]
    if homeless or rejected:
        losses.marks(HOMELESS, article, homeless)
        losses.marks(REJECTED, article, rejected)
        version = replace(
            version,
            annotations=tuple(a for a in version.annotations if _placed(a, layers)),
            rejected=tuple(a for a in version.rejected if _placed(a, layers)),
        )
    fillers = Fillers(version.annotations)
    for mark in (*version.annotations, *version.rejected):
        if not (mark.roles or mark.attributes):
            continue
        if layers[mark.layer].kind is Kind.FRAMES:
            losses.marks(FILLERS, article, [mark] * bool(fillers.missing(mark)))
            continue
        losses.marks(ROLES, article, [mark] * bool(mark.roles))
        losses.marks(ATTRIBUTES, article, [mark] * bool(mark.attributes))
    return version, fillers


def _placed(annotation: Annotation, layers: dict[str, Layer]) -> bool:
    layer = layers.get(annotation.layer)
    return layer is not None and (annotation.start is None) == (layer.kind is Kind.CHOICES)
