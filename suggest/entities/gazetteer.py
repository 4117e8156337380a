"""Names from tables, found in an article: each token that begins a name is looked up, then the tokens after it."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from postil.suggest.analysis import Token
from postil.suggest.memo import Memo
from postil.suggest.text.fold import fold
from postil.suggest.text.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Name:
    """An entry: the name as written in its table, the rule it serves, the state it stands for.

    An entry with `after` is found only after one of these words: "Mans" after "au", "du" or "le".
    """

    text: str
    rule: str
    country: str = ""
    after: frozenset[str] = frozenset()


class Found(NamedTuple):
    """An entry found: the indices of its first token and of the one after its last."""

    first: int
    last: int
    name: Name


class _Entry(NamedTuple):
    """A name's plain words after the first, its words as written, and the name."""

    rest: tuple[str, ...]
    written: tuple[str, ...]
    name: Name


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word


PLAIN = Memo(_plain)


def plain(word: str) -> str:
    """A lower-case word without its accents: "états-unis" → "etats-unis"."""
    return PLAIN[word]


_PLACES = frozenset(("territory", "city", "region", "place.name"))
_AFTER = {
    "Le": frozenset(("le", "du", "au")),
    "Les": frozenset(("les", "des", "aux")),
    "La": frozenset(("la",)),
    "L'": frozenset(("l'",)),
}


_WITH_ARTICLE = frozenset(
    ("Le Temps", "Le Point", "Le Soleil", "Le Soir", "Le Progrès", "Le Droit", "Le Devoir", "Le Matin", "L'Union", "L'Écho")
)


def variants(name: Name, words: Sequence[str]) -> Iterator[Name]:
    """The name and the ways it is also written: "Burkina-Faso", "St-Malo", and without its article: "au Mans"."""
    yield name
    place = name.rule in _PLACES
    if place and " " in name.text and "-" not in name.text:
        yield replace(name, text=name.text.replace(" ", "-"))
    elif place and "-" in name.text:
        yield replace(name, text=name.text.replace("-", " "))
    if place and name.text.startswith("Saint"):
        yield replace(name, text=name.text.replace("Sainte", "Ste", 1).replace("Saint", "St", 1))
    after = _AFTER.get(words[0]) if len(words) > 1 and words[1][0].isupper() else None
    if (
        after
        and not name.after
        and name.text not in _WITH_ARTICLE
        and (name.rule == "city" or (name.rule == "org.name" and words[0] != "La"))
    ):
        yield replace(name, text=name.text[len(words[0]) :].lstrip(), after=after)


class _Names(NamedTuple):
    """The entries with one first word: those of one word, and the others by their second word, the longest first."""

    single: list[_Entry]
    longer: dict[str, list[_Entry]]


class Gazetteer:
    """Finds names whatever their accents, and in capitals; a name's own capitals must be there."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._upper: dict[str, _Names] = {}
        self._lower: dict[str, _Names] = {}
        known: set[tuple[str, bool]] = set()
        for given in names:
            for name in variants(given, [t.text for t in tokenize(fold(given.text))]):
                key = (name.text, bool(name.after))
                if key not in known:
                    known.add(key)
                    self._add(name)
        for table in (self._upper, self._lower):
            for node in table.values():
                for entries in node.longer.values():
                    entries.sort(key=lambda entry: -len(entry.rest))

    def _add(self, name: Name) -> None:
        written = tuple(t.text for t in tokenize(fold(name.text)))
        first, *rest = [plain(w.lower()) for w in written]
        node = (self._upper if written[0][0].isupper() else self._lower).setdefault(first, _Names([], {}))
        entry = _Entry(tuple(rest), written, name)
        (node.longer.setdefault(rest[0], []) if rest else node.single).append(entry)

    def alone(self, word: str, rules: Collection[str]) -> Name | None:
        """The name of one word that is written so, among those of some rules, or None."""
        node = self._upper.get(plain(word.lower()))
        for _, written, name in node.single if node else ():
            if name.rule in rules and not name.after and (word.isupper() or not written[0].isupper()):
                return name
        return None

    def find(self, tokens: Sequence[Token], norm: Sequence[str], capitals: Sequence[int]) -> list[Found]:
        """Every entry found, of those that are written alike the one whose table comes first.

        `norm` are the plain words of the tokens, `capitals` the indices of those that begin with a capital.
        """
        out: list[Found] = []
        upper, lower, size = self._upper, self._lower, len(norm)
        places = [(index, node) for index in capitals if (node := upper.get(norm[index])) is not None]
        places += [(index, lower[word]) for index, word in enumerate(norm) if word in lower]
        for index, (single, longer) in places:
            if index + 1 < size and (entries := longer.get(norm[index + 1])) is not None:
                _match(entries, tokens, norm, index, out)
            if single:
                _match(single, tokens, norm, index, out)
        return out


def _match(entries: list[_Entry], tokens: Sequence[Token], norm: Sequence[str], first: int, out: list[Found]) -> None:
    size = -1
    for rest, written, name in entries:
        if len(rest) == size:
            continue
        last = first + 1 + len(rest)
        if rest and tuple(norm[first + 1 : last]) != rest:
            continue
        if name.after and (not first or norm[first - 1] not in name.after):
            continue
        if _agrees(written, tokens, first):
            out.append(Found(first, last, name))
            size = len(rest)


def _agrees(written: Sequence[str], tokens: Sequence[Token], first: int) -> bool:
    """Whether the text has the capitals of the entry, and no accents where a short one has none ("Raï" is not "Rai").

    A lower-case word inside a name may be capitalised in the text.
    """
    for offset, word in enumerate(written):
        text = tokens[first + offset].text
        if word[0].isupper() and not text[0].isupper() and not text.startswith(("al-", "el-")):
            return False
        if word.isupper() and len(word) > 1 and not text.isupper() and len(written) == 1 and len(word) < 4:
            return False
        if len(written) == 1 and len(word) < 5 and not text.isascii() and word.isascii():
            return False
        if offset and tokens[first + offset].start - tokens[first + offset - 1].end > 2:
            return False
    return True
