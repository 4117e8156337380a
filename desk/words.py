"""Where an edge of a span can stand: at words, or at characters as a person sees them."""

import re
import unicodedata
from enum import StrEnum

# What belongs to the letter before it: accents that stand by themselves, vowel signs, soft hyphens, joiners.
_MARKS = (
    r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
)
_LETTERS = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
_WORD = re.compile(rf"{_LETTERS}(?:[-\u2010\u2011.]{_LETTERS})*")
_WINDOW = 400


class Edge(StrEnum):
    """The four ways to move an edge."""

    START_BACK = "start back"
    START_ON = "start on"
    END_BACK = "end back"
    END_ON = "end on"


def moved(text: str, start: int, end: int, edge: Edge, *, by_character: bool = False) -> tuple[int, int]:
    """The range with one edge moved by a word or a character; unchanged where that would leave nothing."""
    if by_character:
        new = {
            Edge.START_BACK: lambda: (previous_character(text, start), end),
            Edge.START_ON: lambda: (next_character(text, start), end),
            Edge.END_BACK: lambda: (start, previous_character(text, end)),
            Edge.END_ON: lambda: (start, next_character(text, end)),
        }[edge]()
    else:
        new = {
            Edge.START_BACK: lambda: (word_start_before(text, start), end),
            Edge.START_ON: lambda: (word_start_after(text, start), end),
            Edge.END_BACK: lambda: (start, word_end_before(text, end)),
            Edge.END_ON: lambda: (start, word_end_after(text, end)),
        }[edge]()
    new = _off_blanks(text, *new, edge)
    return new if 0 <= new[0] < new[1] <= len(text) else (start, end)


def _off_blanks(text: str, start: int, end: int, edge: Edge) -> tuple[int, int]:
    """An edge never stands at white space: it goes on in its direction to the next character."""
    if edge is Edge.START_BACK:
        while start > 0 and text[start].isspace():
            start = previous_character(text, start)
    elif edge is Edge.START_ON:
        while start < end and text[start].isspace():
            start = next_character(text, start)
    elif edge is Edge.END_ON:
        while end < len(text) and text[end - 1].isspace():
            end = next_character(text, end)
    else:
        while end > start and text[end - 1].isspace():
            end = previous_character(text, end)
    if start < end and (text[start].isspace() or text[end - 1].isspace()):
        return end, end
    return start, end


def word_start_before(text: str, at: int) -> int:
    """The start of the last word that begins before `at`; 0 when there is none."""
    low = max(0, at - _WINDOW)
    return max((m.start() for m in _words(text, low, min(len(text), at + _WINDOW)) if m.start() < at), default=low)


def word_start_after(text: str, at: int) -> int:
    """The start of the first word that begins after `at`; the text's length when there is none."""
    found = (m.start() for m in _words(text, max(0, at - _WINDOW), min(len(text), at + _WINDOW)) if m.start() > at)
    return next(found, min(len(text), at + _WINDOW))


def word_end_before(text: str, at: int) -> int:
    """The end of the last word that ends before `at`; 0 when there is none."""
    low = max(0, at - _WINDOW)
    return max((m.end() for m in _words(text, low, min(len(text), at + _WINDOW)) if m.end() < at), default=low)


def word_end_after(text: str, at: int) -> int:
    """The end of the first word that ends after `at`; the text's length when there is none."""
    found = (m.end() for m in _words(text, max(0, at - _WINDOW), min(len(text), at + _WINDOW)) if m.end() > at)
    return next(found, min(len(text), at + _WINDOW))


def word_around(text: str, at: int) -> tuple[int, int]:
    """The word that holds the code point `at`, else the one character there."""
    for match in _words(text, max(0, at - _WINDOW), min(len(text), at + _WINDOW)):
        if match.start() <= at < match.end():
            return match.start(), match.end()
    return at, next_character(text, at)


def next_character(text: str, at: int) -> int:
    """One past the character at `at`, with the marks that combine with it."""
    at = min(len(text), at + 1)
    while at < len(text) and _clings(text, at):
        at += 1
    return at


def previous_character(text: str, at: int) -> int:
    """The start of the character before `at`, with the marks that combine with it."""
    at = max(0, at - 1)
    while at > 0 and _clings(text, at):
        at -= 1
    return at


def _clings(text: str, at: int) -> bool:
    char = text[at]
    return (
        unicodedata.category(char).startswith("M")
        or char == "\u200d"
        or text[at - 1] == "\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )


def _words(text: str, low: int, high: int) -> list[re.Match[str]]:
    """The words in a window around the place, so that the cost does not grow with the text."""
    while low > 0 and not text[low - 1].isspace() and high - low < 3 * _WINDOW:
        low -= 1
    return list(_WORD.finditer(text, low, high))
