"""Who holds a position when no name says it: "les régions les plus pauvres ont rejeté", "ils demandent", in French alone."""

from postil.suggest.analysis import RoleHit
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import word_set
from postil.suggest.events.inflection import Form
from postil.suggest.events.lexicon import Cue
from postil.suggest.events.reading import Found, Reading
from postil.suggest.events.syntax import NOBODY, Subject, Syntax
from postil.suggest.stance.phrases import text_of
from postil.suggest.stance.speakers import AGENCIES

_OPEN = (Form.INFINITIVE, Form.BASE, Form.GERUND)
_MOST = 14
_ENDS = of.PAUSE | of.LINKING | of.RELATIVE
_LEADING = word_set("seul seule seuls seules même désormais ainsi enfin puis ensuite environ près quelque de")
_MANY = word_set("tous toutes chaque beaucoup plusieurs quelques certains certaines nombreux nombreuses divers diverses")
_PLURAL = _MANY - {"chaque"} | word_set("les des ces ses leurs nos deux trois quatre cinq six sept huit neuf dix onze douze")
_WILL = Cue(label="", stance="", explicit=False, kind="v")
_TO_DO = frozenset(("de", "d'", "à"))
_WILLING = word_set(
    "décidé décide décident décidait choisi choisit choisissent promis promet promettent juré jure jurent entend entendent "
    "entendait compte comptent comptait veut veulent voulait voulaient souhaite souhaitent souhaitait souhaité préfère "
    "préfèrent préféré espère espèrent engagé engagée engagés engage engagent proposé propose proposent tenu tient tiennent"
)
_COUNTED = word_set("deux trois quatre cinq six sept huit neuf dix onze douze")
_FEMININE, _MASCULINE = frozenset(("la", "une", "cette")), frozenset(("le", "un", "ce", "cet"))
_THINGS = word_set(
    "texte loi projet réforme mesure mesures décision accord traité résolution motion proposition amendement article livre "
    "film match but attentat attaque accident incendie explosion ouragan tempête victime victimes nombre taux fait faits "
    "raison année jour journée semaine mois soirée saison course image images plupart mail lettre question situation crise "
    "guerre conflit élection élections scrutin résultat résultats plan affaire album hypothèse hypothèses étude études alerte"
)
_ADJECTIVES = word_set(
    "nouveau nouvelle nouvelles dernier dernière derniers premier première autre autres seul seule même grand grande"
)


