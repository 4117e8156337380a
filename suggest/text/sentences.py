"""Paragraphs, sentences and quotations of a folded text, with their offsets."""

import re
from collections.abc import Sequence

from postil.suggest.analysis import Extent
from postil.suggest.tables import words

_LINE = re.compile(r"[^\n]+")
# A stop ("..." or a row of signs), the marks that close with it, the blanks after them, and what follows those.
_STOP = re.compile(r"[.!?…](?:(?<=\.)\.\.|[.!?…]*)((?: ?[»”)]|[\"'](?=\s|$))*)(\s*)(\S?)")
_SHORT = words("abbreviations.tsv", "all")
_WORD_BEFORE = re.compile(r"[\w.]+$")


def paragraphs(folded: str) -> list[Extent]:
    """The lines that hold something, without the blanks around them."""
    out: list[Extent] = []
    for match in _LINE.finditer(folded):
        line, at = match[0], match.start()
        if held := len(line.lstrip()):
            out.append(Extent(at + len(line) - held, at + len(line.rstrip())))
    return out


def sentences(folded: str, lines: Sequence[Extent] | None = None) -> list[Extent]:
    """The sentences; a line end ends one, a known abbreviation or an initial does not. `lines` are the text's paragraphs."""
    out: list[Extent] = []
    for start, end in paragraphs(folded) if lines is None else lines:
        first = start
        for match in _STOP.finditer(folded, start, end):
            stop = match.end(1)
            if stop < end and _ends(folded, match):
                out.append(Extent(first, stop))
                first = match.start(3)
        out.append(Extent(first, end))
    return out


def _ends(folded: str, match: re.Match[str]) -> bool:
    gap, following = match.group(2, 3)
    at = match.start()
    if not gap:
        if not following.isupper():
            return False
        before, after = folded[at - 1 : at], folded[match.end() : match.end() + 1]
        return (before.islower() or before.isdigit()) and (after.islower() or after in " '")
    if not (following.isupper() or following.isdigit() or following in "«“\"([–-—'"):
        return False
    if folded[at] != "." or folded.startswith("..", at):
        return True
    word = _WORD_BEFORE.search(folded, max(0, at - 12), at)
    return word is None or not (word[0].lower() in _SHORT or (len(word[0]) == 1 and word[0].isupper()))


def quotes(folded: str) -> list[Extent]:
    """The quotations, outermost, sorted: « … », “ … ” over paragraphs, "…" within one. An unclosed one is none."""
    out: list[Extent] = []
    open_mark, open_at = "", -1
    for match in (_MARK if '"' in folded else _PAIRED).finditer(folded):
        mark, at = match[0], match.start()
        if mark == "\n":
            if open_mark == '"':
                open_mark = ""
        elif not open_mark:
            if mark in _CLOSING:
                open_mark, open_at = mark, at
        elif mark == _CLOSING[open_mark]:
            out.append(Extent(open_at, at + 1))
            open_mark = ""
        elif mark == open_mark:
            open_at = at
    return out


_CLOSING = {"«": "»", "“": "”", '"': '"'}
_MARK = re.compile(r"[«»“”\"\n]")
_PAIRED = re.compile("[«»“”]")
