"""Whether what a file says of places in a text is so."""

from collections.abc import Mapping

from postil.schema.annotation import Mark
from postil.schema.article import Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json


def require_there(mark: Mark, text: str) -> None:
    """Raises PostilError unless the mark is of no range, or of one in the text whose words it has (code points)."""
    if mark.start is None and mark.end is None:
        return
    if mark.start is None or mark.end is None or not 0 <= mark.start < mark.end <= len(text):
        raise PostilError(f"{mark.id!r} at {mark.start}–{mark.end} is outside the text ({len(text)} code points)")
    found = text[mark.start : mark.end]
    if mark.text != found:
        raise PostilError(
            f"{mark.id!r} says {ascii(mark.text)[:60]} at {mark.start}–{mark.end}, but the text there is {ascii(found)[:60]}",
            hint="Offsets count Unicode code points from 0, the end exclusive.",
        )


def hidden_in(given: Json, text: str) -> tuple[Region, ...]:
    """Hidden regions as postil writes them: [{"start", "end", "reason"}]. Raises PostilError."""
    if not isinstance(given, list):
        raise PostilError('"hidden" must be a list')
    found: list[Region] = []
    for item in given:
        start, end, reason = (item.get(key) if isinstance(item, Mapping) else None for key in ("start", "end", "reason"))
        if not (type(start) is int and type(end) is int and isinstance(reason, str)):
            raise PostilError('"hidden" must hold {"start", "end", "reason"}')
        if not 0 <= start < end <= len(text):
            raise PostilError(f"a hidden passage at {start}–{end} is outside the text ({len(text)} code points)")
        found.append(Region(start, end, reason))
    return tuple(found)
