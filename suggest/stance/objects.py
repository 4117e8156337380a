"""What a position is about: the words around a cue that name it, as ranges of tokens."""

from postil.suggest.events.grammar import word_set
from postil.suggest.events.groups import SUBJECT, Group
from postil.suggest.events.inflection import Form
from postil.suggest.events.telling import Telling, Told
from postil.suggest.stance.phrases import adverbial, full_stop, target_phrase

_PRONOUNS = frozenset(("l'", "les", "la", "le", "y", "en"))
_JOINING = word_set("et ou mais puis and or but")
_CALLING = word_set("de d' comme as a an « “ \"")


class Objects:
    """The objects of one article's claims, asked for in the order of the cues."""

    def __init__(self, telling: Telling) -> None:
        self._reading, self._syntax = telling.reading, telling.syntax
        self._passive: tuple[int, tuple[int, int] | None] = (-1, None)

    def of(self, told: Told, holder: Group | None, *, spoken: bool) -> tuple[int, int] | None:
        """The tokens that name what the position is about; `spoken`: who is quoted holds it, against the cue's subject."""
        target = self._speaker_target(told) if spoken else self._given(told, holder)
        return target or self._relative(told)

    def against(self, told: Told) -> tuple[int, int] | None:
        """Whom something is asked for against: "demande des mesures contre [la Valdorie]" is against her."""
        item, reading = told.found, self._reading
        for index in range(item.last, min(item.end, item.last + 9)):
            if reading.low[index] in ("contre", "against"):
                return target_phrase(reading, index + 1, item.end, noun=True)
            if reading.low[index] in reading.grammar.pauses or reading.low[index] in ("lutte", "lutter", "fight"):
                return None
        return None

    def clitic(self, told: Told) -> bool:
        """Whether a pronoun before the verb stands for what it is about: "l'a condamné", "s'y oppose"."""
        item, low = told.found, self._reading.low
        if item.form is Form.GERUND and low[item.first - 1] == "en":
            return False
        return not _PRONOUNS.isdisjoint(low[self._syntax.left_edge(item) : item.first])

    def _given(self, told: Told, holder: Group | None) -> tuple[int, int] | None:
        reading, item = self._reading, told.found
        if "felt" in item.cue.flags:
            return self._felt(told)
        if told.cast.passive:
            return self._undergoing(told)
        if "accuse" in item.cue.flags and item.cue.kind == "v":
            return self._alleged(told)
        noun = item.cue.kind == "n"
        if not noun and self.clitic(told):
            return None
        if "theirs" in item.cue.flags:
            return self._provoking(told)
        if "called" in item.cue.flags:
            predicate = self._predicate(told)
            before = target_phrase(reading, item.last, predicate, noun=True)
            if before or reading.low[predicate] in ("de", "d'", "as", "a", "an"):
                return before
            said = next((i for i in range(predicate, item.end) if reading.low[i] in item.cue.near), item.end)
            return target_phrase(reading, said + 1, item.end, noun=True)
        if not item.cue.to or (not noun and self._direct(told)):
            return target_phrase(reading, item.last, item.end, noun=noun)
        index, stop = item.last, min(item.end, item.last + (16 if noun else 9))
        while index < stop:
            skipped = adverbial(reading, index, item.end)
            if skipped > index:
                index = skipped
                continue
            word = reading.low[index]
            if word in item.cue.to and not (holder and holder.start <= index + 1 < holder.last and noun):
                return target_phrase(reading, index + 1, item.end, noun=noun)
            if word in (";", ":", ",") or (word == "." and full_stop(reading, index, item.end)):
                break
            index += 1
        return None if noun else target_phrase(reading, item.last, item.end, noun=False)

    def _direct(self, told: Told) -> bool:
        """Whether a verb of praise has its object at once: "félicité [la Commission] pour sa fermeté"."""
        item, reading, known = told.found, self._reading, self._reading.grammar
        if item.cue.to.isdisjoint(("pour", "for")):
            return False
        after = adverbial(reading, item.last, item.end)
        word = reading.low[after]
        determined = (word in known.articles or word in known.possessives) and word not in known.prepositions
        return determined or (after < item.end and after in reading.owner)

    def _felt(self, told: Told) -> tuple[int, int] | None:
        """What moves somebody: the subject of the verb, of a passive its agent ("les pêcheurs sont choqués par [le plan]")."""
        if not told.cast.passive:
            return self._provoking(told)
        by = self._syntax.agent_at(told.found)
        return target_phrase(self._reading, by + 1, told.found.end, noun=True) if by >= 0 else None

    def _provoking(self, told: Told) -> tuple[int, int] | None:
        """What the feeling of others is about, the subject of its verb: "[le projet] a suscité l'inquiétude de X"."""
        subject, after = self._syntax.subject(told.found), self._syntax.after(told.found, 20)
        group = subject.group or next((g for g in after if g.place == SUBJECT), None)
        if group and subject.start < 0:
            return target_phrase(self._reading, group.start, group.last, noun=True)
        return target_phrase(self._reading, subject.start, subject.last, noun=True) if subject.start >= 0 else None

    def _predicate(self, told: Told) -> int:
        """Where what a thing is called begins: "qualifié ces référendums [de simulacres]", "called it ["historic"]"."""
        item, reading = told.found, self._reading
        said = next((i for i in range(item.last, item.end) if reading.low[i] in item.cue.near), item.end)
        if reading.low[item.last] in ("que", "qu'", "that"):
            return item.end
        return next((i for i in range(said - 1, item.last - 1, -1) if reading.low[i] in _CALLING), said)

    def _undergoing(self, told: Told) -> tuple[int, int] | None:
        """What a passive speaks of: the noun phrase before it, or what the passive that it is joined to speaks of."""
        item, subject = told.found, told.cast.subject
        edge = self._syntax.left_edge(item)
        if edge == item.first and self._reading.low[edge - 1] in _JOINING and self._passive[0] == item.number:
            return self._passive[1]
        if subject.start >= 0:
            target = target_phrase(self._reading, subject.start, subject.last, noun=True)
        else:
            target = self._phrase_before(edge, item.begin)
        self._passive = (item.number, target)
        return target

    def _relative(self, told: Told) -> tuple[int, int] | None:
        """What a relative clause without an object speaks of: "la mesure, que l'Allemagne refuse", "a sale that X opposes"."""
        item, reading, group = told.found, self._reading, told.cast.subject.group
        if item.cue.kind != "v" or self.clitic(told):
            return None
        edge = self._syntax.left_edge(item)
        pronoun = reading.low[edge - 1] in reading.grammar.pronouns
        if not pronoun and (group is None or group.start <= item.begin):
            return None
        link = edge - 2 if pronoun or group is None else group.start - 1
        if reading.low[link] not in ("que", "qu'", "that", "which") or reading.is_verb(link - 1):
            return None
        return self._phrase_before(link - (reading.low[link - 1] == ","), item.begin)

    def _phrase_before(self, last: int, begin: int) -> tuple[int, int] | None:
        """The noun phrase that ends before token `last`, or before a comma there, from its article on."""
        last -= self._reading.low[last - 1] == ","
        if last <= begin:
            return None
        start = last - 1
        known = self._reading.grammar
        while start > begin and last - start < 10:
            word = self._reading.low[start]
            if word in known.articles or word in known.possessives:
                break
            if word in (",", ";", ":") or self._reading.low[start - 1] in (",", ";", ":"):
                break
            start -= 1
        return target_phrase(self._reading, start, last, noun=True)

    def _alleged(self, told: Told) -> tuple[int, int] | None:
        """What an accusation is about: the deed, "accuse X de [livrer des armes]", else the accused."""
        item, reading = told.found, self._reading
        links = reading.grammar.of | {"of", "with", "for", "over"}
        for index in range(item.last, min(item.end, item.last + 14)):
            word = reading.low[index]
            if word in (",", ";", "."):
                break
            after = reading.low[index + 1]
            if after in ("être", "avoir", "being", "having"):
                break
            entries = reading.words.get(after, ())
            deed = any(e.form in (Form.INFINITIVE, Form.GERUND) for e in entries) or after.endswith(("er", "ir", "re", "ing"))
            if index > item.last and word in links and (deed or after in ("l'", "la", "le", "d'")):
                return target_phrase(reading, index + 1, item.end, noun=True)
        return target_phrase(reading, item.last, item.end, noun=False)

    def _speaker_target(self, told: Told) -> tuple[int, int] | None:
        group = told.cast.subject.group
        if group:
            return (group.first, group.last)
        subject = told.cast.subject
        said = target_phrase(self._reading, subject.start, subject.last, noun=True) if subject.start >= 0 else None
        return said or target_phrase(self._reading, told.found.last, told.found.end, noun=False)
