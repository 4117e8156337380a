"""The lines of a SLATE annotation file: positions, a hyphen, labels. SLATE evaluates them as Python; here they are matched."""

import re
from dataclasses import dataclass

Position = tuple[int, ...]
"""A line, a token in it and a character in that, all from 0, as far as they are given; () is the whole text."""

_POSITION = r"\((?: ?\d{1,9} ?,){0,2}(?: ?\d{1,9} ?)?\)"
_SPAN = rf"(?:\( ?{_POSITION} ?, ?{_POSITION} ?\)|{_POSITION})"
_SPANS = re.compile(rf"\[ ?{_SPAN}(?: ?,? ?{_SPAN})* ?\]|{_SPAN}(?: ?,? ?{_SPAN})*")
_NUMBERS = re.compile(r"\[ ?\d{1,9}(?: ?, ?\d{1,9})* ?\]|\d{1,9}(?: \d{1,9})*")
_EACH = re.compile(rf"\( ?({_POSITION}) ?, ?({_POSITION}) ?\)|({_POSITION})")
_NUMBER = re.compile(r"\d+")
_LONGEST = 100_000


class BadItem(ValueError):
    """Why a line is none, in words."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one line says: spans, each from a position to a position (both included), and labels."""

    spans: tuple[tuple[Position, Position], ...]
    labels: tuple[str, ...]


def item_of(line: str) -> Item:
    """The item on a line that is not blank. Raises BadItem."""
    if len(line) > _LONGEST:
        raise BadItem(f"the line is longer than {_LONGEST} characters")
    where, hyphen, labels = line.partition("-")
    if not hyphen:
        raise BadItem("there is no hyphen between positions and labels")
    where = " ".join(where.split())
    if _NUMBERS.fullmatch(where):
        spans = [_line(number) for number in _NUMBER.findall(where)]
    elif _SPANS.fullmatch(where):
        spans = [_span(match) for match in _EACH.finditer(where)]
    else:
        raise BadItem("what stands before the hyphen is no position")
    if any(len(start) != len(end) for start, end in spans):
        raise BadItem("a span ends at another kind of position than it begins")
    return Item(tuple(spans), tuple(dict.fromkeys(labels.split())))


def _line(number: str) -> tuple[Position, Position]:
    return (int(number),), (int(number),)


def _span(match: re.Match[str]) -> tuple[Position, Position]:
    first, last = match[1] or match[3], match[2] or match[3]
    return tuple(map(int, _NUMBER.findall(first))), tuple(map(int, _NUMBER.findall(last)))
