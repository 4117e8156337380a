"""What the entity rules ask of an article's words: their shape, their neighbours, and what the tables know of them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import sub

from postil.suggest.analysis import Analysis, EntityHit
from postil.suggest.entities.gazetteer import PLAIN, Found, Gazetteer, plain
from postil.suggest.entities.names import demonyms, french_forms
from postil.suggest.memo import Memo
from postil.suggest.rulebook import rulebook
from postil.suggest.tables import words


class Lexicon:
    """The word lists of one language."""

    def __init__(self, language: str) -> None:
        table = f"lexicon_{language}.tsv"
        self.language = language
        for section in _SECTIONS:
            setattr(self, section, frozenset(plain(w) for w in words(table, section)))
        forms = (
            (c, f)
            for c, french, english in demonyms()
            for f in (french_forms(french) if language == "fr" else [english.partition(",")[0].lower()])
        )
        self.heads = self.org_head | self.work_head | self.event_head | self.place_head | self.continent
        self.demonym = {plain(form): code for code, form in forms}
        self.given = words("given.tsv", "fr") | words("given.tsv", "en") | words("given.tsv", "world")
        if language == "en":
            self.given -= self.demonym.keys()  # "German" is the adjective

    title: frozenset[str]
    title_adj: frozenset[str]
    org_head: frozenset[str]
    org_lower: frozenset[str]
    org_state: frozenset[str]
    org_adj: frozenset[str]
    org_noun: frozenset[str]
    org_label: frozenset[str]
    org_label_adj: frozenset[str]
    org_suffix: frozenset[str]
    place_head: frozenset[str]
    place_adj: frozenset[str]
    place_suffix: frozenset[str]
    city_before: frozenset[str]
    continent: frozenset[str]
    compass: frozenset[str]
    event_head: frozenset[str]
    event_suffix: frozenset[str]
    work_head: frozenset[str]
    work_suffix: frozenset[str]
    particle: frozenset[str]
    not_org: frozenset[str]
    org_alone: frozenset[str]
    org_seated: frozenset[str]
    club: frozenset[str]
    club_suffix: frozenset[str]
    people_adj: frozenset[str]
    not_person: frozenset[str]
    org_word: frozenset[str]
    not_to: frozenset[str]
    quantity: frozenset[str]
    not_noun: frozenset[str]
    city_of: frozenset[str]
    common: frozenset[str]


_SECTIONS = tuple(Lexicon.__annotations__)


@dataclass
class View:
    """An article's tokens as the rules read them. Lists run parallel to the tokens; `found` are the gazetteer's names."""

    analysis: Analysis
    lexicon: Lexicon
    gazetteer: Gazetteer

    def __post_init__(self) -> None:
        tokens = self.analysis.tokens
        self.size = len(tokens)
        self.starts: Sequence[int]
        self.ends: Sequence[int]
        self.starts, self.ends, words, lower = zip(*tokens, strict=True) if tokens else ((), (), (), ())
        self.norm = list(map(PLAIN.__getitem__, lower))
        self.shape = "".join(map(_SHAPES.__getitem__, words))
        self.capitals = list(compress(range(self.size), self.shape.encode().translate(_CAPITAL)))
        self.capital = frozenset(self.capitals).__contains__  # begins with a capital and may be part of a name
        self._rules = rulebook()
        self.found: Sequence[Found] = self.gazetteer.find(tokens, self.norm, self.capitals)
        self.joined = self._joined()
        self.shouted = self._shouted()
        self.initial = self._initial()

    def index_at(self, offset: int) -> int:
        """The index of the first token that begins at an offset or after it."""
        return bisect_left(self.starts, offset)

    def found_at(self, index: int) -> Sequence[Found]:
        """The gazetteer's names that hold the token."""
        return self._by_token.get(index, ())

    def known_end(self, index: int) -> bool:
        """Whether a name of the gazetteer ends with the token."""
        return any(found.last == index + 1 for found in self.found_at(index))

    @cached_property
    def _by_token(self) -> dict[int, list[Found]]:
        out: dict[int, list[Found]] = {}
        for found in self.found:
            for index in range(found.first, found.last):
                out.setdefault(index, []).append(found)
        return out

    def like_adjective(self, index: int) -> bool:
        """Whether a French word in small letters ends as adjectives of places and of fields do."""
        norm = self.norm[index]
        small = self.shape[index] == "l" and len(norm) > 5 and self.lexicon.language == "fr"
        return small and norm.endswith(_ADJECTIVE_ENDS) and norm not in self.lexicon.common

    def hit(self, first: int, last: int, rule: str, *, key: str = "", country: str = "") -> EntityHit:
        """A hit of that rule over the tokens from `first` up to `last`."""
        about = self._rules[rule]
        key = key or (self.norm[first] if last == first + 1 else " ".join(self.norm[first:last]))
        return EntityHit(self.starts[first], self.ends[last - 1], about.label, rule, about.score, key, country)

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """The words that the article also writes small."""
        return frozenset(compress(self.norm, map("l".__eq__, self.shape)))

    def _joined(self) -> list[bool]:
        """Whether each token is followed by another, at once or after one space."""
        gaps = list(map(sub, self.starts[1:], self.ends))
        out = [gap < 2 for gap in gaps]
        out.append(False)
        folded, ends = self.analysis.folded, self.ends
        if "\t" in folded:
            return [near and folded[end : end + 1] != "\t" for near, end in zip(out, ends, strict=True)]
        for line in self.analysis.paragraphs:
            if (last := bisect_left(ends, line.end)) < self.size:
                out[last] = False
        return out

    def _initial(self) -> list[bool]:
        out = [False] * self.size
        starts = self.starts
        for sentence in self.analysis.sentences:
            index = bisect_left(starts, sentence.start)
            while index < self.size and self.shape[index] == ".":
                index += 1
            if index < self.size:
                out[index] = True
        norm, last = self.norm, self.size - 1
        for match in _SIGN.finditer(self.shape):
            if (index := match.start()) < last and norm[index] in _OPENING:
                out[index + 1] = True
        return out

    def _shouted(self) -> list[bool]:
        """Whether each token stands in a line that is all in capitals, or in a headline that capitalises every word."""
        out = [False] * self.size
        starts = self.starts
        for line in self.analysis.paragraphs:
            first, last = bisect_left(starts, line.start), bisect_left(starts, line.end)
            small, capitalised = self.shape.count("l", first, last), self.shape.count("C", first, last)
            capitals = self.shape.count("A", first, last) + self.shape.count("1", first, last)
            words = small + capitalised + capitals
            if words >= 4 and (capitals > 0.8 * words or (words < 25 and capitals + capitalised > 0.8 * words)):
                out[first:last] = [True] * (last - first)
        return out


_ADJECTIVE_ENDS = ("ien", "ienne", "ais", "aise", "ain", "aine", "ois", "oise", "een", "eenne", "ique", "aire", "iste")
_ARABIC = frozenset(("al", "el", "as", "ad", "ar", "an", "at", "ul", "ag"))


def _shape(text: str) -> str:
    """How a word is written: l(ower), C(apitalised), A(ll capitals), 1 (one capital), d(igits), "." (a sign)."""
    first = text[0]
    if first.isupper():
        if len(text) == 1 or (len(text) == 2 and text[1] == "'"):
            return "1"
        return "A" if text.isupper() else "C"
    if first.isalpha():
        return "C" if text[2:3] == "-" and text[:2] in _ARABIC and text[3:4].isupper() else "l"
    return "d" if first.isdigit() else "."


_SHAPES = Memo(_shape)
_CAPITAL = bytes(char in b"CA1" for char in range(256))
_SIGN = re.compile(r"\.")
_OPENING = frozenset('"«“:')
