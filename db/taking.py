"""What of somebody's annotations and work an article takes, after what it has of theirs from earlier records of the import."""

from collections.abc import Collection
from dataclasses import dataclass, field

from postil.db.standing import Said, Standing
from postil.schema.annotation import Annotation, Roles, Verdict
from postil.schema.record import Record, Work


@dataclass(slots=True)
class Taken:
    """The part of a record that goes in. `repeats`: what is there already, with its id there.

    `before`: the states that become those in `work`. `left`: something was left out that is not there.
    """

    mine: list[Annotation] = field(default_factory=list)
    repeats: list[tuple[Annotation, str]] = field(default_factory=list)
    before: dict[str, Work] = field(default_factory=dict)
    work: dict[str, Work] = field(default_factory=dict)
    left: bool = False


def take(there: Standing, record: Record, apart: Collection[str]) -> Taken:
    """What of the record goes into the article; `apart` are the layers that take no overlaps.

    Nothing of those who worked there before the import. Of the others all but what they said there before, or said otherwise:
    then the first holds, as it does where a layer has room for one of two spans only.
    """
    taken = Taken()
    others: set[str] = set()  # whose part of the record is more than what is there already
    for annotation in record.annotations:
        rejected = annotation.verdict is Verdict.REJECTED
        if annotation.by in there.workers:
            taken.left = True
        elif same := there.same(annotation, rejected=rejected):
            taken.repeats.append((annotation, same))
        else:
            others.add(annotation.by)
            crowded = annotation.layer in apart and there.covers(annotation)
            if crowded or there.same(annotation, rejected=not rejected):
                taken.left = True
            else:
                taken.mine.append(annotation)
    told_again = {annotation.by for annotation, _ in taken.repeats} - others
    for who, state in record.work.items():
        before = there.work.get(who)
        if who in there.workers:
            taken.left = True
        elif before is None:
            taken.work[who] = state
        elif (both := before.joined(state, again=who in told_again)) != before:
            taken.before[who], taken.work[who] = before, both
    return taken


def says_more(annotation: Annotation, roles: Roles, said: Said) -> bool:
    """Whether the annotation, with these roles, tells anything that the same one there does not."""
    return bool(
        any(said.attributes.get(name) != value for name, value in annotation.attributes.items())
        or (roles and roles != said.roles)
        or (annotation.note and annotation.note != said.note)
        or (annotation.rank is not None and annotation.rank != said.rank)
        or (annotation.flag and not said.flag)
    )
