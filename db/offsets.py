"""The check that every span meets before it is stored: it lies in the text, and says what stands there."""

from collections.abc import Collection, Iterable, Iterator

from postil.schema.annotation import Annotation, Mark, Verdict
from postil.schema.errors import PostilError
from postil.schema.safe import safe


def check_span(mark: Mark, text: str) -> None:
    """Raise PostilError unless the mark has no span, or `text[start:end] == mark.text` and start < end."""
    start, end = mark.start, mark.end
    if start is None and end is None:
        return
    if start is not None and end is not None and 0 <= start < end <= len(text) and text[start:end] == mark.text:
        return
    named = f"{safe(mark.layer)} {safe(mark.label)} {safe(mark.id)!r}"
    if start is None or end is None:
        raise PostilError(f"{named} has only one of start and end.")
    if not 0 <= start <= end <= len(text):
        raise PostilError(f"{named} reaches from {start} to {end}, outside of the text of {len(text)} characters.")
    if start == end:
        raise PostilError(f"{named} at {start} is empty.", hint="A span covers at least one character.")
    raise PostilError(
        f"{named} from {start} to {end} says {_short(mark.text)}, but the text there is {_short(text[start:end])}.",
        hint="Offsets count Unicode code points from 0, the end is exclusive.",
    )


def _short(text: str) -> str:
    return f"« {safe(text if len(text) <= 40 else text[:39] + '…')} »"


def overlapping(marks: Iterable[Annotation], layers: Collection[str]) -> Iterator[tuple[Annotation, Annotation]]:
    """Pairs of spans of one annotator in one of these layers that share a character; rejected ones do not count."""
    furthest: dict[tuple[str, str], tuple[int, Annotation]] = {}
    spans = [
        (mark.start, mark.end, mark)
        for mark in marks
        if mark.start is not None and mark.end is not None and mark.layer in layers and mark.verdict is not Verdict.REJECTED
    ]
    for start, end, mark in sorted(spans, key=lambda span: span[:2]):
        reach, before = furthest.get((mark.by, mark.layer), (0, mark))
        if start < reach:
            yield before, mark
        if end > reach:
            furthest[mark.by, mark.layer] = (end, mark)
