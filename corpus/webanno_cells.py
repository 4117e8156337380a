"""The cells of a WebAnno TSV row: stacked values, each perhaps with a number."""

import re
from typing import NamedTuple

_PIECE = re.compile(r"(?:\\.|[^\\])", re.DOTALL)
_NUMBERED = re.compile(r"((?:\\.|[^\\\[\]])*)\[(\d{1,12})(?:_(\d{1,12}))?\]", re.DOTALL)


class Value(NamedTuple):
    """What stands in a cell, still escaped, and its number, 0 for none; `other` is the second one that relations have."""

    text: str
    number: int = 0
    other: int = 0


def split(cell: str, separator: str) -> list[str]:
    """The parts of a cell between separators that are not escaped."""
    if "\\" not in cell:
        return cell.split(separator)
    parts = [""]
    for piece in _PIECE.findall(cell):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def value(part: str) -> Value:
    """A part of a cell, with the number in brackets at its end taken off."""
    match = _NUMBERED.fullmatch(part) if part.endswith("]") else None
    return Value(match[1], int(match[2]), int(match[3] or 0)) if match else Value(part)
