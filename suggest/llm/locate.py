"""Quotes found in the frozen text: exactly, or despite other blanks, quotation marks, apostrophes, dashes or capitals.

A quote's words are compared in a plain form (`plain`), whose every character knows the code point of the text that it comes
from. A quote that begins or ends within a word, or within something hidden, is not found.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Sequence
from functools import lru_cache

from postil.schema.article import Region

_APOSTROPHES = frozenset("’‘ʼ‛′＇`´")
_MARKS = frozenset("«»“”„‟〝〞＂‹›")
_DASHES = frozenset("‐‑‒–—―−")
_BEFORE_SIGN = frozenset(";:!?%»›")  # French sets a blank before them, models often do not
_OPENING = frozenset("«‹")
_NO_WORD_BORDERS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff\U00020000-\U0003ffff]")
_ENOUGH = 3  # characters of context that must agree, if it has as many
_SHORT = 2  # blanks in a context: with fewer it may stand at the beginning of a paragraph

Found = tuple[int, int]


class View:
    """A part of a text in plain form, and where each character of it comes from."""

    __slots__ = ("_hidden", "_text", "folded", "plain", "positions")

    def __init__(self, text: str, start: int = 0, end: int | None = None, hidden: Sequence[Region] = ()) -> None:
        self._text = text
        self._hidden = hidden
        self.plain, self.positions = _plain(text, start, len(text) if end is None else end)
        self.folded = _folded(self.plain)

    def places(self, quote: str) -> list[Found]:
        """Every place of the quote, by offset: those with its words whatever the signs, else those in other capitals."""
        wanted = plain(quote)
        if not wanted:
            return []
        for haystack, needle in ((self.plain, wanted), (self.folded, _folded(wanted))):
            ranges = [self._place(at, at + len(needle)) for at in _occurrences(haystack, needle)]
            if found := [place for place in ranges if place and self._holds(place)]:
                return found
        return []

    def choose(self, places: Sequence[Found], quote: str, before: str, taken: Container[Found] = ()) -> Found | None:
        """The place that the context points to; of several alike the first that is not taken. None when it points to none.

        A quote with one place needs no context. A short one, or none, points to the beginnings of paragraphs first.
        """
        if len(places) < 2:
            return places[0] if places else None
        context, words = _bare(_folded(plain(before))), _bare(_folded(plain(quote)))
        scores = [self._agreement(place, context, words) for place in places]
        best = max(scores)
        if context and best < min(_ENOUGH, len(context)):
            return None
        alike = [place for place, score in zip(places, scores, strict=True) if score == best]
        if context.count(" ") < _SHORT:
            alike.sort(key=lambda place: not self._begins(place, best))
        return next((place for place in alike if place not in taken), alike[0])

    def _agreement(self, place: Found, context: str, words: str) -> int:
        """How many characters before the place agree with the context, from its end on; it may include the quote itself."""
        preceding = self._preceding(place)
        agreed = _common_end(preceding, context)
        if words and context.endswith(words):
            agreed = max(agreed, _common_end(preceding, _bare(context[: -len(words)])))
        return agreed

    def _begins(self, place: Found, agreed: int) -> bool:
        """Whether a paragraph begins with the place and the characters before it that agree with its context."""
        preceding = self._preceding(place)
        at = self.positions[len(preceding) - agreed] if agreed else place[0]
        return not _bare(self._text[self._text.rfind("\n", 0, at) + 1 : at])

    def _preceding(self, place: Found) -> str:
        return _bare(self.folded[: bisect_left(self.positions, place[0])])

    def _place(self, first: int, last: int) -> Found | None:
        """The range of the text that a range of the plain form comes from; None where that would cut a character."""
        if last < len(self.plain):
            following = self.plain[last]
            if self.positions[last] == self.positions[last - 1] or unicodedata.combining(following):
                return None
        if first and self.positions[first] == self.positions[first - 1]:
            return None
        return self.positions[first], self.positions[last - 1] + 1

    def _holds(self, place: Found) -> bool:
        start, end = place
        text = self._text
        within = (start and _one_word(text[start - 1], text[start])) or (
            end < len(text) and _one_word(text[end - 1], text[end])
        )
        return not within and not any(region.start < end and start < region.end for region in self._hidden)


def plain(text: str) -> str:
    """The text in plain form: compatible characters taken apart (NFKD), one kind of each sign, runs of blanks as one.

    Invisible characters and the blanks around it, after « and before ; : ! ? % » are left out.
    """
    return _plain(text, 0, len(text))[0]


def same(one: str, other: str) -> bool:
    """Whether the two agree as a quote and its place must: in plain form, capitals aside."""
    return _folded(plain(one)) == _folded(plain(other))


def _plain(text: str, start: int, end: int) -> tuple[str, list[int]]:
    out: list[str] = []
    positions: list[int] = []
    gap = -1  # where the blank stands that is due, if any
    tight = True
    for at in range(start, end):
        char = text[at]
        parts = _parts(char)
        if not parts:
            continue
        if parts == " ":
            gap = gap if gap >= 0 else at
            continue
        if gap >= 0 and not tight and char not in _BEFORE_SIGN:
            out.append(" ")
            positions.append(gap)
        gap = -1
        for part in parts:
            out.append(part)
            positions.append(at)
        tight = char in _OPENING
    return "".join(out), positions


@lru_cache(maxsize=4096)
def _parts(char: str) -> str:
    if char in _APOSTROPHES:
        return "'"
    if char in _MARKS:
        return '"'
    if char in _DASHES:
        return "-"
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if char.isspace() or category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"
    return "".join(part for part in unicodedata.normalize("NFKD", char) if not part.isspace())


def _folded(text: str) -> str:
    """In small letters, character for character."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _bare(text: str) -> str:
    """Without the signs and blanks at its end, which a context may lack."""
    end = len(text)
    while end and not text[end - 1].isalnum() and not unicodedata.combining(text[end - 1]):
        end -= 1
    return text[:end]


def _occurrences(text: str, words: str) -> list[int]:
    out: list[int] = []
    at = text.find(words)
    while at >= 0:
        out.append(at)
        at = text.find(words, at + 1)
    return out


def _common_end(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count


def _one_word(left: str, right: str) -> bool:
    """Whether a border between the two would cut a word."""
    if unicodedata.combining(right):
        return True
    return left.isalnum() and right.isalnum() and not _NO_WORD_BORDERS.match(left) and not _NO_WORD_BORDERS.match(right)
