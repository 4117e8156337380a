"""What a tagger knows of each token, as keys: the word and its neighbours, how they are written, what the rules found.

A feature is a template, "w=" or "r0", and its values, "paris" or "B-GPE". Most are made for all tokens of an article at once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from postil.suggest.learning.keys import NO_KEY, NUMBERS, PLACES, Keys, key, number, numbers
from postil.suggest.learning.sight import NOTHING, Found, Sight

_SIGNS = "#"  # what stands before the first and after the last token
_RUNS = re.compile(r"(.)\1{3,}")
_SMALL = frozenset(
    (
        *("le", "la", "les", "l'", "de", "du", "des", "d'", "un", "une", "et", "en", "a", "au", "aux", "ce", "cette", "ces"),
        *("son", "sa", "ses", "qui", "que", "par", "pour", "dans", "sur", "avec", "est"),
        *("the", "of", "to", "in", "and", "an", "on", "by", "with", "for", "is", "its"),
    )
)
_MOST_COUNTED = 2
_MOST_TAKEN = 3  # labels that the rules give one word in one article: more are not looked at
_TRUST = 3.0  # the weight of a rule's word before anything is learned; 2 to 6 make no difference that can be measured
_MOST_WORDS = 50_000
_LOWER, _CAPITAL, _NAME, _OF_WEIGHT, _STOP, _OPENS, _CLOSES = (1 << bit for bit in range(7))

_Flags = NDArray[np.uint64]


class Features:
    """Keys for features; with `frames` also what the rules tell of events and claims."""

    def __init__(self, *, frames: bool = False) -> None:
        self.frames = frames
        self._words = _Words()

    def keys(self, sight: Sight) -> Keys:
        """For each token (rows) the keys of its features (columns), NO_KEY where it lacks one."""
        if not sight.tokens:
            return np.zeros((0, 0), np.uint64)
        words = self._words.of(sight)
        article = _Article(sight, words)
        columns = [*words[_OWN:], *_neighbours(article), *_surroundings(article), *_again(article)]
        for sign, found in self._found(sight):
            columns += _rules(sign, found, article)
        return np.stack(columns, axis=1)

    def _found(self, sight: Sight) -> list[tuple[str, Found]]:
        frames = [("e", sight.events), ("c", sight.claims)] if self.frames else []
        return [*((sign, found) for sign, found in frames if found), ("r", sight.entities)]

    def trusted(self, tags: Sequence[str]) -> list[tuple[int, int, float]]:
        """The keys that say what the rules found, with the tag of the same name and a weight: what holds unless learned."""
        signs = ("e", "c") if self.frames else ("r",)
        return [(key(f"{sign}0", tag), at, _TRUST) for sign in signs for at, tag in enumerate(tags)]


_FORM, _KIND, _SIGN, _OWN = range(4)  # the columns of a word: its plain form, its kind, flags, keys of features of its own


class _Words:
    """What the features need of a word, looked up once for each."""

    def __init__(self) -> None:
        self._known: dict[str, list[int]] = {}

    def of(self, sight: Sight) -> Keys:
        """For each token (columns) its numbers (rows)."""
        known = self._known
        if len(known) > _MOST_WORDS:
            known.clear()
        for token, norm in zip(sight.tokens, sight.norms, strict=True):
            if token.text not in known:
                known[token.text] = _word(token.text, norm)
        return np.array([known[token.text] for token in sight.tokens], np.uint64).T.copy()


def _word(text: str, norm: str) -> list[int]:
    kind = _kind(text)
    sign = _LOWER if kind == "l" else 0
    sign |= _CAPITAL if kind in "CA1" else 0
    sign |= _NAME if kind in "CA" else 0
    sign |= _OF_WEIGHT if kind == "l" and len(norm) > 2 and norm not in _SMALL else 0
    sign |= _STOP if norm in ".!?" else 0
    sign |= _OPENS if norm == "(" else _CLOSES if norm == ")" else 0
    own = [key("b"), key("w=", norm), key("s=", _shape(text)), key("k=", kind)]
    for size in (2, 3, 4, 5):
        own += (key(f"<{size}", norm[:size]), key(f">{size}", norm[-size:]))
    return [number(norm), number(kind), sign, *own]


class _Article:
    """An article's words and kinds, with two more on each side."""

    def __init__(self, sight: Sight, words: Keys) -> None:
        self.sight = sight
        self.size = len(sight.tokens)
        self.forms, self.kinds = (np.pad(row, 2, constant_values=_EDGE) for row in (words[_FORM], words[_KIND]))
        self.signs: _Flags = words[_SIGN]

    def form(self, away: int) -> Keys:
        """The plain forms of the words so far away."""
        return self.forms[2 + away : 2 + away + self.size]

    def kind(self, away: int) -> Keys:
        """The kinds of the words so far away."""
        return self.kinds[2 + away : 2 + away + self.size]

    def has(self, sign: int) -> NDArray[np.bool_]:
        """Which words have a flag."""
        has: NDArray[np.bool_] = (self.signs & np.uint64(sign)) != 0
        return has


_EDGE = np.uint64(number(_SIGNS))


def _column(template: str, *values: Keys) -> Keys:
    """The keys of one feature for all tokens, as `key` makes them."""
    total = values[0] * PLACES[0]
    for value, place in zip(values[1:], PLACES[1:], strict=False):
        total += value * place
    total += np.uint64(NUMBERS[template])
    return total


