"""An article: its frozen text, what is known about it, and the regions that are not news."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from postil.schema.json_types import Json

_VISIBLE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Region:
    """A hidden part of a text (code points, end exclusive) and why: "date", "boilerplate", "repeated"."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article. The text never changes; every offset in postil is a code point in it."""

    id: str
    text: str
    meta: Mapping[str, Json] = field(default_factory=dict)
    hidden: tuple[Region, ...] = ()

    @property
    def title(self) -> str:
        """The title given in the metadata, else the first line that is not hidden, at most 120 code points."""
        given = self.meta.get("title")
        if isinstance(given, str) and given.strip():
            return given.strip()
        return first_line(self.text, self.hidden)

    @property
    def date(self) -> str:
        """The date given in the metadata ("2024-06", "2024-06-18"), or ""."""
        return self._text("date")

    @property
    def language(self) -> str:
        """The language given in the metadata ("fr"), or ""."""
        return self._text("language")

    def _text(self, key: str) -> str:
        value = self.meta.get(key)
        return value if isinstance(value, str) else ""


def first_line(text: str, hidden: tuple[Region, ...] = (), longest: int = 120) -> str:
    """The first line that holds visible text, cut at `longest` code points."""
    start = visible_start(text, hidden)
    stop = min([r.start for r in hidden if r.start > start] + [start + longest, len(text)])
    newline = text.find("\n", start, stop)
    return text[start : stop if newline < 0 else newline].strip()


def visible_start(text: str, hidden: tuple[Region, ...] = ()) -> int:
    """The first code point that is neither hidden nor white space; `len(text)` when there is none."""
    start = 0
    while start < len(text):
        region = next((r for r in hidden if r.start <= start < r.end), None)
        if region:
            start = region.end
        elif text[start].isspace():
            found = _VISIBLE.search(text, start)
            start = found.start() if found else len(text)
        else:
            break
    return start
