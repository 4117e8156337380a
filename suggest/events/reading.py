"""One pass over an article's words: which of them are cues of events or stance where they stand."""

from bisect import bisect_left
from itertools import compress, count
from operator import itemgetter
from typing import NamedTuple

from postil.suggest.analysis import Analysis, EntityHit, Token
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import OPENINGS, Grammar, grammar, is_adverb, language_of, word_set
from postil.suggest.events.inflection import Form
from postil.suggest.events.lexicon import Cue, Entry, Phrases, lexicon
from postil.suggest.events.marks import marks_of

_WINDOW = 7
_WIDE = 16
_SKIPS = 5
_BEYOND = 64
_BLANKS, _UNMARKED = [""] * _BEYOND, [0] * _BEYOND
_NAMES = frozenset(("PER", "ORG", "GPE", "LOC", "EVENT", "MISC"))
_LABELS = {"@person": frozenset(("PER",)), "@place": frozenset(("GPE", "LOC")), "@entity": _NAMES}
_KINDS = frozenset(_LABELS)
_KINDS_OF = {label: [kind for kind, labels in _LABELS.items() if label in labels] for label in _NAMES}
_THE = frozenset(("le", "la", "l'", "les", "the"))
_PLACE = frozenset(("@place",))
_TELLS_MORE = frozenset(("qui", "ayant"))
_SKIPPED = frozenset(("«", "»", "“", "”", '"', "("))
_CAN_BE_PRONOUN = frozenset(("la", "les", "l'", "le", "leur"))
_NO_PARTICIPLE_AFTER = frozenset(("un", "cet", "l'", "le"))
_FIRST_PERSON = Form.FIRST_PERSON
_PARTICIPLE, _GERUND, _TENSES = Form.PARTICIPLE, Form.GERUND, (Form.PRESENT, Form.PAST)
_FEW_WORDS_BEFORE_VERB = word_set(
    "to will would can could may might must should shall not n't they we you i who that which also 'll 'd cannot helped"
)
_LOWER, _START = itemgetter(Token._fields.index("lower")), itemgetter(Token._fields.index("start"))
_ENGLISH_NOUN_BEFORE = word_set("of in on for with by from under after before during against no any each every")


class Found(NamedTuple):
    """A cue in the text: tokens `first` to `last` (exclusive), in the sentence of tokens `begin` to `end`, the `number`th."""

    cue: Cue
    form: Form
    first: int
    last: int
    begin: int
    end: int
    number: int


