"""Losses that several formats have in common: what is not a finished annotation of one annotator's."""

from collections.abc import Sequence

from postil.exports.loss import Losses, name
from postil.exports.positive import Version
from postil.schema.record import Record, Status

UNDECIDED = "suggestions that nobody answered"
UNTOUCHED = "articles that nobody has worked on, left out"
SKIPPED = "articles that an annotator skipped: left out, with what they had marked"
SEVERAL = "articles with several annotators: one document for each"
NOTES = "notes and flags"
FILLERS = "roles filled by suggestions nobody answered or by rejected ones"


def count_shared(losses: Losses, record: Record, found: Sequence[Version]) -> None:
    """Counts what a record with these versions loses in any format of one document per article and annotator."""
    article = record.article
    losses.marks(UNDECIDED, article, record.suggestions)
    skipped = [who for who, work in sorted(record.work.items()) if work.status is Status.SKIPPED]
    for annotator in skipped:
        losses.add(SKIPPED, f"{article.id}: {annotator}")
    if not found and not skipped:
        losses.add(UNTOUCHED, article.id)
    if len(found) > 1:
        losses.add(SEVERAL, f"{article.id}: {', '.join(v.annotator for v in found)}")
    for version in found:
        losses.add(NOTES, f"{article.id}: {version.work.note}", count=bool(version.work.note or version.work.flag))
        for annotation in (*version.annotations, *version.rejected):
            losses.add(NOTES, f"{name(article, annotation)}: {annotation.note}", count=bool(annotation.note or annotation.flag))
