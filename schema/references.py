"""How roles name what fills them, inside postil and outside.

Inside, whatever began as a suggestion is named by the suggestion's id, before and after it is answered, so that an
answer changes no role. Outside, in postil JSONL, a role names the annotation wherever there is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.record import Record

_M = TypeVar("_M", bound=Mark)


def outward(record: Record) -> Record:
    """The record with roles that name annotations, where the same annotator's annotation answers the suggestion."""
    answers: dict[str, dict[str, str]] = {}
    for annotation in record.annotations:
        if annotation.origin is not None and annotation.verdict is not Verdict.REJECTED:
            answers.setdefault(annotation.by, {})[annotation.origin.id] = annotation.id
    if not answers:
        return record
    alone = next(iter(answers.values())) if len({a.by for a in record.annotations}) == 1 else {}

    def told(annotation: Annotation) -> Annotation:
        mine = answers.get(annotation.by, {})
        origin = None if annotation.origin is None else _named(annotation.origin, mine)
        return _with(_named(annotation, mine), origin)

    return replace(
        record,
        annotations=tuple(told(a) for a in record.annotations),
        suggestions=tuple(_named(s, alone) for s in record.suggestions),
    )


def inward(record: Record) -> Record:
    """The inverse of `outward`: roles name suggestions wherever an annotation answers one."""
    origins = {a.id: a.origin.id for a in record.annotations if a.origin is not None}
    if not origins:
        return record

    def told(annotation: Annotation) -> Annotation:
        origin = None if annotation.origin is None else _suggested(annotation.origin, origins)
        return _with(_suggested(annotation, origins), origin)

    return replace(
        record,
        annotations=tuple(told(a) for a in record.annotations),
        suggestions=tuple(_suggested(s, origins) for s in record.suggestions),
    )


def _with(annotation: Annotation, origin: Suggestion | None) -> Annotation:
    return annotation if origin is annotation.origin else replace(annotation, origin=origin)


def _named(mark: _M, annotations: Mapping[str, str]) -> _M:
    def one(filler: Filler) -> Filler:
        known = annotations.get(filler.suggestion) if filler.suggestion else None
        return Filler(annotation=known) if known else filler

    return _each(mark, one) if annotations else mark


def _suggested(mark: _M, suggestions: Mapping[str, str]) -> _M:
    def one(filler: Filler) -> Filler:
        known = suggestions.get(filler.annotation) if filler.annotation else None
        return Filler(suggestion=known) if known else filler

    return _each(mark, one)


def _each(mark: _M, one: Callable[[Filler], Filler]) -> _M:
    if not mark.roles:
        return mark
    return replace(mark, roles={role: tuple(one(f) for f in fillers) for role, fillers in mark.roles.items()})
