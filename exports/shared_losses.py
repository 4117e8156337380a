"""Losses that formats have in common: what is no finished annotation, and the parts of annotations they have no place for."""

from collections.abc import Collection, Sequence

from postil.exports.positive import Version
from postil.schema.annotation import Annotation
from postil.schema.article import Article
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record, Status

UNDECIDED = Limit("suggestions that nobody answered", Effect.ASIDE)
UNTOUCHED = Limit("articles that nobody has worked on, left out", Effect.ASIDE)
SKIPPED = Limit("articles that an annotator skipped: left out, with what they had marked", Effect.ASIDE)
UNFINISHED = Limit("articles begun and not done: that they are not done", Effect.ASIDE, Part.WORK)
SEVERAL = Limit("articles with several annotators: one document for each, without their names", Effect.ASIDE, Part.ANNOTATOR)
NOTES = Limit("notes and flags", Effect.ASIDE, Part.NOTE)
ORIGINS = Limit("where annotations came from: what was suggested, by what, and when it was decided", Effect.ASIDE, Part.ORIGIN)
REJECTED = Limit("rejected suggestions, left out", Effect.ASIDE)
META = Limit("metadata of articles", Effect.ASIDE, Part.META)
HIDDEN = Limit("passages marked as not news (dates, boilerplate, repeats): that they are", Effect.ASIDE, Part.HIDDEN)
FRAMES = Limit("frames, left out")
CHOICES = Limit("labels of whole articles, left out")
ROLES = Limit("roles of frames", Effect.LOST, Part.ROLES)
ATTRIBUTES = Limit("attributes of frames", Effect.LOST, Part.ATTRIBUTES)
RANKS = Limit("ranks of labels of articles", Effect.LOST, Part.RANK)
FILLERS = Limit("roles filled by suggestions nobody answered or by rejected ones", Effect.LOST, Part.ROLES)

OFF_GRID = Limit("spans whose edges are not token edges, left out")
EXPANDED = Limit("spans whose edges are not token edges: widened to whole tokens", Effect.CHANGED, Part.RANGE)
CONTRACTED = Limit("spans whose edges are not token edges: narrowed to whole tokens", Effect.CHANGED, Part.RANGE)
MISALIGNED = frozenset((OFF_GRID, EXPANDED, CONTRACTED))
"""What becomes of spans off the token grid; which of it, is the user's to choose (`writer.Misaligned`)."""

EVERYTHING = frozenset(Part)
"""All parts of an annotation."""


def count_shared(losses: Losses, record: Record, found: Sequence[Version], holds: Collection[Part]) -> None:
    """Counts what a record with these versions loses in a format with one document per article and annotator.

    `holds`: the parts that the format has a place for. Rejections are the writer's to count, where it cannot write them.
    """
    article = record.article
    if record.suggestions:
        losses.marks(UNDECIDED, article, record.suggestions)
    skipped = [who for who, work in sorted(record.work.items()) if work.status is Status.SKIPPED]
    for annotator in skipped:
        losses.article(SKIPPED, article, annotator)
    if not found and not skipped:
        losses.article(UNTOUCHED, article)
    if not found:
        return
    if len(found) > 1 and Part.ANNOTATOR not in holds:
        losses.article(SEVERAL, article, ", ".join(v.annotator for v in found))
    if Part.META not in holds and article.meta:
        losses.article(META, article)
    if Part.HIDDEN not in holds and article.hidden:
        losses.article(HIDDEN, article, count=len(article.hidden))
    for version in found:
        if Part.WORK not in holds and not version.done:
            losses.article(UNFINISHED, article)
        if Part.NOTE not in holds and (version.work.note or version.work.flag):
            losses.article(NOTES, article, version.work.note)
        _parts(losses, article, version.annotations, holds)


def _parts(losses: Losses, article: Article, annotations: Sequence[Annotation], holds: Collection[Part]) -> None:
    """What of these annotations has no place. One that is left out as a whole is better counted as such by the writer."""
    if Part.ORIGIN not in holds:
        losses.marks(ORIGINS, article, [a for a in annotations if a.origin])
    if Part.NOTE not in holds:
        losses.marks(NOTES, article, [a for a in annotations if a.note or a.flag])
    if Part.ROLES not in holds:
        losses.marks(ROLES, article, [a for a in annotations if a.roles])
    if Part.ATTRIBUTES not in holds:
        losses.marks(ATTRIBUTES, article, [a for a in annotations if a.attributes])
    if Part.RANK not in holds:
        losses.marks(RANKS, article, [a for a in annotations if a.rank is not None])