def _neighbours(article: _Article) -> list[Keys]:
    form, kind = article.form, article.kind
    return [
        _column("-1", form(-1)), _column("+1", form(1)), _column("-2", form(-2)), _column("+2", form(2)),
        _column("-|", form(-1), form(0)), _column("+|", form(0), form(1)),
        _column("-k", form(-1), kind(0)), _column("+k", kind(0), form(1)),
        _column("k3", kind(-1), kind(0), kind(1)), _column("k5", *(kind(away) for away in range(-2, 3))),
    ]  # fmt: skip


def _surroundings(article: _Article) -> list[Keys]:
    """The words of weight before and after, brackets, and which of the first paragraphs it is."""
    rows, kind = np.arange(article.size), article.kind(0)
    paragraphs = np.asarray(article.sight.paragraphs, np.int64)
    place = np.maximum(np.searchsorted(paragraphs, rows, side="right") - 1, 0)
    begin = np.append(paragraphs, 0)[place]
    word, name = (_before(article, sign, begin) for sign in (_OF_WEIGHT, _NAME))
    bracket = _last(article.has(_OPENS)) > _last(article.has(_CLOSES))
    ends = article.has(_OF_WEIGHT) | article.has(_STOP)
    after = article.size - 1 - _last(ends[::-1])[::-1]  # the next one, itself included
    after = np.append(after[1:], article.size)
    weighty = np.append(article.has(_OF_WEIGHT), False)[after]
    following = np.where(weighty, np.append(article.form(0), _EDGE)[after], _EDGE)
    return [
        _column("p", _DIGITS[np.minimum(place, 2)], kind), _column("v", word), _column("vk", word, kind),
        _column("(", _DIGITS[bracket.astype(np.int64)], kind), _column("n", name), _column("a", following, kind),
    ]  # fmt: skip


_DIGITS = np.array([number(digit) for digit in "012"], np.uint64)


def _last(where: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each row the last one up to it for which `where` holds, -1 before the first."""
    return np.maximum.accumulate(np.where(where, np.arange(len(where)), -1))


def _before(article: _Article, sign: int, begin: NDArray[np.int64]) -> Keys:
    """The form of the last word with a flag before each token, not before `begin`."""
    last = np.append(-1, _last(article.has(sign))[:-1])
    return np.where(last >= begin, article.form(0)[last], _EDGE)


def _rules(sign: str, found: Found, article: _Article) -> list[Keys]:
    """What the rules found here and beside: where they are wrong in this project, the tagger learns it."""
    size = article.size
    labels = np.pad(numbers(found.labels, size), 2, constant_values=_NONE)
    rules = np.pad(numbers(found.rules, size), 1, constant_values=_NONE)
    far, left, here, right, next_ = (labels[at : at + size] for at in range(5))
    before, rule, following = (rules[at : at + size] for at in range(3))
    form, kind = article.form, article.kind
    return [
        _column(f"{sign}0", here), _column(f"{sign}-", left), _column(f"{sign}+", right),
        _column(f"{sign}--", far), _column(f"{sign}++", next_),
        _column(f"{sign}i", rule), _column(f"{sign}w", here, form(0)), _column(f"{sign}3", left, here, right),
        _column(f"{sign}k", rule, kind(-1), kind(0), kind(1)), _column(f"{sign}l", rule, form(-1)),
        _column(f"{sign}r", rule, form(1)), _column(f"{sign}n", rule, following), _column(f"{sign}p", rule, before),
    ]  # fmt: skip


_NONE = np.uint64(number(NOTHING))


def _again(article: _Article) -> list[Keys]:
    """What the rules take the same capitalised word for elsewhere in the article, and whether it is also written small."""
    norms, labels = article.sight.norms, article.sight.entities.labels
    capitals = np.flatnonzero(article.has(_CAPITAL)).tolist()
    small = {norms[at] for at in np.flatnonzero(article.has(_LOWER)).tolist()}
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for at in capitals:
        taken[norms[at]][labels[at][2:]] += 1
    columns = np.full((1 + _MOST_TAKEN, article.size), NO_KEY)
    for at in capitals:
        norm, edge = norms[at], labels[at][0]
        columns[0, at] = NUMBERS["small" if norm in small else "never small"]
        for place, (label, count) in enumerate(taken[norm].most_common(_MOST_TAKEN), 1):
            columns[place, at] = NUMBERS[f"d{label}{'+' if count >= _MOST_COUNTED else ''}{edge}"]
    return list(columns)


def _shape(text: str) -> str:
    """ "Xxx-xx" for "Jean-Luc"; runs of one sign are cut to three."""
    return _RUNS.sub(r"\1\1\1", "".join(map(_sign, text)))


def _sign(char: str) -> str:
    return "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char


def _kind(text: str) -> str:
    """How a word is written: l(ower), C(apitalised), A(ll capitals), 1 (one capital), d(igits), "." (a sign)."""
    first = text[0]
    if first.isupper():
        return "1" if len(text) == 1 or (len(text) == 2 and text[1] == "'") else "A" if text.isupper() else "C"
    return "l" if first.isalpha() else "d" if first.isdigit() else "."
