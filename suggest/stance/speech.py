"""Positions in reported speech that no verb of stance names: judgements in a quotation, and what is said ought to be done."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from functools import cache

from postil.suggest.analysis import FrameHit, RoleHit
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import word_set
from postil.suggest.events.lexicon import word_class
from postil.suggest.events.reading import Reading
from postil.suggest.rulebook import rulebook
from postil.suggest.stance.phrases import infinitive, target_phrase, text_of
from postil.suggest.stance.speakers import TELLING, Speakers

_OUGHT = {
    "fr": word_set("devrait devraient devrions faut faudrait faudra"),
    "en": word_set("should must ought"),
}
_THINKING = word_set("estime estimé estiment estimait juge jugé jugent considère considéré pense insiste insisté plaidé plaide")
_OUGHT_THOUGHT = {"fr": _OUGHT["fr"] | word_set("doit doivent devait devaient fallait"), "en": _OUGHT["en"]}
_OUGHT_QUOTED = {"fr": _OUGHT["fr"] | word_set("doit doivent devons"), "en": _OUGHT["en"]}
_WILL = {
    "fr": word_set("voulons veux souhaitons souhaite allons vais prêt prête prêts prêtes"),
    "en": word_set("will want 'll"),
}
_GOING = word_set("allons vais prêt prête prêts prêtes will 'll")
_NOT = word_set("pas jamais aucun aucune ni not never no nothing rien sans without n't")
_IS = word_set("constitue constituent constituait représente représentent représentait reste restent demeure relève devient")
_HOW_MUCH = word_set("grave véritable vrai vraie grand grande petit petite bel belle beau pur pure simple énorme immense très")
_IF = word_set("si if whether")
_THAT = word_set("que qu' that")
_LINKS = frozenset(("to", "d'", "de", "que", "qu'"))
_MUST = frozenset(("faut", "faudrait", "faudra"))
_ADJECTIVE = ("able", "ible", "ique", "aire", "iste", "ante", "ente", "ant", "euse", "ale", "elle", "ée", "é")
_PARTICIPLES = ("é", "ée", "és", "ées")
_NO_POSITION = word_set("être avoir faire dire savoir rappeler noter attendre be have say note wait know")


@cache
def _judging(language: str) -> dict[str, str]:
    """The words that judge by themselves, with the stance that they show."""
    bad, good = word_class(f"judging_bad_{language}"), word_class(f"judging_good_{language}")
    known = dict.fromkeys(bad, "AGAINST") | dict.fromkeys(good | _judging_if_said(language), "FAVOR")
    if language != "fr":
        return known
    return {form: label for word, label in known.items() for form in _forms(word)} | known


def _forms(word: str) -> Iterator[str]:
    """The feminine and the plurals of a French adjective, as far as its ending tells them: "dangereux", "dangereuses"."""
    stem = word[:-1]
    if word.endswith("eux"):
        yield from (stem + "se", stem + "ses")
    elif word.endswith(_ADJECTIVE):
        yield word + "s"


@cache
def _judging_if_said(language: str) -> frozenset[str]:
    """Those that judge only as what something is said to be: "la loi est [nécessaire]", not "les moyens nécessaires"."""
    if language != "fr":
        return frozenset()
    words = word_class("judging_if_said_fr")
    return words.union(*map(_forms, words))


class Speech:
    """The positions that one article's speech shows."""

    def __init__(self, reading: Reading, speakers: Speakers) -> None:
        self._reading, self._speakers = reading, speakers
        self._begins = [begin for begin, _ in reading.sentences]

    def find(self, taken: list[tuple[int, int]]) -> Iterator[FrameHit]:
        """The claims; none where another shows a position already: those of `taken`, sorted, to which they are added."""
        for first, last in self._quoted():
            if self._told(taken, first, last):
                continue
            if hit := self._judged(first, last) or self._ought(first, last, _OUGHT_QUOTED) or self._will(first, last):
                insort(taken, (hit.start, hit.end))
                yield hit
        for begin, end in self._reported():
            if self._told(taken, begin, end):
                continue
            ought = _OUGHT_THOUGHT if self._reading.low[begin - 2] in _THINKING else _OUGHT
            if hit := self._ought(begin, end, ought) or self._judged(begin, end, said=True):
                insort(taken, (hit.start, hit.end))
                yield hit

    def _told(self, taken: list[tuple[int, int]], first: int, last: int) -> bool:
        tokens = self._reading.tokens
        start, end = tokens[first].start, tokens[last - 1].end
        index = bisect_right(taken, (end, 0))
        return any(a < end and start < b for a, b in taken[max(0, index - 8) : index])

    def _quoted(self) -> Iterator[tuple[int, int]]:
        """The sentences inside quotations, as ranges of tokens without the marks."""
        reading = self._reading
        for quote in reading.analysis.quotes:
            first, stop = reading.analysis.token_at(quote.start), reading.analysis.token_at(quote.end - 1)
            number = self._number(first)
            while number < len(reading.sentences) and reading.sentences[number][0] < stop:
                begin, end = reading.sentences[number]
                begin, end = max(begin, first + 1), min(end, stop)
                if begin < end:
                    yield begin, end
                number += 1

    def _reported(self) -> Iterator[tuple[int, int]]:
        """The clauses after a verb of saying and "that", and the sentences that begin with "selon", outside quotations."""
        reading, saying = self._reading, self._reading.grammar.saying | TELLING
        telling = _OUGHT_THOUGHT[reading.language] | _judging(reading.language).keys()
        if telling.isdisjoint(reading.low):
            return
        for begin, end in reading.sentences:
            words = reading.low[begin:end]
            if telling.isdisjoint(words):
                continue
            if words[0] in ("selon", "pour") or words[:2] in (["d'", "après"], ["according", "to"]):
                yield begin, end
                continue
            if saying.isdisjoint(words):
                continue
            if after := self._told_after(begin, end, saying):
                yield begin, after
                continue
            for index in range(begin, end - 1):
                if reading.low[index] in saying and reading.low[index + 1] in _THAT:
                    if reading.analysis.quote_at(reading.tokens[index].start) is None:
                        yield index + 2, end
                    break

    def _told_after(self, begin: int, end: int, saying: frozenset[str]) -> int:
        """Where a statement ends that is told after it, ", estime Brell", ", a-t-il dit"; 0 without one, or in a quotation."""
        reading = self._reading
        for index in range(begin + 4, end):
            if reading.low[index] not in saying:
                continue
            first = index
            while reading.marks[first - 1] & (of.HAVE | of.PRONOUN) and first > begin:
                first -= 1
            if reading.low[first - 1] == "," and reading.analysis.quote_at(reading.tokens[begin].start) is None:
                follows = first < index or reading.marks[index + 1] & (of.ARTICLE | of.PRONOUN | of.NAMED)
                return first - 1 if follows else 0
        return 0

    def _number(self, index: int) -> int:
        return max(0, bisect_right(self._begins, index) - 1)

    def _judged(self, first: int, last: int, *, said: bool = False) -> FrameHit | None:
        """A judgement: the words judge one way only; a predicate that is denied turns it ("ce n'est pas illégal").

        `said`: outside quotations, where only what something is said to be judges ("le plan est une [farce]").
        """
        reading, judging = self._reading, _judging(self._reading.language)
        soft = _judging_if_said(reading.language)
        if judging.keys().isdisjoint(reading.low[first:last]):
            return None
        found: set[str] = set()
        for index in range(first, last):
            label = judging.get(reading.low[index])
            if label is None or ((said or reading.low[index] in soft) and not self._is(first, index)):
                continue
            before = reading.lowers(max(first, index - 5), index)
            if not _IF.isdisjoint(before):
                return None
            if not _NOT.isdisjoint(before):
                if not self._denied(before):
                    return None
                label = "FAVOR" if label == "AGAINST" else "AGAINST"
            found.add(label)
        if len(found) != 1:
            return None
        return self._hit("stance.judged", found.pop(), first, first, last, None)

    def _is(self, first: int, index: int) -> bool:
        """Whether a word is the predicate of "to be" or the like: only articles and adverbs stand between."""
        reading, passed = self._reading, of.ARTICLE | of.ADVERB | of.LOOKS_ADVERB | of.CLITIC
        index -= 1
        while index > first and (reading.marks[index] & passed or reading.low[index] in _HOW_MUCH):
            if reading.marks[index] & of.BE:
                break
            index -= 1
        if reading.low[index] in ("d'", "de") and reading.low[index - 1] == "agit":
            return True
        return index >= first and (reading.marks[index] & of.BE > 0 or reading.low[index] in _IS)

    def _denied(self, before: list[str]) -> bool:
        """Whether the words before a predicate deny it: "n'est pas une", "ne sont pas"; in French alone."""
        words = [word for word in before if word not in self._reading.grammar.articles]
        return len(words) > 2 and words[-1] == "pas" and words[-2] in self._reading.grammar.be and words[-3] in ("ne", "n'")

    def _ought(self, first: int, last: int, words: dict[str, frozenset[str]]) -> FrameHit | None:
        """What ought to be done: FAVOR; with a negation AGAINST."""
        reading, signs = self._reading, words[self._reading.language]
        if signs.isdisjoint(reading.low[first:last]):
            return None
        for index in range(first, last):
            if reading.low[index] not in signs:
                continue
            around = reading.lowers(max(first, index - 4), min(last, index + 3))
            if not _IF.isdisjoint(around):
                return None
            after = index + 1
            while after < last and (reading.low[after] in reading.grammar.clitics or reading.low[after] in _LINKS):
                after += 1
            deed = infinitive(reading, after) or (reading.language == "en" and reading.low[after].isalpha())
            if reading.low[after] == "être":
                after += 1
                deed = reading.low[after].endswith(_PARTICIPLES)
            elif reading.low[index] in _MUST and reading.low[index + 1] in _THAT:
                deed = True
            if not deed or reading.low[after] in _NO_POSITION:
                return None
            target = target_phrase(reading, after, last, noun=True)
            label = "FAVOR" if _NOT.isdisjoint(around) else "AGAINST"
            return self._hit("stance.ought", label, index, first, last, target)
        return None

    def _will(self, first: int, last: int) -> FrameHit | None:
        """What speakers say of themselves that they want or will do: FAVOR; with a negation AGAINST."""
        reading, signs = self._reading, _WILL[self._reading.language]
        if signs.isdisjoint(reading.low[first:last]):
            return None
        known = reading.grammar
        for index in range(first + 1, last):
            if reading.low[index] not in signs:
                continue
            who = index - 1
            while who > first and (reading.marks[who] & (of.CLITIC | of.BE) or reading.low[who] in ("suis", "am")):
                who -= 1
            around = reading.lowers(max(first, index - 4), min(last, index + 4))
            if reading.low[who] not in known.speaking_self or not _IF.isdisjoint(around):
                continue
            after = index + 1
            after += reading.low[after] in ("à", "to") and reading.low[index] not in ("allons", "vais")
            while after < last and reading.marks[after] & (of.CLITIC | of.ADVERB):
                after += 1
            deed = infinitive(reading, after) or (reading.language == "en" and reading.low[after].isalpha())
            if reading.low[after] in _NO_POSITION or (reading.low[index] in _GOING and not deed):
                continue
            target = target_phrase(reading, after, last, noun=True)
            if target is None:
                continue
            label = "FAVOR" if _NOT.isdisjoint(around) else "AGAINST"
            return self._hit("stance.will", label, index, first, last, target)
        return None

    def _hit(self, rule: str, label: str, at: int, first: int, last: int, target: tuple[int, int] | None) -> FrameHit | None:
        reading, number = self._reading, self._number(first)
        begin, end = reading.sentences[number]
        quote = reading.analysis.quote_at(reading.tokens[first].start)
        whole = first - begin < 2 and end - last < 3  # words quoted inside a sentence are those of who speaks in it
        holder = (self._speakers.agent(quote) if quote else ()) or self._speakers.at(number, quote if whole else None)
        if not holder:
            return None
        roles: dict[str, tuple[RoleHit, ...]] = {"holder": holder}
        if target:
            roles["target"] = (RoleHit(text=text_of(reading, *target)),)
        while last - 1 > first and reading.low[last - 1] in reading.grammar.pauses:
            last -= 1
        start, end = reading.tokens[first].start, reading.tokens[last - 1].end
        return FrameHit("stance", label, start, end, rule, rulebook()[rule].score, roles, {"expression": "implicit"})
