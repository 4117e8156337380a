"""Which annotations count as labelled data, and whose."""

from dataclasses import dataclass, replace

from postil.schema.annotation import Annotation, Filler, Mark, Verdict
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


def without_rejected(record: Record) -> Record:
    """The record without rejections, and without the roles that only a rejected suggestion fills."""
    gone = {a.origin.id for a in record.annotations if a.origin and not positive(a)}
    kept = tuple(a for a in record.annotations if positive(a))
    if len(kept) == len(record.annotations):
        return record
    answered = {a.origin.id for a in kept if a.origin}
    gone = (gone | {a.id for a in record.annotations if not positive(a)}) - answered

    def roles(mark: Mark) -> dict[str, tuple[Filler, ...]]:
        found = {role: tuple(f for f in fs if (f.annotation or f.suggestion) not in gone) for role, fs in mark.roles.items()}
        return {role: fillers for role, fillers in found.items() if fillers}

    return replace(
        record,
        annotations=tuple(replace(a, roles=roles(a)) if a.roles else a for a in kept),
        suggestions=tuple(replace(s, roles=roles(s)) if s.roles else s for s in record.suggestions),
    )
