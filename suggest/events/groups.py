"""The names of a sentence in groups, each placed by the small words before it: subject, object, or after a preposition."""

from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

from postil.suggest.analysis import EntityHit
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import word_set
from postil.suggest.events.reading import Reading

SUBJECT, OBJECT = "subject", "object"
_ACTORS = frozenset(("PER", "ORG", "GPE", "NORP", "LOC"))
_first = attrgetter("first")
_ENDS_PHRASE = of.PREPOSITION | of.PAUSE | of.LINKING | of.JOINING | of.CLITIC | of.LOOKS_ADVERB
_TITLES = word_set(
    "patron patronne chef cheffe ministre président présidente secrétaire directeur directrice porte-parole négociateur "
    "négociatrice commandant leader dirigeant dirigeante numéro responsable représentant représentante émissaire ambassadeur "
    "ambassadrice gouverneur gouverneure fondateur fondatrice général maire procureur procureure premier"
)
_BEFORE_NAMES = word_set('« " “ m mr mme mlle seul seule seuls seules même only even both')
_BEFORE_CLAUSES = frozenset(("after", "before", "since"))


class Group(NamedTuple):
    """Names joined by "and": tokens `start` (with article and title) to `last` (exclusive).

    `place` is what the word before makes of them: SUBJECT, OBJECT, or the preposition.
    """

    start: int
    first: int
    last: int
    entities: tuple[EntityHit, ...]
    place: str


class Groups:
    """Places the names of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def between(self, begin: int, end: int) -> list[Group]:
        """The groups of the tokens from `begin` up to `end`, in order."""
        reading, marks = self.reading, self.reading.marks
        out: list[Group] = []
        placed = reading.entities
        at = bisect_left(placed, begin, key=_first)
        for first, index, entity in placed[at : bisect_left(placed, end, lo=at, key=_first)]:
            if entity.label not in _ACTORS:
                continue
            if reading.low[first - 1] == "(" and reading.low[index] == ")" and first - 1 > begin:
                if out and out[-1].last == first - 1:
                    last = out.pop()
                    out.append(Group(last.start, last.first, index + 1, last.entities, last.place))
                continue
            start = self._phrase_start(first, begin)
            place = self._placed(start, begin)
            if entity.label == "PER" and (title := self._title_start(start, first, begin, out)) >= 0:
                start, place = title, self._placed(title, begin)
                while out and out[-1].first >= start:
                    out.pop()
            if out and start > begin and self._joined(out[-1], start, index, entity):
                after_verb = out[-1].place != SUBJECT and self._verb_follows(index, end)
                if not after_verb:
                    last = out.pop()
                    out.append(Group(last.start, last.first, index, (*last.entities, entity), last.place))
                    continue
                place = SUBJECT
            elif (marks[start - 1] & of.JOINING or place in _BEFORE_CLAUSES) and self._verb_follows(index, end):
                place = SUBJECT
            out.append(Group(start, first, index, (entity,), place))
        return out

    def _joined(self, group: Group, start: int, last: int, entity: EntityHit) -> bool:
        if start - group.last != 1:
            return False
        low, marks = self.reading.low, self.reading.marks
        if marks[start - 1] & of.JOINING:
            return True
        same = entity.label == group.entities[-1].label == "GPE"
        return same and low[start - 1] == "," and (low[last] == "," or marks[last] & of.JOINING > 0)

    def _title_start(self, start: int, first: int, begin: int, out: list[Group]) -> int:
        """Where the title of a person begins whose complement stands before the name ("le patron de l'AVP [Brell]"), or -1."""
        reading, known = self.reading, self.reading.grammar
        if out and out[-1].last == first:
            start = out[-1].start
        if start >= first or not reading.marks[start - 1] & of.OF or not _TITLES.isdisjoint(reading.low[start:first]):
            return -1
        for index in range(start - 2, max(begin, start - 5) - 1, -1):
            if reading.low[index] in _TITLES:
                return self._phrase_start(index + 1, begin)
            if reading.low[index] in known.articles:
                break
        return -1

    def _verb_follows(self, index: int, end: int) -> bool:
        marks = self.reading.marks
        while index < end and marks[index] & (of.CLITIC | of.LOOKS_ADVERB):
            index += 1
        return index < end and self.reading.is_verb(index)

    def _phrase_start(self, first: int, begin: int) -> int:
        """Where the noun phrase of a name begins: at the article of its title, when it has one."""
        reading, low, marks = self.reading, self.reading.low, self.reading.marks
        english = reading.language == "en"
        for index in range(first - 1, max(begin, first - 6) - 1, -1):
            word, mark = low[index], marks[index]
            if mark & of.RELATIVE or word == "that":
                return index + 1
            if mark & of.OWNING:
                return index + 1 if mark & of.OF or word in ("du", "au", "aux") else index
            if mark & _ENDS_PHRASE or not word[:1].isalpha() or reading.is_verb(index):
                return index + 1 if english or index == first - 1 else first
            if english and word.endswith(("ed", "ing")):
                return index + 1
        return begin if english and first - begin <= 5 else first

    def _placed(self, start: int, begin: int) -> str:
        low, marks = self.reading.low, self.reading.marks
        index = start - 1
        while index >= begin and (marks[index] & of.LOOKS_ADVERB or low[index] in _BEFORE_NAMES):
            index -= 1
        if index < begin:
            return SUBJECT
        word, mark = low[index], marks[index]
        if mark & of.PREPOSITION or word == "(":
            return word
        before = mark & (of.PAUSE | of.LINKING | of.JOINING | of.DATED) or word in ("'s", "which")
        return SUBJECT if before else OBJECT
