"""How a file of tokens and tags is laid out: what separates its columns, how many there are, and where its articles end."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postil.corpus.tags import is_tag

START = "-DOCSTART-"
SENTENCES = 500
"""The most sentences of a file that says nothing about articles, and is one."""

_BLANK = re.compile("[ \t]+")
_NEWDOC = re.compile(r"#\s*newdoc\b(?:\s+id\s*=\s*(?P<id>\S.*))?.*")
_LEAST_NUMBERED = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """`inline`: a sentence a line, its words with their tags behind bars. `tabs`: columns are separated by tabs, and may
    hold spaces. `columns`: how many there are; `word`: which of them, from 0, is the token; `tags`: where the tags begin,
    which is the last one, but where a first column counts the tokens and all behind the token are tags, for nested spans.
    """

    inline: bool
    tabs: bool
    columns: int
    word: int = 0
    tags: int = -1

    def cells(self, line: str) -> list[str]:
        """The columns of a line that is a row."""
        return _cells(line, tabs=self.tabs)

    def is_comment(self, line: str) -> bool:
        """Whether the line says something about what follows; "#" can be a token, too."""
        if not line.startswith("#") or self.inline:
            return False
        cells = self.cells(line)
        return len(cells) != self.columns or not is_tag(cells[-1])


def is_start(line: str) -> bool:
    """Whether an article begins, by a -DOCSTART- line with whatever columns."""
    return line.startswith(START) and line[len(START) : len(START) + 1] in ("", " ", "\t", "|")


def is_inline(line: str) -> bool:
    """Whether every word of the line has its tag with it."""
    return all("|" in word and is_tag(word.rpartition("|")[2]) for word in _words(line))


def newdoc(line: str) -> str | None:
    """The article's id ("" without one) in a line "# newdoc id = …", None for other lines."""
    match = _NEWDOC.fullmatch(line)
    return None if match is None else (match["id"] or "").strip()


def layout(lines: Sequence[str]) -> Layout:
    """The layout of a file that begins with these lines; what most of them have is taken to be the rule."""
    rows = [line for line in lines if line.strip(" \t") and not is_start(line)]
    rows = [line for line in rows if not line.startswith("#") or is_tag(_cells(line, tabs="\t" in line)[-1])]
    if rows and is_inline(rows[0]):
        return Layout(True, False, min(word.count("|") + 1 for line in rows for word in line.split(" ") if "|" in word))
    tabs = sum("\t" in line for line in rows) * 2 > len(rows)
    columns = Counter(len(_cells(line, tabs=tabs)) for line in rows).most_common(1)
    found = Layout(False, tabs, columns[0][0] if columns else 2)
    if found.columns < 3 or not _is_numbered(lines, found):
        return found
    nested = all(is_tag(cell) for line in rows for cell in found.cells(line)[2:])
    return Layout(False, tabs, found.columns, 1, 2 if nested else -1)


def _words(line: str) -> Iterator[str]:
    return (word for word in _BLANK.split(line) if word)


def _cells(line: str, *, tabs: bool) -> list[str]:
    if tabs and "\t" in line:
        return [cell.strip(" ") for cell in line.rstrip(" \t").split("\t")]
    return _BLANK.split(line.strip(" \t"))


def _is_numbered(lines: Sequence[str], found: Layout) -> bool:
    """Whether the first column counts the tokens of each sentence."""
    number = rows = 0
    for line in lines:
        if not line.strip(" \t") or is_start(line) or found.is_comment(line):
            number = 0
            continue
        number += 1
        rows += 1
        if found.cells(line)[0] != str(number):
            return False
    return rows >= _LEAST_NUMBERED
