"""postil's own records, checked: every span stands where it says, and every reference leads somewhere."""

from collections.abc import Iterable, Mapping

from postil.schema.annotation import Mark
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import record_from_json
from postil.schema.record import Record
from postil.schema.references import inward


def record_of(value: Mapping[str, Json], where: str = "") -> Record:
    """The record in a parsed line. Raises PostilError, also when it contradicts itself.

    That is: an empty id or text, a span or hidden region that is empty or outside the text, a span whose `text` is not
    what stands there, one id for two marks, and a role filled by an annotation that is not there.
    """
    record = record_from_json(value, where=where)
    article = record.article
    if not article.id:
        raise PostilError("the id is empty")
    if not article.text.strip():
        raise PostilError("the text is empty")
    for region in article.hidden:
        _inside("a hidden region", region.start, region.end, article.text)
    seen: set[str] = set()
    for mark in (*record.annotations, *record.suggestions):
        if not mark.id or mark.id in seen:
            raise PostilError(f"two marks have the id {mark.id!r}" if mark.id else "a mark has an empty id")
        seen.add(mark.id)
        _check(mark, article.text)
    for annotation in record.annotations:
        if annotation.origin:
            _check(annotation.origin, article.text)
    _references(record, (*record.annotations, *record.suggestions))
    return inward(record)


def _check(mark: Mark, text: str) -> None:
    if mark.rank is not None and mark.rank < 1:
        raise PostilError(f"{mark.id!r} has rank {mark.rank}; ranks count from 1")
    if mark.start is None or mark.end is None:
        return
    _inside(repr(mark.id), mark.start, mark.end, text)
    found = text[mark.start : mark.end]
    if mark.text != found:
        raise PostilError(
            f"{mark.id!r} says {_short(mark.text)} at {mark.start}–{mark.end}, but the text there is {_short(found)}",
            hint="Offsets count Unicode code points from 0, the end exclusive.",
        )


def _inside(what: str, start: int, end: int, text: str) -> None:
    if not 0 <= start < end <= len(text):
        how = "is empty" if start == end else "is outside the text"
        raise PostilError(f"{what} at {start}–{end} {how} ({len(text)} code points)")


def _references(record: Record, marks: Iterable[Mark]) -> None:
    known = {a.id for a in record.annotations}
    for mark in marks:
        for role, fillers in mark.roles.items():
            for filler in fillers:
                if filler.annotation and filler.annotation not in known:
                    raise PostilError(f"the role {role!r} of {mark.id!r} names {filler.annotation!r}, which is not there")


def _short(text: str) -> str:
    return ascii(text if len(text) <= 40 else text[:39] + "…") if not text.isprintable() else f"“{text[:40]}”"
