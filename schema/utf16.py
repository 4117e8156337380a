"""Offsets in UTF-16 code units, which some tools count in, and in code points, which postil counts in."""

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Units:
    """Both ways of counting in one text; they differ behind its first character beyond U+FFFF, which takes two units."""

    __slots__ = ("_pairs", "_points", "length")

    def __init__(self, text: str) -> None:
        self._points = [] if text.isascii() else [match.start() for match in _ASTRAL.finditer(text)]
        self._pairs = [point + number for number, point in enumerate(self._points)]
        self.length = len(text) + len(self._points)
        """The text's length in units."""

    def unit(self, point: int) -> int:
        """A code point's offset in units."""
        return point + bisect_left(self._points, point) if self._points else point

    def point(self, unit: int) -> int:
        """The offset in code points of one in units. Raises ValueError for one outside the text or within a character."""
        if not 0 <= unit <= self.length:
            raise ValueError(f"{unit} is outside the text ({self.length} UTF-16 units)")
        before = bisect_left(self._pairs, unit)
        if before and self._pairs[before - 1] + 1 == unit:
            raise ValueError(f"{unit} is in the middle of a character of two UTF-16 units")
        return unit - before
