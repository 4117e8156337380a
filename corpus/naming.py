"""Whose annotations those of a file are, and whether they count as work or as suggestions."""

from collections.abc import Mapping
from dataclasses import replace

from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.record import Record


def named(record: Record, annotator: str, nobody: str = "") -> Record:
    """The record with a name where the file says nobody's."""
    if nobody not in record.work and all(a.by != nobody for a in record.annotations):
        return record
    return replace(
        record,
        annotations=tuple(replace(a, by=annotator) if a.by == nobody else a for a in record.annotations),
        work={annotator if who == nobody else who: work for who, work in record.work.items()},
    )


def as_suggestions(record: Record, source: str) -> Record:
    """The record with everything that was annotated as a suggestion of `source`, and no work done; rejections are left out.

    What the file itself says a program suggested stays so.
    """
    kept = {a.id: a for a in record.annotations if a.verdict is not Verdict.REJECTED}
    answered = {a.origin.id: a.id for a in kept.values() if a.origin}
    ids = {s.id for s in record.suggestions}

    def roles(mark: Mark) -> dict[str, tuple[Filler, ...]]:
        found = {role: tuple(one for f in fs if (one := _suggested(f, kept, answered, ids))) for role, fs in mark.roles.items()}
        return {role: fillers for role, fillers in found.items() if fillers}

    made: dict[tuple[object, ...], Suggestion] = {}
    for a in kept.values():
        made.setdefault(
            a.identity,
            Suggestion(
                **{name: getattr(a, name) for name in ("id", "layer", "label", "start", "end", "text", "rank", "target")},
                roles=roles(a),
                attributes=a.attributes,
                source=source,
                score=1.0,
            ),
        )
    for s in record.suggestions:
        made.setdefault(s.identity, replace(s, roles=roles(s)) if s.roles else s)
    return _closed(replace(record, annotations=(), suggestions=tuple(made.values()), work={}))


def _suggested(filler: Filler, kept: Mapping[str, Annotation], answered: Mapping[str, str], ids: set[str]) -> Filler | None:
    if filler.annotation:
        return Filler(suggestion=filler.annotation) if filler.annotation in kept else None
    if filler.suggestion and filler.suggestion not in ids:
        answer = answered.get(filler.suggestion)
        return Filler(suggestion=answer) if answer else None
    return filler


def _closed(record: Record) -> Record:
    """Without roles filled by a suggestion that was one too many."""
    there = {s.id for s in record.suggestions}

    def one(s: Suggestion) -> Suggestion:
        roles = {role: tuple(f for f in fs if not f.suggestion or f.suggestion in there) for role, fs in s.roles.items()}
        return replace(s, roles={role: fillers for role, fillers in roles.items() if fillers})

    return replace(record, suggestions=tuple(one(s) if s.roles else s for s in record.suggestions))
