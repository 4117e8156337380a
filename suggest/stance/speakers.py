"""Who is quoted: the person or body that a verb of saying belongs to, never the agency that reports it."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from postil.suggest.analysis import Extent, RoleHit
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import word_set
from postil.suggest.events.groups import OBJECT, SUBJECT, Group
from postil.suggest.events.inflection import Form
from postil.suggest.events.lexicon import Cue
from postil.suggest.events.reading import Found, Reading
from postil.suggest.events.telling import Telling
from postil.suggest.stance.phrases import target_phrase, text_of

AGENCIES = word_set(
    "kcna afp reuters ap tass ria xinhua interfax yonhap bloomberg bbc cnn irna sana efe dpa ansa anadolu rtl bfmtv "
    "franceinfo agence média quotidien chaîne journal agency newspaper broadcaster"
)
TELLING = word_set(
    "déclarait affirmait estimait expliquait assurait jugeait soulignait précisait ajoutait disait déclarent "
    "affirment soulignent expliquent assurent ajoutent rappellent précisent indiquent annoncent jugent considère "
    "considèrent pense pensent croit croient clame clamé clament confie tempère tempéré constate constaté "
    "constatent concède concédé avoue avoué admet admis prévient prévenu avertit plaide plaidé plaident rétorque "
    "rétorqué réplique répliqué observe observé remarque remarqué déclarant affirmant estimant jugeant soulignant "
    "expliquant assurant rappelant précisant considérant arguant valoir twitté tweete"
)
"""Verbs of saying beside those of the grammar, which only who speaks is asked by."""
_NEAR = 9
_AT_THE = frozenset(("au", "aux", "du", "des"))
_OFFICES = word_set(
    "responsable porte-parole ministre diplomate conseiller conseillère officier dirigeant expert avocat gouvernement "
    "opposition collectif syndicat syndicats parti partis organisation association associations ong autorités experts avocats "
    "élus députés opposants manifestants militants parquet procureur président présidente maire armée ministère tribunal juges "
    "cour commission pape roi régime sénateur député analystes observateurs défenseurs dirigeants responsables"
)
_STRONG = frozenset(("lui", "elle", "eux", "elles"))
_first = attrgetter("first")
_SAYING = Cue(label="", stance="", explicit=False, kind="v")


class Speakers:
    """The speakers of one article's sentences."""

    def __init__(self, telling: Telling) -> None:
        self._reading, self._syntax = telling.reading, telling.syntax
        self._begins = [begin for begin, _ in telling.reading.sentences]
        self._known: dict[int, tuple[RoleHit, ...]] = {}
        self._depth = 0

    def of(self, item: Found) -> tuple[RoleHit, ...]:
        """Who says the cue's sentence: named in it, or, when the cue stands in a quotation, in the next or the one before."""
        return self.at(item.number, self._reading.analysis.quote_at(self._reading.tokens[item.first].start))

    def at(self, number: int, quote: Extent | None) -> tuple[RoleHit, ...]:
        """Who says that sentence: named in it, or, when it stands in a quotation, around that.

        A sentence that ends in ":" before the quotation names the speaker; else the sentence after it comes first.
        """
        near = [number]
        if quote is not None:
            first, last = self._number(quote.start), self._number(quote.end - 1)
            begin = self._reading.sentences[first - 1][1] if first else 0
            led = self._reading.low[begin - 1] == ":" or self._reading.low[begin - 2] == ":"
            near += [first, first - 1, last, last + 1] if led else [last, first, last + 1, first - 1, last + 2]
        return next((who for n in near if 0 <= n < len(self._reading.sentences) and (who := self._speaker(n))), ())

    def around(self, first: int, last: int) -> list[Group]:
        """The groups of names that begin at a token of the range, in the sentence of the last of them."""
        groups = self._syntax.groups(self._number_of(last - 1))
        return groups[bisect_left(groups, first, key=_first) : bisect_left(groups, last, key=_first)]

    def agent(self, quote: Extent) -> tuple[RoleHit, ...]:
        """Who is the agent of what leads to a quotation: "dénoncé par [Ostréa] : « …"."""
        reading = self._reading
        at = reading.analysis.token_at(quote.start) - 1
        if at < 1 or reading.low[at] != ":":
            return ()
        by = [g for g in self.around(at - 24, at) if at - 4 < g.last <= at and g.place in reading.grammar.by]
        return (RoleHit(by[-1].entities[0]),) if by and not is_agency(reading, by[-1]) else ()

    def _number(self, offset: int) -> int:
        """The sentence around an offset."""
        return max(0, bisect_right(self._begins, self._reading.analysis.token_at(offset)) - 1)

    def _number_of(self, index: int) -> int:
        return max(0, bisect_right(self._begins, index) - 1)

    def _speaker(self, number: int) -> tuple[RoleHit, ...]:
        if number not in self._known:
            found = self._find(number)
            self._known[number] = tuple(RoleHit(e) for e in found.entities[:1]) if isinstance(found, Group) else found
        return self._known[number]

    def _find(self, number: int) -> Group | tuple[RoleHit, ...]:
        reading, marks = self._reading, self._reading.marks
        begin, end = reading.sentences[number]
        groups = [g for g in self._syntax.groups(number)[:40] if g.entities[0].label != "LOC"]
        for index in range(begin, min(end, begin + 400)):
            if not (marks[index] & of.SAYING or reading.low[index] in TELLING):
                continue
            if told_of := self._told_of(index, groups):
                return told_of
            after = [
                g
                for g in groups
                if index < g.first <= index + _NEAR + 4 and self._outside(g, index) and not is_agency(reading, g)
            ]
            before = [
                g
                for g in groups
                if g.last <= index and g.place == SUBJECT and self._beside(g, index) and not is_agency(reading, g)
            ]
            people = [g for g in after if g.entities[0].label == "PER"]
            adjacent = [g for g in after if g.start == index + 1]
            inverted = reading.low[index - 2] in ("”", "»", '"', ",") or reading.low[index - 3] in ("”", "»", '"', ",")
            if inverted and (people or adjacent):
                return (adjacent or people)[0]
            if inverted and marks[index + 1] & of.ARTICLE and reading.low[index + 1] not in _AT_THE and not before:
                return self._unnamed(index + 1, end)
            if before:
                return before[-1]
            if people or adjacent:
                return (people or adjacent)[0]
            if subject := self._subject(Found(_SAYING, Form.PARTICIPLE, index, index + 1, begin, end, number)):
                return subject
        named = next((g for g in groups if self._source(g) and not is_agency(reading, g)), None)
        if (
            named is None
            and reading.low[begin] == "pour"
            and reading.low[begin + 1] in _STRONG
            and reading.low[begin + 2] == ","
        ):
            return self._earlier(number - 1)
        return named or self._unnamed_source(begin, end)

    def _told_of(self, index: int, groups: list[Group]) -> Group | None:
        """The person whom a relative clause says to speak: "[Brell], maire de Carène, qui a rappelé"."""
        low, relatives = self._reading.low, self._reading.grammar.relatives
        link = next((index - k for k in (1, 2, 3) if low[index - k] in relatives), -1)
        if link < 0 or low[link - 1] != ",":
            return None
        people = (g for g in reversed(groups) if g.last < link <= g.last + 12 and g.entities[0].label == "PER")
        return next((g for g in people if low[g.last] == ","), None)

    def _outside(self, group: Group, index: int) -> bool:
        """Whether the names do not stand in a quotation that begins after the token: nobody says who speaks there."""
        tokens = self._reading.tokens
        quote = self._reading.analysis.quote_at(tokens[group.first].start)
        return quote is None or quote.start <= tokens[index].start

    def _beside(self, group: Group, index: int) -> bool:
        """Whether the names do not stand in a quotation that is over at the token: who is spoken of does not speak."""
        tokens = self._reading.tokens
        quote = self._reading.analysis.quote_at(tokens[group.first].start)
        return quote is None or tokens[index].start < quote.end

    def _subject(self, said: Found) -> Group | tuple[RoleHit, ...]:
        """The subject of a verb of saying where no name stands before it: "a-t-il déclaré", "le président a écrit"."""
        reading = self._reading
        if reading.low[said.first - 1] in reading.grammar.pronouns:
            earlier = self._syntax.groups(said.number - 1)[:12] if said.number else []
            spoken = (g for g in earlier if g.place == SUBJECT and self._beside(g, said.first) and not is_agency(reading, g))
            return next(spoken, None) or self._earlier(said.number - 1)
        subject = self._syntax.subject(said)
        if subject.start < 0:
            return ()
        first = subject.start + (reading.low[subject.start] in reading.grammar.articles)
        unnamed = first < subject.last and AGENCIES.isdisjoint(reading.low[first : subject.last])
        return (RoleHit(text=text_of(reading, first, subject.last)),) if unnamed else ()

    def _earlier(self, number: int) -> tuple[RoleHit, ...]:
        """Who speaks in an earlier sentence; pronouns are followed over a few sentences only."""
        if number < 0 or self._depth > 2:
            return ()
        self._depth += 1
        found = self._speaker(number)
        self._depth -= 1
        return found

    def before(self, number: int) -> tuple[RoleHit, ...]:
        """Who spoke last before a sentence, in one of the two before it."""
        return next((who for n in (number - 1, number - 2) if n >= 0 and (who := self._speaker(n))), ())

    def of_verb(self, said: Found) -> tuple[RoleHit, ...]:
        """The subject of a verb that tells a quotation: "Brell s'est [indigné]", "s'est-il [indigné]"."""
        group = self._syntax.subject(said).group
        found = group if group and not is_agency(self._reading, group) else () if group else self._subject(said)
        return tuple(RoleHit(e) for e in found.entities[:1]) if isinstance(found, Group) else found

    def _unnamed(self, index: int, end: int) -> tuple[RoleHit, ...]:
        """Who speaks, without a name: "a affirmé [le ministre valdorien]"."""
        phrase = target_phrase(self._reading, index, end, noun=True)
        if phrase is None or not AGENCIES.isdisjoint(self._reading.lowers(*phrase)):
            return ()
        return (RoleHit(text=text_of(self._reading, *phrase)),)

    def _unnamed_source(self, begin: int, end: int) -> tuple[RoleHit, ...]:
        """A person that a source names by the office alone: "selon [un haut responsable]"."""
        low, known = self._reading.low, self._reading.grammar
        index = next((i for i in range(begin, min(end, begin + 400)) if low[i] == "selon"), -1)
        if index < 0 and low[begin] == "pour" and "," in low[begin : begin + 9]:
            index = begin
        elif index < 0 and low[begin : begin + 2] == ["d'", "après"]:
            index = begin + 1
        if index < 0 or low[index + 1] not in known.articles:
            return ()
        office = next((i for i in range(index + 2, min(end, index + 5)) if low[i] in _OFFICES), -1)
        if office < 0:
            return ()
        of_what = target_phrase(self._reading, office + 1, end, noun=True) if low[office + 1] in known.of else None
        return (RoleHit(text=text_of(self._reading, index + 2, of_what[1] if of_what else office + 1)),)

    def _source(self, group: Group) -> bool:
        """Whether the names are a source: "selon le secrétaire général, Brell", "d'après Brell", "according to Brell"."""
        reading, begin = self._reading, self._reading.sentences[self._number_of(group.first)][0]
        for index in range(group.start - 1, max(0, group.start - 7) - 1, -1):
            word = reading.low[index]
            if word == "pour" and index - begin < 3 and reading.low[group.last] == ",":
                return True
            if word == "selon" or (word, reading.low[index - 1]) in (("après", "d'"), ("to", "according")):
                return AGENCIES.isdisjoint(reading.low[index : group.start])
            if reading.is_verb(index) or index in reading.owner or word in (".", ";", ":"):
                return False
        return False


def is_agency(reading: Reading, group: Group) -> bool:
    """Whether the names are those of a news agency or another medium, which reports and holds nothing."""
    if group.place not in (SUBJECT, OBJECT) and group.place != "":
        words = range(group.first, group.last)
    else:
        words = range(group.start, group.last)
    return any(reading.low[index] in AGENCIES for index in words)
