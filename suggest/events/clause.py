"""How an event is told: as a fact, alleged, to come, possible, denied or past; and in the middle or in passing."""

import re
from functools import reduce
from operator import or_

from postil.suggest.events import marks as of
from postil.suggest.events.grammar import LIGHT_VERBS, word_set
from postil.suggest.events.inflection import Form
from postil.suggest.events.marks import SAID_TO_BE, looks_future
from postil.suggest.events.reading import Found, Reading

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d", re.ASCII)
_LONG_AGO = 5
_NONE: frozenset[str] = frozenset()
_BREAKS = frozenset((",", ";", ":", ".", "(", ")"))
_BREAKS_BEFORE_VERBS = _BREAKS | {"que", "qu'", "mais", "but", "that", "et", "and"}
_NE = frozenset(("ne", "n'"))
_WILL = frozenset(("will", "'ll", "shall"))
_TO_BE = frozenset(("être", "be"))
_COMING = frozenset(("prochain", "prochaine", "prochains", "venir", "prévu", "prévue", "upcoming", "planned"))
_ABOUT = ("ACCUSE", "THREATEN", "PROTEST", "")
_LIGHT = frozenset(("ASSAULT", "SANCTION", "COERCE", "MOBILIZE"))
_CAN_BE_WANTED = frozenset(
    ("RETREAT", "AGREE", "CONSULT", "AID", "SANCTION", "CONCEDE", "COOPERATE", "SUPPORT", "COERCE", "MOBILIZE")
)
_GETTING = word_set("obtenu obtient obtenir obtenait obtiendra reçu reçoit recevoir received receive won win get got obtain")
_BY_WORDS_BEFORE = of.NEGATING | of.ALLEGED | of.POSSIBLE | of.FUTURE | of.PASSING
_PARTICIPLE, _FUTURE, _CONDITIONAL = Form.PARTICIPLE, Form.FUTURE, Form.CONDITIONAL
_UNTENSED = (Form.INFINITIVE, Form.BASE)
_OPEN = (*_UNTENSED, Form.GERUND)


