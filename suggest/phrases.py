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
from postil.suggest.gazetteer import plain
from postil.suggest.patterns_file import Entry
from postil.suggest.tokens import tokenize

_LINE = re.compile(r"[^\n]+")
_PIECE = re.compile(r"[^\W_]+")
_OTHER = "\u00b7"


@dataclass(frozen=True, slots=True)
class Match:
    """What an entry found: offsets in code points, end exclusive."""

    start: int
    end: int
    entry: Entry


class Phrases:
    """Finds the phrases of some entries. Only lines that hold the longest word of one of them are looked at closely."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._by_key: dict[int, list[tuple[list[Token], Entry]]] = {}
        self._known: set[str] = set()
        self._anchors: set[str] = set()
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
            anchor = max(_PIECE.findall(entry.phrase.lower()), key=len, default="")
            self._anchors |= {anchor, plain(anchor)}
            self._anywhere |= not anchor
        self._by_key.setdefault(code, []).append((tokens, entry))

    def find(self, folded: str) -> Iterator[Match]:
        """What the phrases find in a folded text, in no order; they may overlap."""
        words: list[str] = []
        tokens: list[Token | None] = []
        for line in _LINE.finditer(folded):
            if not self._anywhere and self._anchors.isdisjoint(_PIECE.findall(line[0].lower())):
                continue
            self._read(line[0], line.start(), words, tokens)
        if not words:
            return
        for code, begin, end in self._matcher(Doc(self._vocab, words=words)):
            matched = [token for token in tokens[begin:end] if token]
            for entry in self._agreeing(code, matched):
                yield Match(matched[0].start, matched[-1].end, entry)

    def _read(self, line: str, at: int, words: list[str], tokens: list[Token | None]) -> None:
        """Adds the words of a line that some phrase has, with their places; what lies between becomes one other word.

        So the vocabulary never grows with the texts.
        """
        gap = False
        for token in tokenize(line):
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


def _gaps(tokens: Sequence[Token]) -> list[bool]:
    """Which tokens follow the one before after a space."""
    return [after.start > before.end for before, after in pairwise(tokens)]