class Placed(NamedTuple):
    """An entity, at tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    entity: EntityHit


class Reading:
    """An article's cues, and what is asked of its words around them. Linear in the number of tokens."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.low: list[str] = list(map(_LOWER, analysis.tokens))
        self.language = language_of(self.low, analysis.language)
        self.grammar: Grammar = grammar(self.language)
        self.words = lexicon(self.language).words
        self.marks: list[int] = list(map(marks_of(self.language).__getitem__, self.low))
        self._cues = list(compress(count(), map(self.words.__contains__, self.low)))
        self.low += _BLANKS
        self.marks += _UNMARKED
        starts: list[int] = list(map(_START, analysis.tokens))
        self.owner: dict[int, EntityHit] = {}
        self.entities = self._placed(starts)
        self.sentences = _token_ranges(analysis, starts)
        self.found = _without_weak(self._scan(), self.low)

    def lower(self, index: int) -> str:
        """The lower-case word at a token's index, "" up to sixty-four tokens outside the text."""
        return self.low[index]

    def lowers(self, first: int, last: int) -> list[str]:
        """The lower-case words of a range of tokens."""
        return self.low[first:last]

    def phrase_at(self, index: int, phrase: tuple[str, ...]) -> bool:
        """Whether those lower-case words stand at a token's index."""
        return self.low[index] == phrase[0] and tuple(self.low[index : index + len(phrase)]) == phrase

    def is_verb(self, index: int) -> bool:
        """Whether the word is an auxiliary, says something, or is a form of a verb that is a cue."""
        mark = self.marks[index]
        if mark & of.AUXILIARY:
            return True
        return mark & of.VERB > 0 and not (mark & of.BARE_VERB and self.marks[index - 1] & of.DETERMINER)

    def _placed(self, starts: list[int]) -> list[Placed]:
        """The entities with their tokens, in order; the tokens' owners and marks say so, too."""
        tokens, owner, marks, count = self.tokens, self.owner, self.marks, len(starts)
        out: list[Placed] = []
        for entity in self.analysis.entities:
            begin, end, label = entity.start, entity.end, entity.label
            first = bisect_left(starts, begin)
            if first and tokens[first - 1].end > begin:
                first -= 1
            mark = of.OWNED | (of.NAMED if label in _NAMES else of.DATED if label == "DATE" else 0)
            last = first
            while last < count and starts[last] < end:
                owner[last] = entity
                marks[last] |= mark
                last += 1
            if last > first:
                out.append(Placed(first, last, entity))
        return out

    def _scan(self) -> list[Found]:
        out: list[Found] = []
        words, low, marks, sentences = self.words, self.low, self.marks, self.sentences
        number, begin, end = -1, 0, 0
        for index in self._cues:
            if marks[index] & of.NAMED:
                continue
            while index >= end:
                number += 1
                begin, end = sentences[number]
            stands: dict[str, bool] = {}
            for entry in words[low[index]]:
                cue, form, rest, kind, free = entry
                last = index + 1
                if rest:
                    last += len(rest)
                    if tuple(low[index + 1 : last]) != rest:
                        continue
                stand = stands.get(kind)
                if stand is None:
                    stand = stands[kind] = self._stands(entry, index, begin, end)
                if stand and (free or self._fits(cue, form, index, last, begin, end)):
                    if "skip" not in cue.flags:
                        out.append(Found(cue, form, index, last, begin, end, number))
                    break
        return out

    def _stands(self, entry: Entry, index: int, begin: int, end: int) -> bool:
        """Whether a word of that form can stand here: a verb where verbs do, a noun where nouns do.

        No noun stands after a subject pronoun ("il accuse", "they attack"); none after "selon" is an event.
        """
        if entry.cue.kind == "v":
            return self._verb_here(entry.form, index, begin, end)
        if entry.cue.kind != "n" or index == begin:
            return True
        before = self.marks[index - 1]
        return not (before & of.PRONOUN or self.low[index - 1 - bool(before & of.OWNING)] == "selon")

    def _fits(self, cue: Cue, form: Form, index: int, last: int, begin: int, end: int) -> bool:
        if cue.infinitive and form not in (Form.INFINITIVE, Form.BASE):
            return False
        if cue.then and not self._follows(cue.then, last, end):
            return False
        if cue.not_then and self._follows(cue.not_then, last, end):
            return False
        if (cue.before and not self._precedes(cue.before, index, begin)) or (
            cue.not_before and self._precedes(cue.not_before, index, begin)
        ):
            return False
        if cue.reflexive is not None and cue.reflexive != self.reflexive(index, begin):
            return False
        if cue.near and not self._near(cue, last, end):
            return False
        if cue.around and not self._around(cue, index, last, begin, end):
            return False
        if not cue.far:
            return True
        stop = min(end, last + _WINDOW)
        return cue.far.isdisjoint(self.low[last:stop]) and not self._named(cue.far, last, stop)

    def _near(self, cue: Cue, last: int, end: int) -> bool:
        stop = min(end, last + (_WIDE if "wide" in cue.flags else _WINDOW))
        return not cue.near.isdisjoint(self.low[last:stop]) or self._named(cue.near, last, stop)

    def _named(self, wanted: frozenset[str], first: int, last: int) -> bool:
        """Whether an entity of a wanted kind ("@person", "@place", "@entity") stands in a range of tokens."""
        if _KINDS.isdisjoint(wanted):
            return False
        for index in range(first, last):
            if self.marks[index] & of.NAMED and not wanted.isdisjoint(_KINDS_OF[self.owner[index].label]):
                return True
        return False

    def _around(self, cue: Cue, index: int, last: int, begin: int, end: int) -> bool:
        reach = _WIDE if "wide" in cue.flags else _WINDOW
        return not cue.around.isdisjoint(self.low[max(begin, index - reach) : min(end, last + reach)])

    def _follows(self, phrases: Phrases, last: int, end: int) -> bool:
        low, start, stop = self.low, last, min(end, last + _SKIPS)
        while start < stop:
            word = low[start]
            for phrase in phrases.get(word, ()):
                if start + len(phrase) <= end and (len(phrase) == 1 or tuple(low[start : start + len(phrase)]) == phrase):
                    return True
            if "@place" in phrases and self._named(_PLACE, start, start + 1 + (word in _THE)):
                return True
            if self.marks[start] & (of.ADVERB | of.DATED) or word in _SKIPPED:
                start += 1
                continue
            said = next((len(p) for p in OPENINGS.get(word, ()) if self.phrase_at(start, p)), 0)
            if not said:
                return False
            start += said
            stop = min(end, stop + said)
        return False

    def _precedes(self, phrases: Phrases, index: int, begin: int) -> bool:
        low = self.low
        while index > begin and low[index - 1] in _SKIPPED:
            index -= 1
        return any(index - len(p) >= begin and tuple(low[index - len(p) : index]) == p for p in phrases.get(low[index - 1], ()))

    def reflexive(self, index: int, begin: int) -> bool:
        """Whether "se" or "s'" stands before the verb, with nothing but auxiliaries and adverbs between."""
        for back in range(index - 1, max(begin, index - 6) - 1, -1):
            if self.low[back] in ("se", "s'"):
                return True
            if not self.marks[back] & (of.BE | of.CLITIC | of.ADVERB):
                return False
        return False

    def _verb_here(self, form: Form, index: int, begin: int, end: int) -> bool:
        before = self.low[index - 1] if index > begin else ""
        noun_too = self.marks[index] & of.NOUN_TOO > 0
        if self.language == "en":
            return self._english_verb(form, before, noun_too, index, begin, end)
        mark = self.marks[index - 1] if index > begin else 0
        if form is _PARTICIPLE:
            return before not in _NO_PARTICIPLE_AFTER and not (noun_too and mark & of.OWNING)
        if form is _GERUND:
            return not mark & of.OWNING
        if form is _FIRST_PERSON:
            while mark & of.CLITIC:
                index -= 1
                mark = self.marks[index - 1]
            return self.low[index - 1] in ("je", "j'")
        if form not in _TENSES:
            return True
        if before in _CAN_BE_PRONOUN:
            return not noun_too and before != "le"
        return not mark & (of.OWNING | of.PREPOSITION)

    def _english_verb(self, form: Form, before: str, noun_too: bool, index: int, begin: int, end: int) -> bool:
        known = self.grammar
        if form in (Form.PARTICIPLE, Form.PAST):
            return True
        determined = before in known.articles or before in known.possessives or before in _ENGLISH_NOUN_BEFORE
        if form is Form.GERUND:
            return not (noun_too and determined)
        after = self.low[index + 1] if index + 1 < end else ""
        takes_object = after in known.articles or after in known.possessives or (index + 1) in self.owner
        named = (index - 1) in self.owner and index > begin
        if form is Form.PRESENT:
            return not determined and before != "'s" and (named or takes_object or before in known.relatives or not noun_too)
        if before in _FEW_WORDS_BEFORE_VERB or is_adverb(before, "en"):
            return True
        if named and (takes_object or not noun_too):
            return True
        return not determined and before != "'s" and takes_object and (before.endswith("s") or before == "and")


