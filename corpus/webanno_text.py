"""The text of a WebAnno TSV file, put together from its sentences; and its rows, each with where it stands in the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from postil.schema.safe import safe
from postil.schema.utf16 import Units
from postil.schema.webanno_text import text_of

_ID = re.compile(r"\d+-\d+(?:\.\d+)?")
_OFFSETS = re.compile(r"(\d{1,12})-(\d{1,12})")
_TEXT = "#Text="
_UNITS = "Offsets count UTF-16 units from the start of the text: a character beyond U+FFFF, such as an emoji, is two of them."


class Line(NamedTuple):
    """A line of the file, with its number from 1 and the byte where it begins."""

    number: int
    byte: int
    text: str


class Row(NamedTuple):
    """A token, or a piece of one: its address, its place in the text in code points, and its cells."""

    id: str
    start: int
    end: int
    cells: Sequence[str]
    line: Line


class Wrong(Exception):
    """What is wrong with a line."""

    def __init__(self, line: Line, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.line, self.reason, self.hint = line, reason, hint


@dataclass(slots=True)
class Body:
    """The text and the rows; how often white space between sentences is made up, and how many lines say something else."""

    text: str = ""
    rows: list[Row] = field(default_factory=list)
    gaps: int = 0
    others: int = 0


def body(lines: Iterable[Line], columns: int, *, java: bool) -> Body:
    """Everything behind the header. Raises Wrong where a line is no row, or does not stand where it says in the text."""
    found = Body()
    parts: list[str] = []
    units = points = 0
    for texts, rows, others in _sentences(lines, java=java):
        found.others += others
        if not texts:
            raise Wrong(rows[0], f"a token without a sentence: no line with {_TEXT} is before it")
        sentence = "\n".join(texts)
        counted = Units(sentence)
        made = [_row(line, columns) for line in rows]
        begin = made[0].start if made else units + (1 if parts else 0)
        if made and not _stands(sentence, made[0], 0, counted.length):
            begin -= Units(sentence[: len(sentence) - len(sentence.lstrip())]).length
        if begin < units:
            raise Wrong(rows[0], f"the sentence begins at {begin}, before the one before it ends", _UNITS)
        if begin > units:
            found.gaps += bool(parts)
            gap = ("\n" + " " * (begin - units - 1)) if parts else " " * begin
            parts.append(gap)
            points += len(gap)
        found.rows += [_placed(row, sentence, counted, begin, points) for row in made]
        parts.append(sentence)
        points += len(sentence)
        units = begin + counted.length
    found.text = "".join(parts)
    return found


def _sentences(lines: Iterable[Line], *, java: bool) -> Iterator[tuple[list[str], list[Line], int]]:
    texts: list[str] = []
    rows: list[Line] = []
    others = 0
    for line in lines:
        if line.text.startswith("#"):
            if rows:
                yield texts, rows, others
                texts, rows, others = [], [], 0
            if line.text.startswith(_TEXT):
                texts.append(text_of(line.text.removeprefix(_TEXT), java=java))
            else:
                others += 1
        elif line.text:
            rows.append(line)
        elif rows:
            yield texts, rows, others
            texts, rows, others = [], [], 0
    if texts or rows:
        yield texts, rows, others


def _row(line: Line, columns: int) -> Row:
    """The row with its offsets as they are, in UTF-16 units."""
    cells = line.text.split("\t")
    if len(cells) < columns + 3:
        raise Wrong(line, f"the row has {len(cells)} columns, the header says {columns + 3}")
    offsets = _OFFSETS.fullmatch(cells[1])
    if not _ID.fullmatch(cells[0]) or offsets is None:
        raise Wrong(line, "a row begins with the number of its sentence and token, such as 1-1, and its offsets, such as 0-5")
    if int(offsets[2]) < int(offsets[1]):
        raise Wrong(line, f"the token ends at {offsets[2]}, before it begins", _UNITS)
    return Row(cells[0], int(offsets[1]), int(offsets[2]), cells[2:], line)


def _stands(sentence: str, row: Row, begin: int, longest: int) -> bool:
    """Whether the sentence has the row's token at `begin`."""
    return row.end - row.start <= longest and (
        sentence.startswith(row.cells[0], begin) or sentence.startswith(text_of(row.cells[0]), begin)
    )


def _placed(row: Row, sentence: str, counted: Units, begin: int, points: int) -> Row:
    """The row with its place in code points, and without the cell that has its token."""
    try:
        start, end = counted.point(row.start - begin), counted.point(row.end - begin)
    except ValueError:
        raise Wrong(row.line, f"{row.start}–{row.end} is outside the text of the sentence", _UNITS) from None
    there = sentence[start:end]
    if there not in (row.cells[0], text_of(row.cells[0])):
        reason = f"the token is {_short(row.cells[0])}, but the text has {_short(there)} at {row.start}–{row.end}"
        raise Wrong(row.line, reason, _UNITS)
    return Row(row.id, points + start, points + end, row.cells[1:], row.line)


def _short(text: str) -> str:
    return f"“{safe(text if len(text) <= 40 else text[:39] + '…')}”"
