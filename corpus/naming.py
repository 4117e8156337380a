"""Whose annotations those of a file are, and whether they count as work or as suggestions."""

from collections.abc import Mapping
from dataclasses import replace

from postil.schema.annotation import Annotation, Filler, Mark, Roles, Suggestion, Verdict
from postil.schema.loss import Effect, Limit, Losses, Part
from postil.schema.record import Record, Work

REJECTED = Limit("rejections, which are no suggestions", Effect.ASIDE)
NOTES = Limit("notes and flags of annotations, for which suggestions have no place", Effect.ASIDE)
CONTRARY = Limit("attributes about which annotators differ: as one of them says", Effect.CHANGED, Part.ATTRIBUTES)


def named(record: Record, names: Mapping[str, str]) -> Record:
    """The record with annotators under other names; several of them under one name have done the work of both."""
    if not any(who in names for who in record.work) and not any(a.by in names for a in record.annotations):
        return record
    work: dict[str, Work] = {}
    for who, state in record.work.items():
        name = names.get(who, who)
        work[name] = work[name].joined(state) if name in work else state
    annotations = tuple(replace(a, by=names[a.by]) if a.by in names else a for a in record.annotations)
    return replace(record, annotations=annotations, work=work)


def as_suggestions(record: Record, source: str, losses: Losses) -> Record:
    """The record with everything that was annotated as a suggestion of `source`, and no work done.

    What several annotators say is one suggestion. What the file itself says a program suggested stays so. Rejections, notes
    and attributes on which annotators differ are counted in `losses`.
    """
    kept = [a for a in record.annotations if a.verdict is not Verdict.REJECTED]
    losses.marks(REJECTED, record.article, [a for a in record.annotations if a.verdict is Verdict.REJECTED])
    losses.marks(NOTES, record.article, [a for a in kept if a.note or a.flag])
    made: dict[tuple[object, ...], Suggestion] = {}
    names: dict[str, str] = {}  # what a role calls each by, and the id of the suggestion that it is now
    for mark in (*kept, *record.suggestions):
        before = made.get(mark.identity)
        names[mark.id] = before.id if before else mark.id
        if isinstance(mark, Annotation) and mark.origin:
            names.setdefault(mark.origin.id, names[mark.id])
        if before is None:
            made[mark.identity] = _suggestion(mark, source)
            continue
        if any(before.attributes.get(name, value) != value for name, value in mark.attributes.items()):
            losses.marks(CONTRARY, record.article, [mark])
        attributes = {**mark.attributes, **before.attributes}
        made[mark.identity] = replace(before, roles=joined(before.roles, mark.roles), attributes=attributes)
    suggestions = tuple(replace(s, roles=_named(s.roles, names)) if s.roles else s for s in made.values())
    return replace(record, annotations=(), suggestions=suggestions, work={})


def joined(one: Roles, other: Roles) -> Roles:
    """The roles of both."""
    return {role: tuple(dict.fromkeys((*one.get(role, ()), *other.get(role, ())))) for role in (*one, *other)}


def _suggestion(mark: Mark, source: str) -> Suggestion:
    if isinstance(mark, Suggestion):
        return mark
    fields = ("id", "layer", "label", "start", "end", "text", "rank", "target", "roles", "attributes")
    return Suggestion(**{name: getattr(mark, name) for name in fields}, source=source, score=1.0)


def _named(roles: Roles, names: Mapping[str, str]) -> Roles:
    """The roles filled by suggestions, without what only a rejected one fills."""
    found = {role: tuple(dict.fromkeys(one for f in fs if (one := _filler(f, names)))) for role, fs in roles.items()}
    return {role: fillers for role, fillers in found.items() if fillers}


def _filler(filler: Filler, names: Mapping[str, str]) -> Filler | None:
    key = filler.annotation or filler.suggestion
    if not key:
        return filler
    return Filler(suggestion=names[key]) if key in names else None