def _token_ranges(analysis: Analysis, starts: list[int]) -> list[tuple[int, int]]:
    """The sentences, as ranges of token indices."""
    return [(bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)) for sentence in analysis.sentences]


def _without_weak(found: list[Found], low: list[str]) -> list[Found]:
    """Weak cues yield to a better one of the same sentence nearby: in "signer un accord", to "signer".

    Violence is not hidden by the clause that tells what it did: "des [tirs] ayant blessé".
    """
    out: list[Found] = []
    for position, item in enumerate(found):
        if "weak" in item.cue.flags and not (item.cue.label == "ASSAULT" and low[item.last] in _TELLS_MORE):
            neighbours = [found[k] for k in (position - 2, position - 1, position + 1, position + 2) if 0 <= k < len(found)]
            if any(_outweighs(other, item) for other in neighbours):
                continue
        out.append(item)
    return out


def _outweighs(other: Found, item: Found) -> bool:
    distance = max(other.first - item.last, item.first - other.last)
    if other.number != item.number or "weak" in other.cue.flags:
        return False
    if other.cue.kind != "v":
        return distance < 2
    if item.cue.label == "AGREE" and distance < 4 and other.last <= item.first:
        return True
    return distance < 2 or (distance < 6 and other.cue.label in (item.cue.label, "SUPPORT", "CONSULT"))
