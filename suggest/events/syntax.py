"""Who does what to whom, without a parser: from the small words before the names around a cue."""

from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

from postil.suggest.events import marks as of
from postil.suggest.events.grammar import ADVERBIALS, LIGHT_VERBS, OPENINGS, word_set
from postil.suggest.events.groups import OBJECT, SUBJECT, Group, Groups
from postil.suggest.events.inflection import Form
from postil.suggest.events.reading import Found, Reading

_REACH = 60
_first = attrgetter("first")
_PARTICIPLE, _OPEN = Form.PARTICIPLE, (Form.INFINITIVE, Form.GERUND, Form.BASE)
_NO_PHRASE = of.PAUSE | of.LINKING | of.RELATIVE
_BODIES = word_set(
    "gouvernement ministère président présidente ministre armée forces parlement autorités régime chef cheffe "
    "dirigeant capitale diplomatie direction police justice pays peuple troupes dirigeants premier roi chancelier "
    "porte-parole secrétaire government ministry president minister army parliament authorities regime leader "
    "capital police king chancellor spokesman spokeswoman spokesperson secretary people leaders"
)
_CALLED = frozenset(("dit", "dite", "dits", "dites", "déclaré", "déclarée", "montré", "montrée"))
_ADVERBIAL_ENDS = {p[-1]: [q for q in ADVERBIALS if q[-1] == p[-1]] for p in ADVERBIALS}
_CONTROLLING = frozenset(("à", "to", "from", "pour"))
_MANY = word_set("nombreux nombreuses divers diverses différents différentes chaque numerous various most all other")
_LATTER = frozenset(("dernier", "dernière", "derniers", "dernières"))
_PLURAL = frozenset(("les", "ces", "des", "deux", "trois", "plusieurs"))
_MASCULINE, _FEMININE = frozenset(("le", "un", "ce", "cet")), frozenset(("la", "une", "cette"))
_SINGULAR = _MASCULINE | _FEMININE | {"l'"}
_TO_HAVE = frozenset(("être", "avoir"))


class Subject(NamedTuple):
    """Who acts: named entities, or a noun phrase (tokens `start` to `last`); `speaker`: whoever is quoted ("nous")."""

    group: Group | None = None
    start: int = -1
    last: int = -1
    speaker: bool = False


NOBODY = Subject()


