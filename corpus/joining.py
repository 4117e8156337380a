"""Versions of one article, each with the work of other annotators, as one record."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from postil.schema.annotation import Annotation, Filler, Mark, Suggestion
from postil.schema.record import Record


def joined(records: Iterable[Record]) -> Iterator[Record]:
    """The records, those that follow each other with the same id and text, and the work of different annotators, as one.

    Ids that several versions give to their marks are made to differ.
    """
    held: Record | None = None
    for record in records:
        if held is None:
            held = record
        elif _same(held, record):
            held = _together(held, record)
        else:
            yield held
            held = record
    if held is not None:
        yield held


def _same(one: Record, other: Record) -> bool:
    if one.article.id != other.article.id or one.article.text != other.article.text:
        return False
    return bool(_carries(one) and _carries(other)) and _people(one).isdisjoint(_people(other))


def _carries(record: Record) -> bool:
    return bool(record.annotations or record.suggestions or record.work)


def _people(record: Record) -> set[str]:
    return {*record.work, *(a.by for a in record.annotations)}


def _together(one: Record, other: Record) -> Record:
    other = _apart(one, other)
    made = {suggestion.identity for suggestion in one.suggestions}
    article = replace(one.article, meta={**other.article.meta, **one.article.meta})
    return replace(
        one,
        article=article if one.article.hidden else replace(article, hidden=other.article.hidden),
        annotations=(*one.annotations, *other.annotations),
        suggestions=(*one.suggestions, *(s for s in other.suggestions if s.identity not in made)),
        work={**other.work, **one.work},
    )


def _apart(one: Record, other: Record) -> Record:
    """The other record with ids that the first one has not."""
    taken = _ids(one)
    clash = sorted(taken & _ids(other))
    if not clash:
        return other
    taken |= _ids(other)
    new: dict[str, str] = {}
    for key in clash:
        number = next(n for n in range(2, len(taken) + 3) if f"{key}-{n}" not in taken)
        new[key] = f"{key}-{number}"
        taken.add(new[key])
    return replace(
        other,
        annotations=tuple(_annotation(a, new) for a in other.annotations),
        suggestions=tuple(_suggestion(s, new) for s in other.suggestions),
    )


def _ids(record: Record) -> set[str]:
    marks: list[Mark] = [*record.annotations, *record.suggestions, *(a.origin for a in record.annotations if a.origin)]
    return {mark.id for mark in marks}


def _annotation(annotation: Annotation, new: dict[str, str]) -> Annotation:
    origin = _suggestion(annotation.origin, new) if annotation.origin else None
    return replace(annotation, id=new.get(annotation.id, annotation.id), roles=_roles(annotation, new), origin=origin)


def _suggestion(suggestion: Suggestion, new: dict[str, str]) -> Suggestion:
    return replace(suggestion, id=new.get(suggestion.id, suggestion.id), roles=_roles(suggestion, new))


def _roles(mark: Mark, new: dict[str, str]) -> dict[str, tuple[Filler, ...]]:
    def one(filler: Filler) -> Filler:
        annotation = new.get(filler.annotation, filler.annotation)
        return Filler(annotation, new.get(filler.suggestion, filler.suggestion), filler.text)

    return {role: tuple(one(f) for f in fillers) for role, fillers in mark.roles.items()}
