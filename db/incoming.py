"""A record on its way in: checked, and turned into rows that lack only the article's number."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from postil.db.changes import write_changes
from postil.db.listing import fold
from postil.db.lists import ListUse
from postil.db.offsets import check_span, overlapping
from postil.db.rows import Values, annotation_values, article_values, suggestion_values
from postil.db.shuffle import shuffled
from postil.db.suggestion_rows import certainty
from postil.db.tables import IMPORTED, NOTHING_SUGGESTED
from postil.schema.annotation import Annotation, Mark, Suggestion
from postil.schema.errors import PostilError
from postil.schema.record import AnnotationChange, Change, ListChange, Record, Work, WorkChange
from postil.schema.safe import safe

_LONGEST_TITLE = 200
_LARGEST = (1 << 63) - 1


@dataclass(slots=True)
class Incoming:
    """The rows of one record. `number` fills the columns `number` and `article` once it is known."""

    id: str
    where: str
    digest: bytes
    article: Values
    text: str
    suggestions: list[Values] = field(default_factory=list)
    annotations: list[Values] = field(default_factory=list)
    log: list[Values] = field(default_factory=list)
    work: dict[str, Work] = field(default_factory=dict)
    said: Sequence[Annotation] = ()
    size: int = 0


def prepare(record: Record, uses: ListUse) -> Incoming:
    """Check a record and make its rows, all but those of the log. Raises PostilError that names `record.where`."""
    try:
        return _prepare(record, uses)
    except UnicodeEncodeError as error:
        message = (
            f"it holds half a character (U+{ord(error.object[error.start]):04X}, a lone surrogate), which cannot be stored."
        )
        raise PostilError(_located(record, message), hint="Repair the encoding of the file.") from error
    except PostilError as error:
        raise PostilError(_located(record, error.message), hint=error.hint) from error


def _located(record: Record, message: str) -> str:
    return f"{safe(record.where) or f'Article {safe(record.article.id)!r}'}: {message[:1].lower() + message[1:]}"


def _prepare(record: Record, uses: ListUse) -> Incoming:
    article, text = record.article, record.article.text
    digest = hashlib.sha256(text.encode()).digest()
    if not article.id:
        raise PostilError("The article has no id.")
    for region in article.hidden:
        if not 0 <= region.start < region.end <= len(text):
            raise PostilError(
                f"The hidden region from {region.start} to {region.end} is not in the text of {len(text)} characters."
            )
    title = article.title[:_LONGEST_TITLE]
    known = _suggestions(record)
    answered = {annotation.origin.id for annotation in record.annotations if annotation.origin is not None}
    same = {annotation.identity for annotation in record.annotations}
    open_ones = (s for s in known.values() if s.current and s.id not in answered and s.identity not in same)
    sure = certainty(s.score for s in open_ones)
    values = article_values(article) | {
        "digest": digest,
        "title": title,
        "date": article.date,
        "folded": fold(f"{article.id} {title}"),
        "length": len(text),
        "suggested": IMPORTED if record.suggestions else "",
        "suggestions": sum(s.current for s in known.values()),
        "shuffle": shuffled(article.id),
        "certainty": NOTHING_SUGGESTED if sure is None else sure,
    }
    _encodable(values)
    incoming = Incoming(article.id, record.where, digest, values, text, work=dict(record.work), size=len(text))
    if known or record.annotations:
        _check_marks(record, known, text)
        _check_apart(record.annotations, uses)
        incoming.said = record.annotations
        incoming.suggestions = [suggestion_values(0, s) for s in known.values()]
        incoming.annotations = [annotation_values(0, a) for a in record.annotations]
        incoming.size += 400 * (len(incoming.suggestions) + 3 * len(incoming.annotations))
        for row in (*incoming.suggestions, *incoming.annotations):
            _encodable(row)
    for annotator in {a.by for a in record.annotations} | set(record.work):
        if not annotator:
            raise PostilError("An annotator has no name.")
        _encodable({"annotator": annotator})
    for annotator, state in record.work.items():
        incoming.work[annotator] = Work(state.status, round(state.seconds, 2), state.flag, state.note)
        _encodable({"note": state.note})
    return incoming


def _suggestions(record: Record) -> dict[str, Suggestion]:
    """The record's own suggestions and those that its annotations answer, by id."""
    known: dict[str, Suggestion] = {}
    for annotation in record.annotations:
        origin = annotation.origin
        if origin is not None and known.setdefault(origin.id, origin).identity != origin.identity:
            raise PostilError(f"Two annotations answer the suggestion {safe(origin.id)!r}, but tell it differently.")
    for suggestion in record.suggestions:
        if known.setdefault(suggestion.id, suggestion) is not suggestion:
            raise PostilError(f"Two suggestions have the id {safe(suggestion.id)!r}.")
    return known


