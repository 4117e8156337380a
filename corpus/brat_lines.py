"""The lines of brat's standoff files, each taken apart by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ID = re.compile(r"(?:([A-Za-z])[A-Za-z]*|(#)[A-Za-z]*)[0-9]+.*")
_NUMBER = re.compile(r"[0-9]{1,12}")
TRUE = "true"
"""The value of an attribute that has no values, and is there or not."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its number from 1, its first byte from 0, its text without the newline, its bytes, and the file it stands in."""

    number: int
    byte: int
    text: str
    raw: bytes
    file: str


@dataclass(frozen=True, slots=True)
class TextBound:
    """T: a type and the fragments of the text that it is said of, in brat's offsets. `text` is None where it is not given."""

    id: str
    type: str
    fragments: tuple[tuple[int, int], ...]
    text: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class Event:
    """E: a type, the id of the trigger, and what fills each role."""

    id: str
    type: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Relation:
    """R: a type, and from where to where it goes."""

    id: str
    type: str
    first: str
    second: str
    row: Row


@dataclass(frozen=True, slots=True)
class Attribute:
    """A or M: something that is true of another annotation."""

    id: str
    name: str
    target: str
    value: str
    row: Row


@dataclass(frozen=True, slots=True)
class Note:
    """#: a note to another annotation, or (target "") to the article; N: the entry of a database that is meant."""

    id: str
    type: str
    target: str
    text: str
    row: Row
    normalization: bool = False


@dataclass(frozen=True, slots=True)
class Equivalence:
    """*: annotations that mean the same."""

    type: str
    members: tuple[str, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line that begins with nothing that brat knows."""

    row: Row


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that cannot be read, and why; `id` where it has one."""

    id: str
    row: Row
    reason: str


Line = TextBound | Event | Relation | Attribute | Note | Equivalence | Unknown | Broken


def parsed(rows: Iterator[Row]) -> Iterator[Line]:
    """The lines, blank ones passed over."""
    for row in rows:
        if not row.text.strip():
            continue
        name, tab, rest = row.text.partition("\t")
        if name == "*" and tab:
            words = rest.split()
            yield Equivalence(words[0], tuple(words[1:]), row) if words else Broken("", row, "a * line without a type")
            continue
        match = _ID.fullmatch(name) if tab else None
        if match is None:
            yield Unknown(row)
            continue
        data, _, tail = rest.partition("\t")
        try:
            yield _line(match[1] or match[2], name, data, tail if "\t" in rest else None, row)
        except ValueError as error:
            yield Broken(name, row, str(error))


def _line(kind: str, name: str, data: str, tail: str | None, row: Row) -> Line:
    words = data.split()
    match kind:
        case "T":
            type_, _, ranges = data.strip().partition(" ")
            return TextBound(name, type_, tuple(_fragment(one) for one in ranges.split(";")), tail, row)
        case "E":
            pairs = [_pair(word) for word in words]
            if not pairs:
                raise ValueError("an event without TYPE:TRIGGER")
            return Event(name, *pairs[0], tuple(pairs[1:]), row)
        case "R":
            if len(words) != 3:
                raise ValueError("a relation must be TYPE Arg1:ID Arg2:ID")
            (one, first), (other, second) = _pair(words[1]), _pair(words[2])
            swapped = one.endswith("2") and other.endswith("1")
            return Relation(name, words[0], *((second, first) if swapped else (first, second)), row)
        case "A" | "M":
            if len(words) < 2:
                raise ValueError("an attribute must be NAME ID, or NAME ID VALUE")
            return Attribute(name, words[0], words[1], " ".join(words[2:]) or TRUE, row)
        case "N":
            if len(words) < 3:
                raise ValueError("a normalisation must be TYPE ID DATABASE:ENTRY")
            text = f"{words[0]} {words[2]}" + (f" ({tail})" if tail else "")
            return Note(name, words[0], words[1], text, row, normalization=True)
        case "#":
            if not words:
                raise ValueError("a note without a type")
            return Note(name, words[0], words[1] if len(words) > 1 else "", tail or "", row)
    return Unknown(row)


def _fragment(text: str) -> tuple[int, int]:
    numbers = text.split()
    if len(numbers) != 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
        raise ValueError("offsets must be START END, or START END;START END…, in whole numbers")
    return int(numbers[0]), int(numbers[1])


def _pair(word: str) -> tuple[str, str]:
    role, colon, target = word.partition(":")
    if not (role and colon and target):
        raise ValueError(f"{ascii(word)[:60]} must be two names with a colon between them")
    return role, target