class Unnamed:
    """The unnamed holders of one article's verbs, asked for in the order of the cues."""

    def __init__(self, reading: Reading, syntax: Syntax) -> None:
        self._reading, self._syntax = reading, syntax

    def of(self, item: Found) -> tuple[tuple[RoleHit, ...], Subject]:
        """The holder that the words before a finite verb name, with those words, or whom its pronoun means; () without one."""
        reading, edge = self._reading, self._syntax.left_edge(item)
        if reading.language != "fr" or item.form in _OPEN or edge <= item.begin:
            return (), NOBODY
        if item.form is Form.PARTICIPLE and edge == item.first:
            return (), NOBODY
        word, mark = reading.low[edge - 1], reading.marks[edge - 1]
        if mark & of.PRONOUN:
            if reading.analysis.quote_at(reading.tokens[item.first].start):
                return (), NOBODY
            return self._meant(item, word.rpartition("-")[2]), NOBODY
        if mark & of.RELATIVE:
            last = edge - 1
            last -= reading.low[last - 1] == ","
            return self._phrase(last, item.begin, after_preposition=True)[0], NOBODY
        if word == ",":
            edge = self._before_remark(edge, item)
        return self._phrase(edge, item.begin)

    def governing(self, item: Found) -> Found | None:
        """The verb of will that an infinitive hangs on, "a [décidé] de boycotter", as a cue of its own; None without one."""
        low, index = self._reading.low, item.first - 1
        while index > item.begin and (self._reading.marks[index] & of.CLITIC or low[index] in _TO_DO):
            index -= 1
        if self._reading.language != "fr" or low[index] not in _WILLING:
            return None
        return Found(_WILL, Form.PARTICIPLE, index, index + 1, item.begin, item.end, item.number)

    def can_hold(self, subject: Subject) -> bool:
        """Whether a noun phrase names somebody who can hold a position, as far as its words tell."""
        return bool(self._holder((subject.start, subject.last)))

    def _before_remark(self, edge: int, item: Found) -> int:
        """Where the holder ends before a remark between commas: "l'opposition[, elle,] refuse"."""
        reading = self._reading
        if item.cue.kind == "a":
            return edge - 1
        for index in range(edge - 2, max(item.begin, edge - 7), -1):
            if reading.low[index] == ",":
                return index
            if reading.is_verb(index) or (reading.marks[index] & of.OWNED and not reading.marks[index] & of.DATED):
                break
        return edge

    def _meant(self, item: Found, pronoun: str) -> tuple[RoleHit, ...]:
        """Whom a pronoun means: what its sentence or the one before begins with, when it agrees and no name stands there."""
        if pronoun not in ("il", "elle", "ils", "elles"):
            return ()
        here = self._opening(item.begin, self._syntax.left_edge(item) - 1, pronoun)
        return here or (self._opening(*self._reading.sentences[item.number - 1], pronoun) if item.number else ())

    def _opening(self, begin: int, end: int, pronoun: str) -> tuple[RoleHit, ...]:
        """The unnamed subject that a sentence opens with, when a pronoun agrees with it."""
        verb = next((i for i in range(begin + 1, min(begin + _MOST, end)) if self._reading.is_verb(i)), -1)
        while verb > begin and self._reading.marks[verb - 1] & of.BESIDE_VERB:
            verb -= 1
        span = self._span(verb, begin) if verb > begin else None
        if span is None or self._reading.marks[span[0] - 1] & of.PREPOSITION:
            return ()
        first = self._reading.low[span[0]]
        many = first in _PLURAL or first.isdigit()
        agrees = many == (pronoun in ("ils", "elles"))
        agrees = agrees and first not in (_FEMININE if pronoun == "il" else _MASCULINE)
        return self._holder(span) if agrees else ()

    def _phrase(self, last: int, begin: int, *, after_preposition: bool = False) -> tuple[tuple[RoleHit, ...], Subject]:
        span = self._span(last, begin, after_preposition=after_preposition)
        return (self._holder(span), Subject(None, *span)) if span else ((), NOBODY)

    def _span(self, last: int, begin: int, *, after_preposition: bool = False) -> tuple[int, int] | None:
        """The noun phrase that ends before `last`: from a determiner at the clause's beginning, without a verb in it.

        `after_preposition`: it may also stand after "par", "selon" or the like, as what a relative clause is about may.
        """
        reading, marks, low = self._reading, self._reading.marks, self._reading.low
        start = last
        while start > begin and last - start < _MOST and not marks[start - 1] & _ENDS and not self._verb(start - 1):
            if after_preposition and marks[start - 1] & of.PREPOSITION and not marks[start - 1] & of.OF:
                break
            start -= 1
            if after_preposition and marks[start] & of.OWNING and not marks[start] & of.OF | marks[start - 1] & of.OF:
                break
        if last - start >= _MOST or (start > begin and self._verb(start - 1) and not after_preposition):
            return None
        while start < last and (marks[start] & (of.DATED | of.LOOKS_ADVERB) or low[start] in _LEADING):
            start += 1
        if last - start < 2 or marks[start + 1] & of.DATED or low[start] in ("du", "au", "aux"):
            return None
        counted = low[start].isdigit() or low[start] in _COUNTED or low[start] in _MANY
        if not (counted or marks[start] & of.OWNING) or low[last - 1] in reading.grammar.prepositions:
            return None
        return (start, last)

    def _verb(self, index: int) -> bool:
        """Whether a finite verb stands there; a number's or an article's noun is none."""
        return self._reading.is_verb(index) and not self._reading.marks[index - 1] & of.OWNING

    def _holder(self, span: tuple[int, int]) -> tuple[RoleHit, ...]:
        reading, (first, last) = self._reading, span
        first += reading.marks[first] & of.ARTICLE > 0 and reading.low[first] not in _MANY | _COUNTED
        words = reading.low[first:last]
        if (
            not words
            or not _THINGS.isdisjoint(words[:2])
            or (len(words) == 1 and words[0] in _ADJECTIVES)
            or not AGENCIES.isdisjoint(words)
        ):
            return ()
        return (RoleHit(text=text_of(reading, first, last)),)
