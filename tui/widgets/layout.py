"""Where each line of an article stands: which code points it shows, and in which cells.

Lines are found once for a width and never change while the article is annotated. Text whose characters are all one cell
wide is broken by searching for spaces; only chunks with wide or combining characters are measured one by one, so that
ten megabytes in one line take a fraction of a second.
"""

import re
from array import array
from bisect import bisect_right

from rich.cells import get_character_cell_size

from postil.schema.safe import safe

# Anything that may not be exactly one cell wide once it is made safe: combining marks, East Asian wide, emoji.
_ODD = re.compile(r"[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2000-\u20cf\u2100-\u2319\u2500-\u25fc]")
# A cell shows a character and, once made safe, at most four marks on it. A line is made safe as a whole, for what is drawn
# of a long stack of marks depends on where one begins to count.
_MARKED = 6
_BREAK = re.compile(r"[ \t\u2028\u2029]")


class Layout:
    """The lines of `text` at `width` cells. Line i shows the code points `starts[i]` up to `ends[i]`."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(width, 2)
        self.starts = array("l")
        self.ends = array("l")
        at = 0
        while at <= len(text):
            newline = text.find("\n", at)
            stop = len(text) if newline < 0 else newline
            self._wrap(at, stop)
            at = stop + 1

    def __len__(self) -> int:
        return len(self.starts)

    def _wrap(self, at: int, stop: int) -> None:
        if at == stop:
            self._add(at, at)
        while at < stop:
            reach = self._reach(at, stop)
            end = reach
            if reach < stop:
                end = self._last_break(at, reach)
            self._add(at, end)
            at = end
            while at < stop and self.text[at] == " " and end < stop:
                at += 1
                if at - end > self.width:
                    break

    def _last_break(self, at: int, reach: int) -> int:
        """The place to break a line that could show text[at:reach]: before a space, after a hyphen, else anywhere."""
        if _BREAK.match(self.text, reach):
            return reach
        space = self.text.rfind(" ", at + 1, reach)
        if space > at:
            return space
        return reach

    def _reach(self, at: int, stop: int) -> int:
        """How far the text fits into one line."""
        far = min(at + self.width, stop)
        if not _ODD.search(self.text, at, far):
            return far
        for much in (2 * self.width, _MARKED * self.width):
            cells, far = 0, min(at + much, stop)
            for end, char in enumerate(safe(self.text[at:far]), at):
                cells += get_character_cell_size(char)
                if cells > self.width and end > at:
                    return end
            if far == stop:
                break
        return far

    def _add(self, start: int, end: int) -> None:
        self.starts.append(start)
        self.ends.append(end)

    def line_at(self, offset: int) -> int:
        """The line that shows the code point."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def lines_of(self, start: int, end: int) -> range:
        """The lines that show any of text[start:end]."""
        first = self.line_at(start)
        if end <= self.ends[first]:
            return range(first, first + 1)
        return range(first, max(first, self.line_at(max(start, end - 1))) + 1)

    def cells(self, line: int) -> list[int] | None:
        """The cell at which each code point of the line begins, and one past the last; None: one cell each."""
        start, end = self.starts[line], self.ends[line]
        if not _ODD.search(self.text, start, end):
            return None
        out, at = [0], 0
        for char in safe(self.text[start:end]):
            at += get_character_cell_size(char)
            out.append(at)
        return out

    def column(self, line: int, offset: int) -> int:
        """The cell of a code point in its line."""
        inside = min(max(offset, self.starts[line]), self.ends[line]) - self.starts[line]
        cells = self.cells(line)
        return inside if cells is None else cells[inside]

    def offset_at(self, line: int, column: int) -> int:
        """The code point drawn at a cell, or the line's end."""
        line = min(max(line, 0), len(self) - 1)
        cells = self.cells(line)
        inside = max(column, 0) if cells is None else max(0, bisect_right(cells, max(column, 0)) - 1)
        return min(self.starts[line] + inside, self.ends[line])