class Clauses:
    """Modality and salience of the cues of one reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known = reading.grammar
        self._old_years = _old_years(reading)
        self._marked: dict[int, int] = {}

    def told(self, item: Found, previous: Found | None) -> tuple[str, bool]:
        """The modality (asserted, alleged, future, hypothetical, negated or historical), and whether it is in passing."""
        if previous is not None and previous.number != item.number:
            previous = None
        mark = self._marks(item)
        words = self._words_before(item) if mark & _BY_WORDS_BEFORE else []
        return self._modality(item, previous, words, mark), item.cue.kind == "n" and self._in_passing(item, previous, words)

    def _modality(self, item: Found, previous: Found | None, words: list[str], mark: int) -> str:
        """The modality, by the words before and by what the sentence has at all (`mark`)."""
        verb = item.cue.kind != "n"
        if mark & of.NEGATING and "denial" not in item.cue.flags and self._negated(item, words, verb=verb):
            return "negated"
        if mark & of.ALLEGED and self._said_to_be(item, words):
            return "alleged"
        if previous is not None:
            if self._accused_of(item, previous):
                return "alleged"
            if self._wanted(item, previous):
                return "hypothetical"
        possible = mark & of.POSSIBLE and not self._known.possible.isdisjoint(words[-4:])
        if possible or item.form is _CONDITIONAL or (mark & of.CONDITION and self._condition(item)):
            return "hypothetical"
        if item.form is _FUTURE or (mark & of.FUTURE and self._to_come(item, words, verb)):
            return "future"
        return "historical" if self._old_years and self._long_ago(item) else "asserted"

    def _marks(self, item: Found) -> int:
        """What the words of the cue's sentence are, taken together; looked up once a sentence."""
        mark = self._marked.get(item.number)
        if mark is None:
            mark = self._marked[item.number] = reduce(or_, self._reading.marks[item.begin : item.end])
        return mark

    def _in_passing(self, item: Found, previous: Found | None, words: list[str]) -> bool:
        """Whether a noun names the event only as a setting: "depuis l'invasion", "soutien à l'offensive"."""
        setting = not self._known.passing.isdisjoint(words[-5:])
        if setting and not any(self._reading.is_verb(item.first - 1 - k) for k in range(2)):
            return True
        if item.cue.label not in _LIGHT:
            return False
        return previous is not None and previous.cue.label not in (item.cue.label, *_ABOUT)

    def _words_before(self, item: Found) -> list[str]:
        """Up to seven words of the same clause before the cue."""
        first = max(item.begin, item.first - 8)
        words = self._reading.low[first : item.first]
        breaks = _BREAKS if item.cue.kind == "n" else _BREAKS_BEFORE_VERBS
        if breaks.isdisjoint(words):
            return words
        return words[next(index for index in range(len(words), 0, -1) if words[index - 1] in breaks) :]

    def _negated(self, item: Found, words: list[str], *, verb: bool) -> bool:
        near = words[-4:]
        if not verb:
            return self._none_of(words)
        if self._reading.language == "fr" and not _NE.isdisjoint(near):
            after = self._reading.lowers(item.last, min(item.end, item.last + 2))
            return not self._known.negations.isdisjoint((*words[-6:], *after))
        if not self._known.negative_heads.isdisjoint(words[-3:]):
            return True
        return self._reading.language == "en" and not self._known.negations.isdisjoint(near)

    def _none_of(self, words: list[str]) -> bool:
        """Whether a noun is denied itself: "aucun soutien", "sans soutien", "pas de soutien", "n'a pas obtenu le soutien".

        A verb that is denied does not deny its object: "ne mentionne pas l'invasion".
        """
        if not self._known.negative_heads.isdisjoint(words[-3:]) or (words[-2:-1] == ["pas"] and words[-1] in ("de", "d'")):
            return True
        if self._known.negations.isdisjoint(words):
            return False
        return not (_GETTING.isdisjoint(words) and LIGHT_VERBS.isdisjoint(words))

    def _wanted(self, item: Found, previous: Found) -> bool:
        """Whether the event is what is asked for: "appelle au [cessez-le-feu]", "demande à X de [libérer]"."""
        if previous.cue.label != "REQUEST":
            return False
        gap = item.first - previous.last
        if "," in self._reading.low[previous.last : item.first]:
            return False
        if item.cue.kind == "n":
            return gap < 6 and item.cue.label in _CAN_BE_WANTED
        return gap < 12 and item.form in _UNTENSED

    def _said_to_be(self, item: Found, words: list[str]) -> bool:
        """Whether a conditional or a word tells a rumour: "aurait [fourni]", "la présumée [attaque]"."""
        if item.form is _PARTICIPLE and not SAID_TO_BE.isdisjoint(words[-4:]):
            return True
        return not self._known.alleged.isdisjoint(words[-3:])

    def _accused_of(self, item: Found, previous: Found) -> bool:
        """Whether an accusation before says so: "accuse Ostréa de [livrer] des armes"."""
        if "accuse" not in previous.cue.flags:
            return False
        gap = item.first - previous.last
        return gap < 14 and (item.form in _OPEN or (item.cue.kind == "n" and gap < 6))

    def _condition(self, item: Found) -> bool:
        low = self._reading.low
        for index in range(item.first - 1, max(item.begin, item.first - 12) - 1, -1):
            word = low[index]
            if word in (",", ";", ":"):
                return False
            if word in self._known.conditions and word != "s'" and low[index - 1] != "même":
                return item.cue.kind != "n"
        return False

    def _to_come(self, item: Found, words: list[str], verb: bool) -> bool:
        near = words[-5:]
        to_be = item.form is _PARTICIPLE and not _TO_BE.isdisjoint(near)
        if verb and item.form not in _UNTENSED and not to_be:
            return self._reading.language == "en" and not _WILL.isdisjoint(near)
        if not self._known.future.isdisjoint(near):
            return True
        if not verb:
            after = self._reading.lowers(item.last, min(item.end, item.last + 3))
            if not _COMING.isdisjoint(after):
                return True
        if self._reading.language != "fr":
            return False
        return any(looks_future(word) for word in near[-3:])

    def _long_ago(self, item: Found) -> bool:
        near = self._reading.lowers(max(item.begin, item.first - 15), min(item.end, item.last + 15))
        return not self._old_years.isdisjoint(near) and not self._old_years.isdisjoint(self._own_clause(item))

    def _own_clause(self, item: Found) -> list[str]:
        """The words around the cue up to a comma, and what the sentence begins with: "En 1911, Ostréa avait annexé …"."""
        lower, pauses = self._reading.lower, (",", ";", "(", ")")
        start, stop = max(item.begin, item.first - 15), min(item.end, item.last + 15)
        first = next((i + 1 for i in range(item.first - 1, start - 1, -1) if lower(i) in pauses), start)
        last = next((i for i in range(item.last, stop) if lower(i) in pauses), stop)
        opening = next((i for i in range(item.begin, min(item.first, item.begin + 7)) if lower(i) == ","), item.begin)
        return [*self._reading.low[item.begin : opening], *self._reading.low[first:last]]


def _old_years(reading: Reading) -> frozenset[str]:
    """The years that the article names and that are long past for it.

    Its own year is its date's, else the latest that it names.
    """
    low = reading.low
    dates = [low[first:last] for first, last, entity in reading.entities if entity.label == "DATE"]
    years = {word: int(word) for date in dates for word in date if word.isdigit() and _YEAR.fullmatch(word)}
    if not years:
        return _NONE
    given = reading.analysis.date[:4]
    own = int(given) if given.isdigit() and len(given) == 4 else max(years.values())
    return frozenset([word for word, year in years.items() if year <= own - _LONG_AGO])
