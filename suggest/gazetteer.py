"""Names from tables, found in an article with spaCy's phrase matcher."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from postil.suggest.analysis import Token
from postil.suggest.fold import fold
from postil.suggest.tokens import tokenize

_OTHER = "\u00b7"


@dataclass(frozen=True, slots=True)
class Name:
    """An entry: the name as written in its table, the rule it serves, the state it stands for."""

    text: str
    rule: str
    country: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry found: the indices of its first token and of the one after its last."""

    first: int
    last: int
    name: Name


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A lower-case word without its accents: "états-unis" → "etats-unis"."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word


class Gazetteer:
    """Finds names whatever their accents, and in capitals; a name's own capitals must be there."""

    def __init__(self, pipeline: Language, names: Iterable[Name]) -> None:
        self._vocab = pipeline.vocab
        self._names: dict[int, list[tuple[list[str], Name]]] = {}
        self._known: set[str] = set()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        for name in names:
            written = [t.text for t in tokenize(fold(name.text))]
            parts = [plain(w.lower()) for w in written]
            key = " ".join(parts)
            code = self._vocab.strings.add(key)
            if code not in self._names:
                self._matcher.add(key, [Doc(self._vocab, words=parts)])
                self._known.update(parts)
            self._names.setdefault(code, []).append((written, name))

    def find(self, tokens: Sequence[Token]) -> list[Found]:
        """Every entry found, the one with the best rank first where several are written alike."""
        words, places = self._dense(tokens)
        out: list[Found] = []
        for code, begin, end in self._matcher(Doc(self._vocab, words=words)):
            first = places[begin]
            for written, name in self._names[code]:
                if _agrees(written, tokens, first):
                    out.append(Found(first, first + end - begin, name))
                    break
        return out

    def _dense(self, tokens: Sequence[Token]) -> tuple[list[str], list[int]]:
        """The words that some entry has, with the index of each token; what lies between them becomes one other word.

        So the vocabulary never grows with the texts, and documents are short.
        """
        known, words, places, gap = self._known, [], [], False
        for index, token in enumerate(tokens):
            word = plain(token.lower)
            if word in known:
                words.append(word)
                places.append(index)
                gap = False
            elif not gap:
                words.append(_OTHER)
                places.append(index)
                gap = True
        return words, places


def _agrees(written: Sequence[str], tokens: Sequence[Token], first: int) -> bool:
    """Whether the text has the capitals of the entry. A lower-case word inside a name may be capitalised in the text."""
    for offset, word in enumerate(written):
        text = tokens[first + offset].text
        if word[0].isupper() and not text[0].isupper() and not text.startswith(("al-", "el-")):
            return False
        if word.isupper() and len(word) > 1 and not text.isupper() and len(written) == 1 and len(word) < 4:
            return False
        if offset and tokens[first + offset].start - tokens[first + offset - 1].end > 2:
            return False
    return True
