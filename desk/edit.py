"""What a decision does to one item, as a value: nothing is stored here."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from postil.desk.item import Item
from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict, new_id
from postil.schema.record import AnnotationChange

_COMPARED = ("layer", "label", "start", "end", "roles", "attributes", "target")


def accept(item: Item, by: str) -> AnnotationChange:
    """Accept a suggestion as it was made, or take a rejection back; a correction stays corrected."""
    if item.annotation is not None and not item.rejected:
        return AnnotationChange(item.annotation, item.annotation)
    return _decide(item, by, {})


def reject(item: Item, by: str) -> AnnotationChange:
    """Reject a suggestion (what a person had corrected goes back to what was suggested), or remove what a person added."""
    if item.suggestion is None:
        return AnnotationChange(item.annotation, None)
    made = item.annotation or _answer(item.suggestion, by, Verdict.REJECTED)
    back = {name: getattr(item.suggestion, name) for name in (*_COMPARED, "text", "rank")}
    return AnnotationChange(item.annotation, replace(made, verdict=Verdict.REJECTED, by=by, **back))


def relabel(item: Item, by: str, label: str) -> AnnotationChange:
    """Set the label; on a suggestion this corrects and accepts it."""
    return _decide(item, by, {"label": label})


def move(item: Item, by: str, text: str, start: int, end: int) -> AnnotationChange:
    """Set the edges of the range (code points of the article's `text`)."""
    return _decide(item, by, {"start": start, "end": end, "text": text[start:end]})


def fill(item: Item, by: str, role: str, fillers: Sequence[Filler]) -> AnnotationChange:
    """Set who or what fills a role; no filler empties it."""
    roles = {name: old for name, old in item.mark.roles.items() if name != role}
    if fillers:
        roles[role] = tuple(fillers)
    return _decide(item, by, {"roles": roles})


def describe(item: Item, by: str, attribute: str, value: str) -> AnnotationChange:
    """Set an attribute."""
    return _decide(item, by, {"attributes": {**item.mark.attributes, attribute: value}})


def rerank(item: Item, by: str, rank: int, *, moved: bool) -> AnnotationChange:
    """Set the rank of a choice. Only the one that a person moved counts as corrected; the others make room."""
    change = _decide(item, by, {"rank": rank})
    assert change.after is not None
    if moved and change.after.origin is not None:
        return AnnotationChange(change.before, replace(change.after, verdict=Verdict.CORRECTED))
    return change


def annotate(item: Item, by: str, *, note: str | None = None, flag: bool | None = None) -> AnnotationChange:
    """Hang a note or a flag on it; a suggestion is accepted by that."""
    fields = {name: value for name, value in (("note", note), ("flag", flag)) if value is not None}
    if item.rejected and item.annotation is not None:
        return AnnotationChange(item.annotation, replace(item.annotation, **fields))  # type: ignore[arg-type]  # names checked above
    return _decide(item, by, fields)


def add(mark: Mark, by: str) -> AnnotationChange:
    """A new annotation that no suggestion proposed. Only the id of `mark` is not kept."""
    fields = {name: getattr(mark, name) for name in (*_COMPARED, "text", "rank")}
    return AnnotationChange(None, Annotation(id=new_id(), verdict=Verdict.ADDED, by=by, **fields))


def _decide(item: Item, by: str, fields: Mapping[str, object]) -> AnnotationChange:
    if item.annotation is not None:
        after = replace(item.annotation, by=by, **fields)  # type: ignore[arg-type]  # by the callers above
    else:
        assert item.suggestion is not None
        after = replace(_answer(item.suggestion, by, Verdict.ACCEPTED), **fields)  # type: ignore[arg-type]  # by the callers above
    kept = item.annotation is not None and item.verdict is Verdict.CORRECTED and _same(item.annotation, after)
    return AnnotationChange(item.annotation, after if kept else replace(after, verdict=_verdict(after, item.suggestion)))


def _answer(suggestion: Suggestion, by: str, verdict: Verdict) -> Annotation:
    fields = {name: getattr(suggestion, name) for name in (*_COMPARED, "text", "rank")}
    return Annotation(id=_answer_id(suggestion, by), verdict=verdict, by=by, origin=suggestion, **fields)


def _answer_id(suggestion: Suggestion, by: str) -> str:
    """One annotator has one answer to a suggestion: a second window that answers it too finds that it is there."""
    return "a" + hashlib.sha256(f"{suggestion.id}\0{by}".encode(errors="surrogatepass")).hexdigest()[:12]


def _verdict(now: Annotation, then: Suggestion | None) -> Verdict:
    if then is None:
        return Verdict.ADDED
    return Verdict.ACCEPTED if _same(now, then) else Verdict.CORRECTED


def _same(one: Mark, other: Mark) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _COMPARED)
