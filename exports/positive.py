"""Which annotations count as labelled data, and whose."""

from dataclasses import dataclass

from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work


def positive(annotation: Annotation) -> bool:
    """Accepted, corrected or added; a rejection says what is not there."""
    return annotation.verdict is not Verdict.REJECTED


@dataclass(frozen=True, slots=True)
class Version:
    """One annotator's version of an article: what they marked, what they rejected, and how far they are."""

    article: Article
    annotator: str
    work: Work
    annotations: tuple[Annotation, ...]
    rejected: tuple[Annotation, ...]

    @property
    def done(self) -> bool:
        """Whether what is not marked is known to be nothing, and not just not yet looked at."""
        return self.work.status is Status.DONE


def versions(record: Record) -> list[Version]:
    """The versions of an article, by annotator: of everyone who finished it, or began it and did not skip it."""
    people = sorted({*record.work, *(a.by for a in record.annotations)})
    found = (_version(record, who) for who in people)
    return [v for v in found if v.done or (v.work.status is not Status.SKIPPED and (v.annotations or v.rejected))]


def _version(record: Record, who: str) -> Version:
    own = [a for a in record.annotations if a.by == who]
    return Version(
        record.article,
        who,
        record.work.get(who, Work()),
        tuple(a for a in own if positive(a)),
        tuple(a for a in own if not positive(a)),
    )