def _check_marks(record: Record, known: dict[str, Suggestion], text: str) -> None:
    ids = {annotation.id for annotation in record.annotations}
    if len(ids) < len(record.annotations):
        (double, _), *_ = Counter(annotation.id for annotation in record.annotations).most_common(1)
        raise PostilError(f"Two annotations have the id {safe(double)!r}.")
    for mark in (*record.annotations, *known.values()):
        if not mark.id:
            raise PostilError(f"A {safe(mark.layer)} {safe(mark.label)} has no id.")
        check_span(mark, text)
        _check_fillers(mark, ids, known)
    nobody = next((a.id for a in record.annotations if not a.by), None)
    if nobody is not None:
        raise PostilError(f'The annotation {safe(nobody)!r} does not say whose it is ("by").')


def _check_fillers(mark: Mark, ids: set[str], known: dict[str, Suggestion]) -> None:
    for role, fillers in mark.roles.items():
        for filler in fillers:
            if (filler.annotation and filler.annotation not in ids) or (filler.suggestion and filler.suggestion not in known):
                raise PostilError(
                    f"The role {safe(role)} of {safe(mark.label)} {safe(mark.id)!r} is filled by "
                    f"{safe(filler.annotation or filler.suggestion)!r}, which is not there."
                )


def _check_apart(marks: Sequence[Annotation], uses: ListUse) -> None:
    for before, mark in overlapping(marks, uses.apart):
        raise PostilError(
            f"{safe(mark.layer)} {safe(mark.label)} {safe(mark.id)!r} from {mark.start} to {mark.end} overlaps "
            f"{safe(before.label)} {safe(before.id)!r} from {before.start} to {before.end}, and this layer takes no overlaps.",
            hint="Take one of them out, or write `overlap: true` into the layer in postil.yaml.",
        )


def add_log(incoming: Incoming, at: str, uses: ListUse, entries: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make the rows of the log, one for each annotator. Adds to `entries` (list, entry) what is new, and returns that."""
    new: list[tuple[str, str]] = []
    for annotator in sorted({a.by for a in incoming.said} | set(incoming.work)):
        changes: list[Change] = []
        for annotation in incoming.said:
            if annotation.by == annotator:
                for pair in uses.picked(annotation):
                    if pair not in entries:
                        entries.add(pair)
                        new.append(pair)
                        changes.append(ListChange(*pair))
                changes.append(AnnotationChange(None, annotation))
        state = incoming.work.get(annotator)
        if state is not None:
            changes.append(WorkChange(Work(), state))
        row: Values = {"uuid": uuid.uuid4().hex, "annotator": annotator, "at": at, "kind": "import"}
        row |= {"changes": write_changes(changes), "seconds": state.seconds if state else 0.0}
        incoming.log.append(row)
    return new


def _encodable(row: Values) -> None:
    "\0".join([value for value in row.values() if type(value) is str]).encode()
    rank = row.get("rank")
    if rank is not None and not -_LARGEST <= rank <= _LARGEST:
        raise PostilError("A number is too large to be stored.")
