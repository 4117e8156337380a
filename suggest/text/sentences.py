"""Paragraphs, sentences and quotations of a folded text, with their offsets."""

import re

from postil.suggest.analysis import Extent
from postil.suggest.tables import words

_PARAGRAPH = re.compile(r"[^\n]*[^\s][^\n]*")
_STOP = re.compile(r"(?:\.{3}|[.!?…]+)(?P<close>(?: ?[»”)]|[\"'](?=\s|$))*)(?P<gap>\s*)(?P<next>\S?)")
_SHORT = words("abbreviations.tsv", "all")
_WORD_BEFORE = re.compile(r"[\w.]+$")


def paragraphs(folded: str) -> list[Extent]:
    """The lines that hold something, without the blanks around them."""
    out: list[Extent] = []
    for match in _PARAGRAPH.finditer(folded):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        out.append(Extent(start, match.start() + len(line.rstrip())))
    return out


def sentences(folded: str) -> list[Extent]:
    """The sentences; a line end ends one, a known abbreviation or an initial does not."""
    out: list[Extent] = []
    for start, end in paragraphs(folded):
        first = start
        for match in _STOP.finditer(folded, start, end):
            stop = match.end("close")
            if stop < end and _ends(folded, match):
                out.append(Extent(first, stop))
                first = match.start("next")
        out.append(Extent(first, end))
    return out


def _ends(folded: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if not match["gap"]:
        before = folded[match.start() - 1 : match.start()]
        after = folded[match.start("next") + 1 : match.start("next") + 2]
        return following.isupper() and (before.islower() or before.isdigit()) and (after.islower() or after in " '")
    if not (following.isupper() or following.isdigit() or following in "«“\"([–-—'"):
        return False
    if match[0][0] != "." or match[0].startswith(".."):
        return True
    word = _WORD_BEFORE.search(folded, max(0, match.start() - 12), match.start())
    return word is None or not (word[0].lower() in _SHORT or (len(word[0]) == 1 and word[0].isupper()))


def quotes(folded: str) -> list[Extent]:
    """The quotations, outermost, sorted: « … », “ … ” over paragraphs, "…" within one. An unclosed one is none."""
    out: list[Extent] = []
    open_mark, open_at = "", -1
    for match in _MARK.finditer(folded):
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
