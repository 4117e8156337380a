"""What a tagger knows of each token, as numbers: the word and its neighbours, how they are written, what the rules found.

A feature is a short text, "w=paris" or "r=B-GPE"; `Features` numbers those that it met while learning.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

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
_TRUST = 3.0  # the weight of a rule's word before anything is learned; 2 to 6 make no difference that can be measured

Numbers = list[int]
Number = Callable[[str], int | None]
Rows = list[list[int | None]]


class Features:
    """Numbers for features. While it grows, a new feature gets the next number; later, what it never met has none."""

    def __init__(self, known: Sequence[str] = (), *, frames: bool = False, growing: bool = False) -> None:
        self.numbers = _Growing() if growing else {}
        self.numbers.update((feature, number) for number, feature in enumerate(known))
        self.frames = frames
        self._number: Number = self.numbers.__getitem__ if growing else self.numbers.get
        self._words: dict[str, list[int | None]] = {}

    def rows(self, sight: Sight) -> list[Numbers]:
        """For each token the numbers of its features."""
        number = self._number
        rows: Rows = [self._word(token.text, norm, number) for token, norm in zip(sight.tokens, sight.norms, strict=True)]
        shapes = [_kind(token.text) for token in sight.tokens]
        _neighbours(sight, shapes, rows, number)
        _surroundings(sight, shapes, rows, number)
        if self.frames and sight.events and sight.claims:
            _rules("e", sight.events, sight, shapes, rows, number)
            _rules("c", sight.claims, sight, shapes, rows, number)
        _rules("r", sight.entities, sight, shapes, rows, number)
        _again(sight, shapes, rows, number)
        return [[one for one in row if one is not None] for row in rows]

    def trusted(self, tags: Sequence[str]) -> list[tuple[int, int, float]]:
        """The features that say what the rules found, with the tag of the same name and a weight: what holds unless learned."""
        signs = ("e", "c") if self.frames else ("r",)
        found = ((self.numbers.get(f"{sign}0{tag}"), at) for sign in signs for at, tag in enumerate(tags))
        return [(number, at, _TRUST) for number, at in found if number is not None]

    def _word(self, text: str, norm: str, number: Number) -> list[int | None]:
        """The features that the word alone has: looked up once for each word."""
        known = self._words.get(text)
        if known is None:
            features = ["b", "w=" + norm, "s=" + _shape(text), "k=" + _kind(text)]
            for size in (2, 3, 4, 5):
                features += (f"<{size}{norm[:size]}", f">{size}{norm[-size:]}")
            known = list(map(number, features))
            if len(self._words) > 50_000:
                self._words.clear()
            self._words[text] = known
        return known.copy()


class _Growing(dict[str, int]):
    """Gives whatever is asked for and is not there the next number."""

    def __missing__(self, feature: str) -> int:
        number = self[feature] = len(self)
        return number


def _neighbours(sight: Sight, shapes: Sequence[str], rows: Rows, number: Number) -> None:
    norms = [_SIGNS, _SIGNS, *sight.norms, _SIGNS, _SIGNS]
    kinds = "".join([_SIGNS, _SIGNS, *shapes, _SIGNS, _SIGNS])
    for at, row in enumerate(rows):
        far, left, norm, right, next_ = norms[at : at + 5]
        kind = kinds[at + 2]
        row += map(number, (
            "-1" + left, "+1" + right, "-2" + far, "+2" + next_,
            f"-|{left}|{norm}", f"+|{norm}|{right}", f"-k{left}|{kind}", f"+k{kind}|{right}",
            "k3" + kinds[at + 1 : at + 4], "k5" + kinds[at : at + 5],
        ))  # fmt: skip


def _surroundings(sight: Sight, shapes: Sequence[str], rows: Rows, number: Number) -> None:
    """The words of weight before and after, brackets, and which of the first paragraphs it is."""
    begin = {first: place for place, first in enumerate(sight.paragraphs)}
    place, word, name, bracket = 0, _SIGNS, _SIGNS, "0"
    for at, row in enumerate(rows):
        norm, kind = sight.norms[at], shapes[at]
        if at in begin:
            place, word, name = begin[at], _SIGNS, _SIGNS
        bracket = "1" if norm == "(" else "0" if norm == ")" else bracket
        row += map(number, (f"p{min(place, 2)}{kind}", "v" + word, f"vk{word}|{kind}", f"({bracket}{kind}", "n" + name))
        if kind == "l" and len(norm) > 2 and norm not in _SMALL:
            word = norm
        elif kind in "CA":
            name = norm
    after = _SIGNS
    for at in range(len(rows) - 1, -1, -1):
        norm = sight.norms[at]
        rows[at].append(number(f"a{after}|{shapes[at]}"))
        if shapes[at] == "l" and len(norm) > 2 and norm not in _SMALL:
            after = norm
        elif norm in ".!?":
            after = _SIGNS


def _rules(sign: str, found: Found, sight: Sight, shapes: Sequence[str], rows: Rows, number: Number) -> None:
    """What the rules found here and beside: where they are wrong in this project, the tagger learns it."""
    labels = [NOTHING, NOTHING, *found.labels, NOTHING, NOTHING]
    rules = [NOTHING, *found.rules, NOTHING]
    norms = [_SIGNS, *sight.norms, _SIGNS]
    kinds = "".join([_SIGNS, *shapes, _SIGNS])
    for at, row in enumerate(rows):
        far, left, here, right, next_ = labels[at : at + 5]
        before, rule, following = rules[at : at + 3]
        row += map(number, (
            f"{sign}0{here}", f"{sign}-{left}", f"{sign}+{right}", f"{sign}--{far}", f"{sign}++{next_}",
            f"{sign}i{rule}", f"{sign}w{here}|{norms[at + 1]}", f"{sign}3{left}|{here}|{right}",
            f"{sign}k{rule}|{kinds[at : at + 3]}", f"{sign}l{rule}|{norms[at]}", f"{sign}r{rule}|{norms[at + 2]}",
            f"{sign}n{rule}|{following}", f"{sign}p{rule}|{before}",
        ))  # fmt: skip


def _again(sight: Sight, shapes: Sequence[str], rows: Rows, number: Number) -> None:
    """What the rules take the same capitalised word for elsewhere in the article, and whether it is also written small."""
    small = {norm for norm, kind in zip(sight.norms, shapes, strict=True) if kind == "l"}
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    capitals = [at for at, kind in enumerate(shapes) if kind in "CA1"]
    for at in capitals:
        taken[sight.norms[at]][sight.entities.labels[at][2:]] += 1
    for at in capitals:
        norm, edge = sight.norms[at], sight.entities.labels[at][0]
        rows[at].append(number("small" if norm in small else "never small"))
        for label, count in taken[norm].items():
            rows[at].append(number(f"d{label}{'+' if count >= _MOST_COUNTED else ''}{edge}"))


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
