"""Lines that are too long for their room."""

from collections.abc import Iterable

from rich.cells import set_cell_size
from rich.segment import Segment


def cut(line: Iterable[Segment], width: int) -> list[Segment]:
    """The line, ending in "…" where it takes more than `width` cells."""
    parts = [part for part in line if part.text]
    if sum(part.cell_length for part in parts) <= width:
        return parts
    out: list[Segment] = []
    room = width - 1
    for part in parts:
        if part.cell_length > room:
            shown = set_cell_size(part.text, max(room, 0)).rstrip() if room > 0 else ""
            return [*out, Segment(f"{shown}…", part.style)] if width > 0 else []
        out.append(part)
        room -= part.cell_length
    return out
