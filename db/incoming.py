"""A record on its way in: checked, and ready to become rows or to be merged into an article that is there."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from postil.db.lists import ListUse
from postil.db.offsets import check_span, overlapping
from postil.db.rows import dump
from postil.schema.annotation import Annotation, Mark, Suggestion
from postil.schema.errors import PostilError
from postil.schema.postil_text import annotation_to_log
from postil.schema.record import Record, Work
from postil.schema.safe import safe

_LARGEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record that can be stored as it is.

    `known`: its own suggestions and those that its annotations answer, by id. `told`: each annotation as the log tells it.
    `size` is roughly what it takes, in code points.
    """

    record: Record
    digest: bytes
    known: Mapping[str, Suggestion]
    told: Sequence[str]
    size: int

    @property
    def says(self) -> bool:
        """Whether there is anything in it beside the article."""
        return bool(self.record.annotations or self.record.work or self.record.suggestions)


def check(record: Record, uses: ListUse) -> Incoming:
    """Check a record. Raises PostilError that names `record.where`."""
    try:
        return _check(record, uses)
    except UnicodeEncodeError as error:
        message = (
            f"it holds half a character (U+{ord(error.object[error.start]):04X}, a lone surrogate), which cannot be stored."
        )
        raise PostilError(_located(record, message), hint="Repair the encoding of the file.") from error
    except PostilError as error:
        raise PostilError(_located(record, error.message), hint=error.hint) from error


def _located(record: Record, message: str) -> str:
    return f"{safe(record.where) or f'Article {safe(record.article.id)!r}'}: {message[:1].lower() + message[1:]}"


def _check(record: Record, uses: ListUse) -> Incoming:
    article, text = record.article, record.article.text
    digest = hashlib.sha256(text.encode()).digest()
    if not article.id:
        raise PostilError("The article has no id.")
    for region in article.hidden:
        if not 0 <= region.start < region.end <= len(text):
            raise PostilError(
                f"The hidden region from {region.start} to {region.end} is not in the text of {len(text)} characters."
            )
    _encodable((article.id, article.title, article.date, dump(article.meta), *(r.reason for r in article.hidden)))
    known: Mapping[str, Suggestion] = {}
    told: Sequence[str] = ()
    if record.annotations or record.suggestions:
        known = _suggestions(record)
        _check_marks(record, known, text)
        _check_apart(record.annotations, uses)
        told = [annotation_to_log(annotation) for annotation in record.annotations]
        _encodable(told)  # with them what they answer
        _encodable(part for suggestion in record.suggestions for part in _strings(suggestion))
    if record.work:
        record = replace(record, work={who: _rounded(state) for who, state in record.work.items()})
        _encodable((*record.work, *(state.note for state in record.work.values())))
        if "" in record.work:
            raise PostilError("An annotator has no name.")
    size = len(text) + 400 * len(known) + sum(400 + 2 * len(one) for one in told)
    return Incoming(record, digest, known, told, size)


def _rounded(state: Work) -> Work:
    return Work(state.status, round(state.seconds, 2), state.flag, state.note)


def _suggestions(record: Record) -> dict[str, Suggestion]:
    known: dict[str, Suggestion] = {}
    for annotation in record.annotations:
        origin = annotation.origin
        if origin is None:
            continue
        same = known.setdefault(origin.id, origin)
        if same is not origin and same.identity != origin.identity:
            raise PostilError(f"Two annotations answer the suggestion {safe(origin.id)!r}, but tell it differently.")
    for suggestion in record.suggestions:
        if known.setdefault(suggestion.id, suggestion) is not suggestion:
            raise PostilError(f"Two suggestions have the id {safe(suggestion.id)!r}.")
    return known


def _check_marks(record: Record, known: Mapping[str, Suggestion], text: str) -> None:
    ids = {annotation.id for annotation in record.annotations}
    if len(ids) < len(record.annotations):
        (double, _), *_ = Counter(annotation.id for annotation in record.annotations).most_common(1)
        raise PostilError(f"Two annotations have the id {safe(double)!r}.")
    size = len(text)
    for mark in (*record.annotations, *known.values()):
        start, end = mark.start, mark.end
        if not mark.id:
            raise PostilError(f"A {safe(mark.layer)} {safe(mark.label)} has no id.")
        if start is None or end is None or not 0 <= start < end <= size or text[start:end] != mark.text:
            check_span(mark, text)
        if mark.roles:
            _check_fillers(mark, ids, known)
        if mark.rank is not None and not -_LARGEST <= mark.rank <= _LARGEST:
            raise PostilError("A number is too large to be stored.")
    for annotation in record.annotations:
        if not annotation.by:
            raise PostilError(f'The annotation {safe(annotation.id)!r} does not say whose it is ("by").')


def _check_fillers(mark: Mark, ids: set[str], known: Mapping[str, Suggestion]) -> None:
    for role, fillers in mark.roles.items():
        for filler in fillers:
            if (filler.annotation and filler.annotation not in ids) or (filler.suggestion and filler.suggestion not in known):
                raise PostilError(
                    f"The role {safe(role)} of {safe(mark.label)} {safe(mark.id)!r} is filled by "
                    f"{safe(filler.annotation or filler.suggestion)!r}, which is not there."
                )


def _check_apart(marks: Sequence[Annotation], uses: ListUse) -> None:
    if not uses.apart:
        return
    for before, mark in overlapping(marks, uses.apart):
        raise PostilError(
            f"{safe(mark.layer)} {safe(mark.label)} {safe(mark.id)!r} from {mark.start} to {mark.end} overlaps "
            f"{safe(before.label)} {safe(before.id)!r} from {before.start} to {before.end}, and this layer takes no overlaps.",
            hint="Take one of them out, or write `overlap: true` into the layer in postil.yaml.",
        )


def _strings(mark: Suggestion) -> Iterable[str]:
    yield from (mark.id, mark.layer, mark.label, mark.text, mark.target, mark.source)
    if mark.attributes:
        yield dump(mark.attributes)
    for role, fillers in mark.roles.items():
        yield role
        yield from (filler.annotation or filler.suggestion or filler.text for filler in fillers)


def _encodable(strings: Iterable[str]) -> None:
    """Raise UnicodeEncodeError if one of them cannot be stored; one look at all of them is ten times faster than many."""
    "\0".join(strings).encode()
