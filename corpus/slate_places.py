"""SLATE's positions in a text: lines, the words in them, their characters; all counted from 0."""

import re

from postil.corpus.slate_items import BadItem, Position

_LINE_END = re.compile(r"[\r\n]")
_WORD = re.compile(r"\S+")


class Places:
    """Where lines and words of a text stand. SLATE takes a carriage return for an end of line too."""

    def __init__(self, text: str) -> None:
        self._text = text
        starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._lines = list(zip(starts, [start - 1 for start in starts[1:]] + [len(text)], strict=True))
        self._words: dict[int, list[tuple[int, int]]] = {}

    def range(self, start: Position, end: Position) -> tuple[int, int]:
        """From the beginning of one position to the end of another, in code points. Raises BadItem."""
        first, last = self._place(start), self._place(end)
        if first[0] >= last[1]:
            raise BadItem("a span ends before it begins" if first[0] > last[0] else "there is nothing at this position")
        return first[0], last[1]

    def has(self, position: Position) -> bool:
        """Whether there is something at the position."""
        try:
            self.range(position, position)
        except BadItem:
            return False
        return True

    def _place(self, position: Position) -> tuple[int, int]:
        if not position:
            return 0, len(self._text)
        line = position[0]
        if line >= len(self._lines):
            raise BadItem(f"there is no line {line}: the text has {len(self._lines)}, counted from 0")
        words = self._of(line)
        if len(position) == 1:
            return (words[0][0], words[-1][1]) if words else (self._lines[line][0],) * 2
        if position[1] >= len(words):
            raise BadItem(f"there is no word {position[1]} in line {line}: it has {len(words)}, counted from 0")
        start, end = words[position[1]]
        if len(position) == 2:
            return start, end
        if position[2] >= end - start:
            raise BadItem(f"there is no character {position[2]} in word {position[1]} of line {line}: it has {end - start}")
        return start + position[2], start + position[2] + 1

    def _of(self, line: int) -> list[tuple[int, int]]:
        if line not in self._words:
            self._words[line] = [match.span() for match in _WORD.finditer(self._text, *self._lines[line])]
        return self._words[line]
