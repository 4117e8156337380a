"""The project's own names, found in an article with spaCy's phrase matcher.

A name is found as it is written, whatever the apostrophes, hyphens and spaces; and, where the text is in capitals, without
regard to case and accents ("ETATS-UNIS"). It never crosses a line end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from postil.suggest.analysis import Token
from postil.suggest.entities.gazetteer import plain
from postil.suggest.patterns.file import Entry
from postil.suggest.text.tokens import tokenize

_PIECE = re.compile(r"[^\W_]+")
_OTHER = "\u00b7"
_FAR = 300  # characters without a space, after which no space is looked for


@dataclass(frozen=True, slots=True)
class Match:
    """What an entry found: offsets in code points, end exclusive."""

    start: int
    end: int
    entry: Entry


class Phrases:
    """Finds the phrases of some entries. Only what stands around the longest word of one of them is looked at closely."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._by_key: dict[int, list[tuple[list[Token], Entry]]] = {}
        self._known: set[str] = set()
        self._reach: dict[str, int] = {}  # the longest word of a phrase -> how far the phrase may go beyond it
        self._anywhere = False
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        tokens = tokenize(entry.phrase)
        parts = [plain(token.lower) for token in tokens]
        key = " ".join(parts)
        code = self._vocab.strings.add(key)
        if code not in self._by_key:
            self._matcher.add(key, [Doc(self._vocab, words=parts)])
            self._known.update(parts)
        self._by_key.setdefault(code, []).append((tokens, entry))
        anchor = max(_PIECE.findall(entry.phrase.lower()), key=len, default="")
        for word in (anchor, plain(anchor)):  # in capitals it may stand without its accents
            self._reach[word] = max(self._reach.get(word, 0), 2 * (len(entry.phrase) - len(anchor)))
        self._anywhere |= not anchor

    def find(self, folded: str) -> Iterator[Match]:
        """What the phrases find in a folded text, in no order; they may overlap."""
        words: list[str] = []
        tokens: list[Token | None] = []
        for start, end in self._windows(folded):
            self._read(folded[start:end], start, words, tokens)
        if not words:
            return
        for code, begin, end in self._matcher(Doc(self._vocab, words=words)):
            matched = [token for token in tokens[begin:end] if token]
            for entry in self._agreeing(code, matched):
                yield Match(matched[0].start, matched[-1].end, entry)

    def _windows(self, folded: str) -> Iterator[tuple[int, int]]:
        """The parts of lines in which a phrase may stand, in order, from space to space."""
        if self._anywhere:
            yield from (line.span() for line in re.finditer("[^\n]+", folded))
            return
        lower = folded.lower()
        if len(lower) != len(folded):
            lower = "".join(char.lower()[0] for char in folded)
        spans: list[tuple[int, int]] = []
        for word in self._reach.keys() & set(_PIECE.findall(lower)):
            reach, at = self._reach[word], lower.find(word)
            while at >= 0:
                spans.append(_window(folded, at - reach, at, at + len(word), at + len(word) + reach))
                at = lower.find(word, at + len(word))
        yield from _joined(spans)

    def _read(self, part: str, at: int, words: list[str], tokens: list[Token | None]) -> None:
        """Adds the words of a part that some phrase has, with their places; what lies between becomes one other word.

        So the vocabulary never grows with the texts.
        """
        gap = False
        for token in tokenize(part):
            word = plain(token.lower)
            if word in self._known:
                words.append(word)
                tokens.append(Token(token.start + at, token.end + at, token.text, token.lower))
                gap = False
            elif not gap:
                words.append(_OTHER)
                tokens.append(None)
                gap = True
        words.append(_OTHER)
        tokens.append(None)

    def _agreeing(self, code: int, found: Sequence[Token]) -> list[Entry]:
        """The entries of a key that are written so; where the text is in capitals, and none is, all of them."""
        near = [(tokens, entry) for tokens, entry in self._by_key[code] if _gaps(tokens) == _gaps(found)]
        same = [entry for tokens, entry in near if all(a.text == b.text for a, b in zip(tokens, found, strict=True))]
        if same or not "".join(token.text for token in found).isupper():
            return same
        return [entry for _, entry in near]


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, those that overlap or touch made one."""
    whole: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if whole and start <= whole[1]:
            whole = (whole[0], max(whole[1], end))
            continue
        if whole:
            yield whole
        whole = (start, end)
    if whole:
        yield whole


def _window(folded: str, first: int, start: int, end: int, last: int) -> tuple[int, int]:
    """The part of the line around `start` to `end` from the space before `first` to the one after `last`."""
    first, last = max(first, 0), min(last, len(folded))
    line_end, line_start = folded.find("\n", end, last), folded.rfind("\n", first, start)
    if line_start >= 0:
        first = line_start + 1
    else:
        nearest = max(folded.rfind(" ", max(first - _FAR, 0), first), folded.rfind("\n", max(first - _FAR, 0), first))
        first = nearest + 1 if nearest >= 0 else max(first - _FAR, 0)
    if line_end >= 0:
        last = line_end
    else:
        spaces = [at for at in (folded.find(" ", last, last + _FAR), folded.find("\n", last, last + _FAR)) if at >= 0]
        last = min(spaces, default=min(last + _FAR, len(folded)))
    return first, last


def _gaps(tokens: Sequence[Token]) -> list[bool]:
    """Which tokens follow the one before after a space."""
    return [after.start > before.end for before, after in pairwise(tokens)]
