"""Who is quoted: the person or body that a verb of saying belongs to, never the agency that reports it."""

from postil.suggest.analysis import RoleHit
from postil.suggest.events import Telling
from postil.suggest.events_grammar import word_set
from postil.suggest.events_inflection import Form
from postil.suggest.events_lexicon import Cue
from postil.suggest.events_reading import Found, Reading
from postil.suggest.events_syntax import OBJECT, SUBJECT, Group
from postil.suggest.stance_phrases import target_phrase, text_of

_AGENCIES = word_set(
    "kcna afp reuters ap tass ria xinhua interfax yonhap bloomberg bbc cnn irna sana efe dpa ansa anadolu rtl bfmtv "
    "franceinfo agence média quotidien chaîne journal agency newspaper broadcaster"
)
_NEAR = 9
_SAYING = Cue(label="", stance="", explicit=False, kind="v")


class Speakers:
    """The speakers of one article's sentences."""

    def __init__(self, telling: Telling) -> None:
        self._reading, self._syntax = telling.reading, telling.syntax
        self._known: dict[int, tuple[RoleHit, ...]] = {}

    def of(self, item: Found) -> tuple[RoleHit, ...]:
        """Who says the cue's sentence: named in it, or, when the cue stands in a quotation, in the next or the one before."""
        quote = self._reading.analysis.quote_at(self._reading.tokens[item.first].start)
        return self.at(item.number, quoted=quote is not None)

    def at(self, number: int, *, quoted: bool) -> tuple[RoleHit, ...]:
        """Who says that sentence: named in it, or, when it stands in a quotation, in the next or the one before."""
        near = (number, number + 1, number - 1, number + 2) if quoted else (number,)
        return next((who for n in near if 0 <= n < len(self._reading.sentences) and (who := self._speaker(n))), ())

    def _speaker(self, number: int) -> tuple[RoleHit, ...]:
        if number not in self._known:
            found = self._find(number)
            self._known[number] = tuple(RoleHit(e) for e in found.entities[:1]) if isinstance(found, Group) else found
        return self._known[number]

    def _find(self, number: int) -> Group | tuple[RoleHit, ...]:
        reading, known = self._reading, self._reading.grammar
        begin, end = reading.sentences[number]
        groups = self._syntax.groups(number)[:40]
        for index in range(begin, min(end, begin + 400)):
            if reading.lower(index) not in known.saying:
                continue
            after = [g for g in groups if index < g.first <= index + _NEAR + 4 and not is_agency(reading, g)]
            before = [
                g
                for g in groups
                if g.last <= index and g.place == SUBJECT and self._beside(g, index) and not is_agency(reading, g)
            ]
            people = [g for g in after if g.entities[0].label == "PER"]
            adjacent = [g for g in after if g.start == index + 1]
            inverted = reading.lower(index - 2) in ("”", "»", '"', ",") or reading.lower(index - 3) in ("”", "»", '"', ",")
            if inverted and (people or adjacent):
                return (adjacent or people)[0]
            if inverted and reading.lower(index + 1) in known.articles and not before:
                return self._unnamed(index + 1, end)
            if before:
                return before[-1]
            if people or adjacent:
                return (people or adjacent)[0]
            if subject := self._subject(Found(_SAYING, Form.PARTICIPLE, index, index + 1, begin, end, number)):
                return subject
        return next((g for g in groups if self._source(g) and not is_agency(reading, g)), ())

    def _beside(self, group: Group, index: int) -> bool:
        """Whether the names do not stand in a quotation that is over at the token: who is spoken of does not speak."""
        tokens = self._reading.tokens
        quote = self._reading.analysis.quote_at(tokens[group.first].start)
        return quote is None or tokens[index].start < quote.end

    def _subject(self, said: Found) -> Group | tuple[RoleHit, ...]:
        """The subject of a verb of saying where no name stands before it: "a-t-il déclaré", "le président a écrit"."""
        reading = self._reading
        if reading.lower(said.first - 1) in reading.grammar.pronouns:
            earlier = self._syntax.groups(said.number - 1)[:12] if said.number else []
            spoken = (g for g in earlier if g.place == SUBJECT and self._beside(g, said.first) and not is_agency(reading, g))
            return next(spoken, ())
        subject = self._syntax.subject(said)
        if subject.start < 0:
            return ()
        first = subject.start + (reading.lower(subject.start) in reading.grammar.articles)
        unnamed = first < subject.last and _AGENCIES.isdisjoint(reading.lowers(first, subject.last))
        return (RoleHit(text=text_of(reading, first, subject.last)),) if unnamed else ()

    def _unnamed(self, index: int, end: int) -> tuple[RoleHit, ...]:
        """Who speaks, without a name: "a affirmé [le ministre valdorien]"."""
        phrase = target_phrase(self._reading, index, end, noun=True)
        if phrase is None or not _AGENCIES.isdisjoint(self._reading.lowers(*phrase)):
            return ()
        return (RoleHit(text=text_of(self._reading, *phrase)),)

    def _source(self, group: Group) -> bool:
        """Whether the names are a source: "selon Brell", "d'après Brell", "according to Brell"."""
        before = self._reading.lower(group.start - 1), self._reading.lower(group.start - 2)
        return before[0] == "selon" or before in (("après", "d'"), ("to", "according"))


def is_agency(reading: Reading, group: Group) -> bool:
    """Whether the names are those of a news agency or another medium, which reports and holds nothing."""
    if group.place not in (SUBJECT, OBJECT) and group.place != "":
        words = range(group.first, group.last)
    else:
        words = range(group.start, group.last)
    return any(reading.lower(index) in _AGENCIES for index in words)