class Syntax:
    """Questions about the sentence around a cue; the names of each sentence are placed once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._placing = Groups(reading)
        self._groups: dict[int, list[Group]] = {}
        self._edges: dict[int, int] = {}
        self._following: dict[int, list[Group]] = {}

    def groups(self, number: int) -> list[Group]:
        """The groups of names of a sentence, in order."""
        groups = self._groups.get(number)
        if groups is None:
            groups = self._groups[number] = self._placing.between(*self.reading.sentences[number])
        return groups

    def before(self, item: Found, index: int | None = None) -> list[Group]:
        """The groups that end before the cue (or before that token), nearest first, within reach."""
        at = item.first if index is None else index
        groups = self.groups(item.number)
        if not groups:
            return groups
        stop = bisect_left(groups, at, key=_first)
        return [g for g in reversed(groups[max(0, stop - 12) : stop]) if g.last <= at and at - g.last < _REACH]

    def nearest(self, item: Found, index: int | None = None) -> Group | None:
        """The first of `before`."""
        at = item.first if index is None else index
        groups = self.groups(item.number)
        for position in range(bisect_left(groups, at, key=_first) - 1, -1, -1):
            if groups[position].last <= at:
                return groups[position] if at - groups[position].last < _REACH else None
        return None

    def after(self, item: Found, reach: int = 14) -> list[Group]:
        """The groups that begin after the cue, nearest first."""
        found = self._following.get(item.last)
        if found is None:
            groups = self.groups(item.number)
            start = bisect_left(groups, item.last, key=_first) if groups else 0
            found = self._following[item.last] = groups[start : start + 6]
        if not found or found[-1].first - item.last < reach:
            return found
        return [g for g in found if g.first - item.last < reach]

    def left_edge(self, item: Found, at: int = -1) -> int:
        """The first token of the verb (the cue, or token `at`) with its auxiliaries, clitics and adverbs."""
        index = item.first if at < 0 else at
        edge = self._edges.get(index)
        if edge is None:
            edge = self._edges[index] = self._left_edge(item, index)
        return edge

    def _left_edge(self, item: Found, index: int) -> int:
        reading, marks, first = self.reading, self.reading.marks, index
        while index > item.begin and first - index < 8:
            mark = marks[index - 1]
            if mark & of.OWNED and not mark & of.LISTED_ADVERB:
                break
            if not (mark & of.BESIDE_VERB or (item.cue.kind == "a" and reading.low[index - 1] in _CALLED)):
                ending = _ADVERBIAL_ENDS.get(reading.low[index - 1], ())
                phrase = next((len(p) for p in ending if reading.phrase_at(index - len(p), p)), 0) if ending else 0
                if not phrase or index - phrase < item.begin:
                    break
                index -= phrase - 1
            index -= 1
        return index

    def passive(self, item: Found) -> bool:
        """Whether the participle is passive: after "to be", or bare before "par"."""
        if item.form is not _PARTICIPLE or item.cue.kind != "v":
            return False
        reading, edge = self.reading, self.left_edge(item)
        if edge < item.first:
            auxiliaries = reading.low[edge : item.first]
            if "se" in auxiliaries or "s'" in auxiliaries:
                return False
            mark = 0
            for each in reading.marks[edge : item.first]:
                mark |= each
            if mark & (of.BE | of.HAVE):
                return mark & of.BE > 0
        if self.agent_at(item) >= 0:
            return True
        if reading.language == "en":
            return False
        joined = reading.marks[item.first - 1] & of.JOINING or reading.low[item.first - 1] == ","
        return not (joined and self._finite_before(item))

    def agent_at(self, item: Found) -> int:
        """The token of "par" or "by" that belongs to a participle: only adverbs and dates stand between; -1 without one.

        After "to be" other complements may stand between ("was condemned in Carène by"), but no other verb.
        """
        reading, marks = self.reading, self.reading.marks
        loose, skipped = False, 0
        for index in range(item.last, min(item.end, item.last + 12)):
            mark = marks[index]
            if mark & of.BY:
                return index
            if index < skipped:
                continue
            if phrase := next((len(p) for p in OPENINGS.get(reading.low[index], ()) if reading.phrase_at(index, p)), 0):
                skipped = index + phrase
                continue
            if not mark & (of.DATED | of.ADVERB | of.JOINING):
                loose = loose or any(marks[i] & of.BE for i in range(self.left_edge(item), item.first))
                if not loose or mark & of.PAUSE or reading.is_verb(index):
                    return -1
        return -1

    def _finite_before(self, item: Found) -> bool:
        """Whether an auxiliary stands before in the sentence, that a joined participle shares: "a exprimé …, et dénoncé"."""
        return any(mark & of.HAVE for mark in self.reading.marks[max(item.begin, item.first - _REACH) : item.first])

    def subject(self, item: Found) -> Subject:
        """Who acts, for an active verb (or who undergoes, for a passive one), or for the verb that a noun leans on."""
        reading, known = self.reading, self.reading.grammar
        governor = self._governor(item) if item.cue.kind == "n" else self._wanting(item)
        finite = governor >= 0 or item.form not in _OPEN
        if not finite:
            controlled = self._controller(item, item.first)
            if controlled:
                return Subject(controlled)
        edge = self.left_edge(item, governor)
        if governor < 0 and not _TO_HAVE.isdisjoint(reading.low[edge : item.first]):
            controlled = self._controller(item, edge)
            if controlled:
                return Subject(controlled)
        word, mark = (reading.low[edge - 1], reading.marks[edge - 1]) if edge > item.begin else ("", 0)
        if word in known.speaking_self:
            return Subject(speaker=True)
        if mark & of.PRONOUN:
            return self._antecedent(item, edge - 1)
        at = edge - (word == ",") - 1
        if reading.low[at] in _LATTER and reading.marks[at - 1] & of.ARTICLE:
            return self._latter(item, at - 1)
        if mark & of.RELATIVE:
            near = self.nearest(item, edge - 1)
            if near and edge - 1 - near.last < 3:
                return Subject(near)
            return self._noun_phrase(item, edge - 1)
        before = self.before(item, edge)
        if finite and before and before[0].last == edge:
            if before[0].place in (SUBJECT, OBJECT):
                return Subject(before[0])
            if before[0].place in known.of:
                return self._complement(item, before[0], edge)
        if finite and not mark & (of.PAUSE | of.JOINING):
            phrase = self._noun_phrase(item, edge)
            if phrase.start >= 0:
                return phrase
        for group in before:
            if group.place == SUBJECT:
                return Subject(group)
        return self._opening_phrase(item, edge) if word == "," and item.form is Form.GERUND else NOBODY

    def _opening_phrase(self, item: Found, stop: int) -> Subject:
        """The noun phrase that the sentence opens with, before its first verb: "[des marins] sont venus, demandant …"."""
        verb = next((i for i in range(item.begin + 1, min(item.begin + 9, stop)) if self.reading.is_verb(i)), -1)
        return self._noun_phrase(item, verb) if verb > 0 else NOBODY

    def _complement(self, item: Found, group: Group, edge: int) -> Subject:
        """Who acts in "le gouvernement de Valdorie": the names, unless others of theirs do ("les chauffeurs de Valdorie")."""
        phrase = self._noun_phrase(item, edge)
        if phrase.start < 0:
            return Subject(group)
        heads = self.reading.low[phrase.start : group.start]
        return phrase if _BODIES.isdisjoint(heads) else Subject(group)

    def _governor(self, item: Found) -> int:
        """The verb that a noun leans on: "[apporte] son soutien"; -1 without one."""
        for index in range(item.first - 1, max(item.begin, item.first - 8) - 1, -1):
            if self.reading.low[index] in (",", ";", ":"):
                return -1
            if self.reading.is_verb(index) or self.reading.low[index] in LIGHT_VERBS:
                return index
        return -1

    def _wanting(self, item: Found) -> int:
        """The verb whose subject an infinitive shares, when its cue tells that verb: "[veut] empêcher"; else -1."""
        link = self.reading.low[item.first - 1]
        if not (item.cue.infinitive and item.cue.before):
            return -1
        if link == "pour":
            return item.first - 3 if self.reading.low[item.first - 2] == "tout" else -1
        return item.first - 1 - (link in ("de", "d'", "à"))

    def bare(self, item: Found) -> bool:
        """Whether a participle stands without an auxiliary: "les régions [soutenues] par"."""
        return self.left_edge(item) == item.first

    def _controller(self, item: Found, edge: int) -> Group | None:
        """Who is to do it: "accuse [Moscou] de livrer", "urged [Israel] to withdraw"; the verb begins at token `edge`."""
        link = edge - 1
        if not (self.reading.marks[link] & of.OF or self.reading.low[link] in _CONTROLLING):
            return None
        asked = (OBJECT, "à", "au", "aux", "on", "upon", "with")
        near = self.nearest(item, link)
        return near if near and near.last == link and near.place in asked else None

    def _antecedent(self, item: Found, at: int) -> Subject:
        """Whom a pronoun means: the subject of this sentence so far, else of the sentence before, that agrees with it."""
        pronoun = self.reading.low[at].rpartition("-")[2]
        here = next((g for g in reversed(self.before(item, at)) if g.place == SUBJECT and self._agrees(g, pronoun)), None)
        if here or item.number == 0:
            return Subject(here)
        for number in range(item.number - 1, max(-1, item.number - 3), -1):
            for group in self.groups(number)[:12]:
                if group.place == SUBJECT and self._agrees(group, pronoun):
                    return Subject(group)
        return Subject()

    def _agrees(self, group: Group, pronoun: str) -> bool:
        """Whether a French pronoun can mean the names: in number, and in gender where an article tells it."""
        article = self.reading.low[group.start]
        many = len(group.entities) > 1 or article in _PLURAL
        if pronoun in ("ils", "elles"):
            label = group.entities[0].label
            return many or label == "NORP" or (label != "PER" and article not in _SINGULAR)
        if group.entities[0].label == "PER" or pronoun not in ("il", "elle"):
            return True
        return not many and article not in (_FEMININE if pronoun == "il" else _MASCULINE)

    def _latter(self, item: Found, at: int) -> Subject:
        """Whom "ce dernier" at a token means: the names before it, in this sentence or the one before."""
        near = self.nearest(item, at)
        earlier = self.groups(item.number - 1) if near is None and item.number else []
        return Subject(near or (earlier[-1] if earlier else None))

    def _noun_phrase(self, item: Found, last: int) -> Subject:
        """The noun phrase that ends at `last`, when an article begins it: "les manifestants"."""
        reading, low, marks = self.reading, self.reading.low, self.reading.marks
        for start in range(last - 1, max(item.begin, last - 16) - 1, -1):
            word, mark = low[start], marks[start]
            begins = word == "des" and (start == item.begin or marks[start - 1] & of.PAUSE)
            determined = mark & of.OWNING and not mark & of.OF
            if (determined or begins or word in _MANY or word.isdigit()) and start + 1 < last:
                before = marks[start - 1] if start > item.begin else of.PAUSE
                if before & (of.PAUSE | of.LINKING | of.LOOKS_ADVERB) or low[start - 1] == "environ":
                    return Subject(start=start, last=last)
                opens = start - 1 == item.begin or marks[start - 2] & of.PAUSE
                if opens and word in _MANY and low[start - 1] == "de":
                    return Subject(start=start, last=last)
                if before & of.OF:
                    continue
                return NOBODY
            if mark & _NO_PHRASE or reading.is_verb(start):
                return NOBODY
        return NOBODY
