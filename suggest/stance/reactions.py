"""Quotations that are told with a verb of feeling or judgement: "« … », s'est indigné Brell"; the whole quotation shows it."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from postil.suggest.analysis import Extent, FrameHit, RoleHit
from postil.suggest.events import marks as of
from postil.suggest.events.inflection import Form
from postil.suggest.events.lexicon import Cue, word_class
from postil.suggest.events.reading import Found
from postil.suggest.events.telling import Telling
from postil.suggest.rulebook import rulebook
from postil.suggest.stance.phrases import target_phrase, text_of
from postil.suggest.stance.speakers import AGENCIES, Speakers, is_agency

_RULE = "stance.reaction"
_TELLING = Cue(label="", stance="", explicit=False, kind="v")
_NEAR = 10


@cache
def _verbs() -> dict[str, str]:
    """The French verbs that tell a quotation and the position that they show with it."""
    bad, good = word_class("reacting_bad_fr"), word_class("reacting_good_fr")
    return dict.fromkeys(bad, "AGAINST") | dict.fromkeys(good, "FAVOR")


class Reactions:
    """The positions that the verbs around one article's quotations show."""

    def __init__(self, telling: Telling, speakers: Speakers) -> None:
        self._reading, self._speakers = telling.reading, speakers
        self._begins = [begin for begin, _ in telling.reading.sentences]

    def find(self, taken: list[tuple[int, int]]) -> Iterator[FrameHit]:
        """The claims, by offset; none where another claim (a range of offsets in `taken`, sorted) stands in the quotation."""
        reading = self._reading
        if reading.language != "fr" or _verbs().keys().isdisjoint(reading.low):
            return
        for quote in reading.analysis.quotes:
            if quote.end - quote.start < 12 or _overlapping(taken, quote):
                continue
            verb = self._after(quote)
            holder = self._teller(verb) if verb >= 0 else ()
            if not holder and (verb := self._before(quote)) >= 0:
                number = self._number(verb)
                begin, end = reading.sentences[number]
                holder = self._speakers.of_verb(Found(_TELLING, Form.PARTICIPLE, verb, verb + 1, begin, end, number))
            if holder:
                first, stop = reading.analysis.token_at(quote.start), reading.analysis.token_at(quote.end - 1)
                if stop - first > 2:
                    start, end = reading.tokens[first + 1].start, reading.tokens[stop - 1].end
                    label, score = _verbs()[reading.low[verb]], rulebook()[_RULE].score
                    yield FrameHit("stance", label, start, end, _RULE, score, {"holder": holder}, {"expression": "explicit"})

    def _number(self, index: int) -> int:
        return max(0, bisect_right(self._begins, index) - 1)

    def _after(self, quote: Extent) -> int:
        """The verb right after the quotation, "», s'est [indigné]"; -1 without one."""
        reading = self._reading
        at = reading.analysis.token_at(quote.end)
        at += reading.low[at] == ","
        for index in range(at, at + 5):
            if reading.low[index] in _verbs():
                return index
            if not reading.marks[index] & (of.BESIDE_VERB | of.PRONOUN):
                break
        return -1

    def _before(self, quote: Extent) -> int:
        """The verb of the sentence that leads to the quotation with a colon: "Brell s'[indigne] : « …"; -1 without one."""
        reading = self._reading
        at = reading.analysis.token_at(quote.start) - 1
        if at < 2 or reading.low[at] != ":":
            return -1
        begin = reading.sentences[self._number(at)][0]
        return next((i for i in range(at - 1, max(begin, at - 8), -1) if reading.low[i] in _verbs()), -1)

    def _teller(self, verb: int) -> tuple[RoleHit, ...]:
        """Who says it, after the verb: the name that follows, or the noun phrase; before it a pronoun."""
        reading, number = self._reading, self._number(verb)
        begin, end = reading.sentences[number]
        if reading.marks[verb - 1] & of.PRONOUN:
            return self._speakers.of_verb(Found(_TELLING, Form.PARTICIPLE, verb, verb + 1, begin, end, number))
        near = self._speakers.around(verb + 1, min(end, verb + _NEAR + 1))
        after = [g for g in near if g.first > verb and not is_agency(reading, g)]
        person = next((g for g in after if g.entities[0].label == "PER" or g.start == verb + 1), None)
        if person:
            return (RoleHit(person.entities[0]),)
        if not reading.marks[verb + 1] & of.ARTICLE or reading.low[verb + 1] in ("au", "aux", "du", "des"):
            return ()
        phrase = target_phrase(reading, verb + 1, end, noun=True)
        if phrase is None or not AGENCIES.isdisjoint(reading.lowers(*phrase)):
            return ()
        return (RoleHit(text=text_of(reading, *phrase)),)


def _overlapping(taken: list[tuple[int, int]], quote: Extent) -> bool:
    index = bisect_right(taken, (quote.end, 0))
    return any(start < quote.end and quote.start < end for start, end in taken[max(0, index - 8) : index])
