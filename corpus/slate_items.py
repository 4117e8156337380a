"""The lines of a SLATE annotation file: positions, a hyphen, labels. SLATE evaluates them as Python; here they are matched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Position = tuple[int, ...]
"""A line, a token in it and a character in that, all from 0, as far as they are given; () is the whole text."""

_POSITION = r"\((?: ?\d{1,9} ?,){0,2}(?: ?\d{1,9} ?)?\)"
_NUMBERS = re.compile(r"\[ ?\d{1,9}(?: ?, ?\d{1,9})* ?\]|\d{1,9}(?: \d{1,9})*")
_EACH = re.compile(rf"\( ?({_POSITION}) ?, ?({_POSITION}) ?\)|({_POSITION})")
_BETWEEN = re.compile(r" ?,? ?")
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
    spans = [_line(number) for number in _NUMBER.findall(where)] if _NUMBERS.fullmatch(where) else list(_spans(where))
    if any(len(start) != len(end) for start, end in spans):
        raise BadItem("a span ends at another kind of position than it begins")
    return Item(tuple(spans), tuple(dict.fromkeys(labels.split())))


def _spans(where: str) -> Iterator[tuple[Position, Position]]:
    """The spans in a list, with or without brackets and commas. Raises BadItem."""
    inner = where[1:-1].strip() if where[:1] == "[" and where[-1:] == "]" else where
    at = 0
    while True:  # one after the other: an expression for all of them could look for hours
        match = _EACH.match(inner, at)
        if match is None:
            raise BadItem("what stands before the hyphen is no position")
        yield _span(match)
        if match.end() == len(inner):
            return
        between = _BETWEEN.match(inner, match.end())
        at = between.end() if between else len(inner)


def _line(number: str) -> tuple[Position, Position]:
    return (int(number),), (int(number),)


def _span(match: re.Match[str]) -> tuple[Position, Position]:
    first, last = match[1] or match[3], match[2] or match[3]
    return tuple(map(int, _NUMBER.findall(first))), tuple(map(int, _NUMBER.findall(last)))
