"""How a file of tokens and tags is laid out: what separates its columns, how many there are, and where its articles end."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from postil.corpus.conllu import COLUMNS, is_universal
from postil.corpus.tags import is_tag

START = "-DOCSTART-"
SENTENCES = 500
"""The most sentences of a file that says nothing about articles, and is one."""

_BLANK = re.compile("[ \t]+")
_NEWDOC = re.compile(r"#\s*newdoc\b(?:\s+id\s*=\s*(?P<id>\S.*))?.*")
_LEAST_NUMBERED = 3
_CHUNKS = frozenset(["ADJP", "ADVP", "CONJP", "INTJ", "LST", "NC", "NP", "PC", "PP", "PRT", "SBAR", "UCP", "VC", "VP"])
_LAST = slice(-1, None)
_FILLERS = frozenset(("-X-", "_", "-"))


@dataclass(frozen=True, slots=True)
class Layout:
    """`inline`: a sentence a line, its words with their tags behind bars. `tabs`: columns are separated by tabs, and may
    hold spaces. `columns`: how many there are; `word`: which of them, from 0, is the token; `tags`: which are tags: several,
    for nested spans, where all behind the token are tags. `universal`: it is CoNLL-U.
    """

    inline: bool
    tabs: bool
    columns: int
    word: int = 0
    tags: slice = field(default_factory=lambda: _LAST)
    universal: bool = False

    def cells(self, line: str) -> list[str]:
        """The columns of a line that is a row."""
        return _cells(line, tabs=self.tabs)

    @property
    def others(self) -> tuple[int, ...]:
        """Which columns are neither the number nor the token nor tags."""
        tags = range(self.columns)[self.tags]
        return tuple(n for n in range(self.columns) if n != self.word and n not in tags and not (n == 0 and self._numbered))

    def is_comment(self, line: str) -> bool:
        """Whether the line says something about what follows; "#" can be a token, too."""
        if not line.startswith("#") or self.inline:
            return False
        cells = self.cells(line)
        return self.universal or len(cells) != self.columns or not is_tag(cells[-1])

    @property
    def _numbered(self) -> bool:
        return self.word == 1 and self.tags != slice(0, 1)


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
    if is_universal(lines):
        return Layout(False, True, COLUMNS, 1, universal=True)
    rows = [line for line in lines if line.strip(" \t") and not is_start(line)]
    rows = [line for line in rows if not line.startswith("#") or is_tag(_cells(line, tabs="\t" in line)[-1])]
    if rows and is_inline(rows[0]):
        return Layout(True, False, min(word.count("|") + 1 for line in rows for word in line.split(" ") if "|" in word))
    tabs = sum("\t" in line for line in rows) * 2 > len(rows)
    counted = Counter(len(_cells(line, tabs=tabs)) for line in rows).most_common(1)
    found = Layout(False, tabs, counted[0][0] if counted else 2)
    cells = [row for line in rows if len(row := found.cells(line)) == found.columns]
    if found.columns == 2 and all(is_tag(tag) for tag, _ in cells) and not all(is_tag(token) for _, token in cells):
        return Layout(False, tabs, 2, 1, slice(0, 1))
    if found.columns < 3:
        return found
    word = int(_is_numbered(lines, found))
    tagged = [all(is_tag(row[n]) for row in cells) for n in range(found.columns)]
    behind = tagged[word + 1 :]
    if all(behind) and (word or not _has_chunks(row[1:-1] for row in cells)):
        return Layout(False, tabs, found.columns, word, slice(word + 1, None))
    if word and not behind[-1] and behind[:1] == [True]:
        return Layout(False, tabs, found.columns, word, slice(2, 2 + behind.index(False)))
    return Layout(False, tabs, found.columns, word)


def _has_chunks(rows: Iterator[Sequence[str]]) -> bool:
    """Whether tags are those of phrases, as in CoNLL-2003, where spans are not nested."""
    return any(cell[2:] in _CHUNKS for row in rows for cell in row)


def _words(line: str) -> Iterator[str]:
    return (word for word in _BLANK.split(line) if word)


def _cells(line: str, *, tabs: bool) -> list[str]:
    if tabs and "\t" in line:
        return [cell.strip(" ") for cell in line.rstrip(" \t").split("\t")]
    return _BLANK.split(line.strip(" \t"))


def _is_numbered(lines: Sequence[str], found: Layout) -> bool:
    """Whether the first column counts the tokens of each sentence, or of all, from 0 or 1."""
    first = number = rows = 0
    words: set[str] = set()
    for line in lines:
        if is_start(line) or found.is_comment(line):
            continue
        if not line.strip(" \t"):
            number = 0
            continue
        cells = found.cells(line)
        if not rows:
            first = int(cells[0] == "1")
        if cells[0] not in (str(first + number), str(first + rows)):
            return False
        words.update(cells[1:2])
        number += 1
        rows += 1
    return rows >= _LEAST_NUMBERED and not words <= _FILLERS
