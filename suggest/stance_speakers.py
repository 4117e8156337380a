"""Who is quoted: the person or body that a verb of saying belongs to, never the agency that reports it."""

from postil.suggest.analysis import RoleHit
from postil.suggest.events import Telling
from postil.suggest.events_grammar import word_set
from postil.suggest.events_reading import Found, Reading
from postil.suggest.events_syntax import OBJECT, SUBJECT, Group

_AGENCIES = word_set(
    "kcna afp reuters ap tass ria xinhua interfax yonhap bloomberg bbc cnn irna sana efe dpa ansa anadolu rtl bfmtv "
    "franceinfo agence média quotidien chaîne journal agency newspaper broadcaster"
)
_NEAR = 9


class Speakers:
    """The speakers of one article's sentences."""

    def __init__(self, telling: Telling) -> None:
        self._reading, self._syntax = telling.reading, telling.syntax
        self._known: dict[int, Group | None] = {}

    def of(self, item: Found) -> tuple[RoleHit, ...]:
        """Who says the cue's sentence: named in it, or, when the cue stands in a quotation, in the next or the one before."""
        quote = self._reading.analysis.quote_at(self._reading.tokens[item.first].start)
        near = (item.number, item.number + 1, item.number - 1, item.number + 2) if quote else (item.number,)
        group = next((g for n in near if 0 <= n < len(self._reading.sentences) and (g := self._speaker(n))), None)
        return tuple(RoleHit(entity) for entity in group.entities[:1]) if group else ()

    def _speaker(self, number: int) -> Group | None:
        if number not in self._known:
            self._known[number] = self._find(number)
        return self._known[number]

    def _find(self, number: int) -> Group | None:
        reading, known = self._reading, self._reading.grammar
        begin, end = reading.sentences[number]
        groups = self._syntax.groups(number)[:40]
        for index in range(begin, min(end, begin + 400)):
            if reading.lower(index) not in known.saying:
                continue
            after = [g for g in groups if index < g.first <= index + _NEAR + 4 and not is_agency(reading, g)]
            before = [g for g in groups if g.last <= index and g.place == SUBJECT and not is_agency(reading, g)]
            people = [g for g in after if g.entities[0].label == "PER"]
            adjacent = [g for g in after if g.start == index + 1]
            inverted = reading.lower(index - 2) in ("”", "»", '"', ",") or reading.lower(index - 3) in ("”", "»", '"', ",")
            if inverted and (people or adjacent):
                return (adjacent or people)[0]
            if before:
                return before[-1]
            if people or adjacent:
                return (people or adjacent)[0]
        return None


def is_agency(reading: Reading, group: Group) -> bool:
    """Whether the names are those of a news agency or another medium, which reports and holds nothing."""
    if group.place not in (SUBJECT, OBJECT) and group.place != "":
        words = range(group.first, group.last)
    else:
        words = range(group.start, group.last)
    return any(reading.lower(index) in _AGENCIES for index in words)
