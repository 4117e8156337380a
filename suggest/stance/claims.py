"""Stance claims: who holds which position on what, and the clause that shows it."""

from typing import NamedTuple

from postil.suggest.analysis import FrameHit, RoleHit
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import word_set
from postil.suggest.events.groups import Group
from postil.suggest.events.inflection import Form
from postil.suggest.events.lexicon import SURE
from postil.suggest.events.reading import Found
from postil.suggest.events.syntax import NOBODY, Subject
from postil.suggest.events.telling import Telling, Told
from postil.suggest.rulebook import rulebook
from postil.suggest.stance.objects import Objects
from postil.suggest.stance.phrases import clause_end, target_phrase, text_of
from postil.suggest.stance.reactions import Reactions
from postil.suggest.stance.speakers import AGENCIES, Speakers, is_agency
from postil.suggest.stance.speech import Speech
from postil.suggest.stance.targets import listed_target
from postil.suggest.stance.unnamed import Unnamed

_OPPOSITE = {"FAVOR": "AGAINST", "AGAINST": "FAVOR", "NEUTRAL": "NEUTRAL"}
_GETTING = word_set(
    "obtenu obtient obtenir obtenait reçu reçoit recevoir demande demander demandé cherche chercher cherché réclame "
    "réclamé annulé annule annulent retiré retire won gained received sought seek seeks seeking asked demanded lost perdu "
    "perdre sans"
)
_DENYING = word_set(
    "nie nient niait nié nier niant dément démentent démenti démentir démentant denies deny denied denying denial"
)
_NOT_AGENTS = word_set("suite biais force voix moyen moyens cause majorité vote fois an jour mois passé same end time way")
_MANY = word_set("tous toutes divers diverses nombreux nombreuses certains certaines plusieurs beaucoup")
_DUTIES = word_set("doit doivent devra devront devait devaient")
_THIRD = frozenset(("il", "elle", "he", "she"))
_OURS = frozenset(("mon", "ma", "mes", "notre", "nos", "my", "our"))
_AND = frozenset(("et", "puis", "mais"))
_STAYING = word_set("reste restent rester resté restée restés demeure demeurent remain remains")
_FACING = frozenset(("face", "malgré", "sous", "dépit", "devant"))
_THEIR = frozenset(("son", "sa", "notre"))
_OPEN = (Form.INFINITIVE, Form.BASE, Form.GERUND)
_OF = frozenset(("de", "d'", "des", "du"))
_AIMS = frozenset(("pour", "visant", "afin", "aider", "tente", "tentent", "tenté", "aimed", "aiming", "order"))


class _Claim(NamedTuple):
    holder: tuple[RoleHit, ...]
    target: str
    first: int
    last: int
    label: str
    explicit: bool
    rule: str
    score: float


class _Claims:
    def __init__(self, telling: Telling) -> None:
        self._telling, self._reading = telling, telling.reading
        self.speakers = Speakers(telling)
        self._objects = Objects(telling)
        self._showing = {item.first for item in telling.reading.found if item.cue.stance}
        self._last: tuple[int, tuple[RoleHit, ...]] = (-1, ())
        self._unnamed_holders = Unnamed(telling.reading, telling.syntax)
        self._targets = tuple(telling.analysis.lists.get("targets", ()))

    def claim(self, told: Told) -> _Claim | None:
        item, cast = told.found, told.cast
        if item.cue.stance == "" or told.modality == "hypothetical":
            return None
        negated = told.modality == "negated"
        if told.modality == "alleged" and item.cue.kind != "n":
            return None
        if negated and (item.cue.stance == "AGAINST" or not item.cue.explicit or self._denied(told)):
            return None
        if item.cue.kind == "n" and (negated or self._wanted(told) or self._denied(told)):
            return None
        if item.form in _OPEN and (self._aim(told) or (negated and self._without(told))):
            return None
        if cast.passive and told.modality == "future":
            return None
        if item.form is Form.INFINITIVE and self._due(told):
            return None
        if item.cue.label == "REJECT" and self._taken_up(told):
            return None
        if item.cue.kind == "a" and not self._predicated(told):
            return None
        holder, group, rule = self._holder(told)
        subject = cast.subject
        if not holder and subject == NOBODY and item.cue.kind != "n" and not cast.passive:
            rule = "stance.unnamed"
            if item.form is Form.INFINITIVE and (governing := self._unnamed_holders.governing(item)):
                subject = self._telling.syntax.subject(governing)
                acts = subject.start < 0 or self._unnamed_holders.can_hold(subject)
                holder, rule = self._who(told, subject) if acts else (), "stance.verb"
                if not holder:
                    rule = "stance.unnamed"
                    holder, subject = self._unnamed_holders.of(governing)
            else:
                holder, subject = self._unnamed_holders.of(item)
            holder = holder or self._shared(item) or self._last_speaker(item)
        if item.cue.kind == "v" and not cast.passive and "speaker" not in item.cue.flags:
            self._last = (item.number, holder)
        if not holder:
            return None
        against = self._objects.against(told) if item.cue.label == "REQUEST" else None
        target = against or self._objects.of(told, group, spoken=rule == "stance.speaker")
        if target is None and item.cue.stance != "NEUTRAL" and not self._absolute(told):
            return None
        label = "AGAINST" if against else self._label(told)
        explicit = item.cue.explicit and not negated and "accuse" not in item.cue.flags
        first, last = self._evidence(told, subject, target)
        words = text_of(self._reading, *target) if target else ""
        score = rulebook()[rule].score + item.cue.score - SURE
        score -= (0.1 if negated or not item.cue.explicit else 0.0) + (0.1 if not cast.actors else 0.0)
        return _Claim(holder, words, first, last, label, explicit, rule, round(max(0.2, score), 2))

    def hit(self, claim: _Claim) -> FrameHit:
        """The claim with its target as the project's list has it, when it has it."""
        tokens = self._reading.tokens
        listed = listed_target(claim.target, self._targets) if claim.target and self._targets else ""
        roles = {"holder": claim.holder}
        if claim.target:
            roles["target"] = (RoleHit(text=listed or claim.target),)
        start, end = tokens[claim.first].start, tokens[claim.last - 1].end
        expression = {"expression": "explicit" if claim.explicit else "implicit"}
        return FrameHit("stance", claim.label, start, end, claim.rule, claim.score, roles, expression)

    def _wanted(self, told: Told) -> bool:
        """Whether the position is wanted or got, not given: "n'a obtenu aucun soutien", "seeks support"."""
        item = told.found
        return "theirs" not in item.cue.flags and not _GETTING.isdisjoint(
            self._reading.low[max(item.begin, item.first - 5) : item.first]
        )

    def _label(self, told: Told) -> str:
        """The polarity, turned by a negation; "ni l'un ni l'autre" is neither."""
        item = told.found
        if told.modality != "negated":
            return item.cue.stance
        around = self._reading.lowers(max(item.begin, item.first - 5), min(item.end, item.last + 2))
        return "NEUTRAL" if "ni" in around or "neither" in around else _OPPOSITE[item.cue.stance]

    def _denied(self, told: Told) -> bool:
        """Whether somebody says that it is not so: "a nié [soutenir]", "denies [backing]"."""
        item = told.found
        return not _DENYING.isdisjoint(self._reading.lowers(max(item.begin, item.first - 4), item.first))

    def _without(self, told: Told) -> bool:
        item = told.found
        return not {"sans", "without", "ni"}.isdisjoint(self._reading.lowers(max(item.begin, item.first - 3), item.first))

    def _due(self, told: Told) -> bool:
        """Whether others are to take the position: "le Sénat doit [approuver] la loi"; what "we must" take is taken."""
        item = told.found
        before = self._reading.lowers(max(item.begin, item.first - 2), item.first)
        return not _DUTIES.isdisjoint(before) and not told.cast.subject.speaker

    def _taken_up(self, told: Told) -> bool:
        """Whether what is refused is a stance of its own, which the refusal turns: "refuse de [soutenir]"."""
        reading, after = self._reading, told.found.last + 1
        if reading.low[told.found.last] not in ("de", "d'", "to"):
            return False
        while reading.low[after] in reading.grammar.clitics:
            after += 1
        return after in self._showing

    def _predicated(self, told: Told) -> bool:
        """Whether an adjective is said of a subject: "la Valdorie est [favorable] au plan", "Brell, [opposé] au plan"."""
        edge = self._telling.syntax.left_edge(told.found)  # with "s'est dit"
        if edge == told.found.first and self._reading.low[edge - 1] == ",":
            near = self._telling.syntax.nearest(told.found)
            named = near is not None and near.last == edge - 1
            return named or bool(self._unnamed_holders.of(told.found)[0])
        if self._reading.low[told.found.first - 1] in _STAYING:
            return True
        against = told.found.cue.stance == "AGAINST" and told.found.cue.to
        if edge == told.found.first and against and self._unnamed_holders.of(told.found)[0]:
            return True  # "les pêcheurs hostiles au tunnel"
        before = range(edge, told.found.first)
        return any(self._reading.marks[i] & of.BE or self._reading.low[i] in ("se", "s'") for i in before)

    def _aim(self, told: Told) -> bool:
        """Whether it is only aimed at; a cue that tells itself what stands before it ("tente d'[empêcher]") counts."""
        item = told.found
        if item.cue.infinitive and item.cue.before:
            return False
        return not _AIMS.isdisjoint(self._reading.low[max(item.begin, item.first - 3) : item.first])

    def _holder(self, told: Told) -> tuple[tuple[RoleHit, ...], Group | None, str]:
        item, cast = told.found, told.cast
        if "speaker" in item.cue.flags:
            return self.speakers.of(item), None, "stance.speaker"
        if "felt" in item.cue.flags:
            return self._feeling(told), None, "stance.verb"
        if item.cue.kind == "n" and self._reading.low[item.first - 1] in _OURS and item.first > item.begin:
            return self.speakers.of(item), None, "stance.noun"
        if item.cue.kind == "v" and cast.passive:
            return _named(cast.agent) or self._unnamed_agent(told), cast.agent, "stance.passive"
        if "theirs" in item.cue.flags and not cast.actors:
            return self._unnamed(item.last + 1, item.end) if self._reading.low[item.last] in _OF else (), None, "stance.noun"
        rule = "stance.accuse" if "accuse" in item.cue.flags else "stance.noun" if item.cue.kind == "n" else "stance.verb"
        return self._who(told, cast.subject), cast.subject.group, rule

    def _shared(self, item: Found) -> tuple[RoleHit, ...]:
        """Who holds what the verb before in the sentence shows, when this one is joined to it: "a salué … et [a regretté]"."""
        word = self._reading.low[self._telling.syntax.left_edge(item) - 1]
        return self._last[1] if self._last[0] == item.number and word in _AND and item.form not in _OPEN else ()

    def _last_speaker(self, item: Found) -> tuple[RoleHit, ...]:
        """Whom "il" or "elle" means where no subject before is one: who spoke last, a person."""
        reading, edge = self._reading, self._telling.syntax.left_edge(item)
        word = reading.low[edge - 1].rpartition("-")[2]
        if word not in _THIRD or edge <= item.begin or reading.analysis.quote_at(reading.tokens[item.first].start):
            return ()
        spoken = self.speakers.before(item.number)
        return spoken if spoken and spoken[0].entity and spoken[0].entity.label == "PER" else ()

    def _feeling(self, told: Told) -> tuple[RoleHit, ...]:
        """Who feels it: the object, "le plan inquiète [les pêcheurs]"; of a passive the subject."""
        item, cast = told.found, told.cast
        if cast.passive:
            return self._who(told, cast.subject)
        if item.form in _OPEN or self._objects.clitic(told):
            return ()
        return _named(cast.object) or self._unnamed(item.last, item.end)

    def _unnamed_agent(self, told: Told) -> tuple[RoleHit, ...]:
        """The agent of a passive without a name: "critiqué par [les pêcheurs]", not "adopté par la suite"."""
        reading, item = self._reading, told.found
        at = self._telling.syntax.agent_at(item) + 1
        known, word = reading.grammar, reading.low[at]
        bare = (reading.language == "en" and word.endswith("s")) or word in _MANY
        if at <= 0 or not (word in known.articles or word in known.possessives or word.isdigit() or bare):
            return ()
        return self._unnamed(at, item.end)

    def _unnamed(self, at: int, end: int) -> tuple[RoleHit, ...]:
        """The holder that a noun phrase from token `at` on names without a name."""
        reading = self._reading
        phrase = target_phrase(reading, at, end, noun=True)
        if phrase is None or reading.low[phrase[0]] in _NOT_AGENTS or not AGENCIES.isdisjoint(reading.lowers(*phrase)):
            return ()
        return (RoleHit(text=text_of(reading, *phrase)),)

    def _who(self, told: Told, subject: Subject) -> tuple[RoleHit, ...]:
        if subject.speaker:
            return self.speakers.of(told.found)
        if subject.group:
            edge = self._telling.syntax.left_edge(told.found)
            if self._reading.low[edge - 2] == "dont" and subject.group.last >= edge - 4:
                return ()  # "Brell, dont ils critiquent le plan"
            if not is_agency(self._reading, subject.group):
                return _named(subject.group)
            return ()
        if subject.start >= 0:
            if self._reading.low[subject.start] in _THEIR and (speaker := self.speakers.of(told.found)):
                return speaker
            first = subject.start + (self._reading.low[subject.start] in self._reading.grammar.articles)
            last = subject.last - (self._reading.low[subject.last - 1] in _STAYING)
            return (RoleHit(text=text_of(self._reading, first, last)),) if first < last else ()
        return ()

    def _absolute(self, told: Told) -> bool:
        """Whether the cue may stand without an object in the text: "l'en a remercié", "les soutiendra"."""
        item = told.found
        against = "contre" in item.cue.to and self._reading.low[item.last] == "contre"
        edge = self._telling.syntax.left_edge(item)
        undergone = told.cast.passive and self._reading.low[edge - 1] in self._reading.grammar.pronouns
        after = self._reading.marks[item.last + 1] & (of.PAUSE | of.JOINING) or item.last + 1 >= item.end
        voted = after and self._reading.low[item.last] == "pour" and "pour" in item.cue.to
        if "theirs" in item.cue.flags:  # "face à l'opposition de la Valdorie"
            return not _FACING.isdisjoint(self._reading.low[max(item.begin, item.first - 3) : item.first])
        return item.cue.kind == "v" and (against or undergone or voted or self._objects.clitic(told))

    def _evidence(self, told: Told, subject: Subject, target: tuple[int, int] | None) -> tuple[int, int]:
        """The clause: from the subject when it is near, to the end of the target or of the clause."""
        item = told.found
        first = self._telling.syntax.left_edge(item) if item.cue.kind == "v" else item.first
        start = subject.group.start if subject.group else subject.start
        if target and target[0] < item.first:
            first = min(first, target[0])
        if item.begin <= start < first and item.first - start < 30:
            first = start
        last = clause_end(self._reading, item, max(item.last, target[1] if target else 0))
        return first, max(last, item.last, target[1] if target else 0)


def find(telling: Telling) -> list[FrameHit]:
    """The stance claims of an article, by offset, one for each holder; no two with the same label and range."""
    claims, out = _Claims(telling), []
    taken: set[tuple[str, int, int]] = set()
    for told in telling.told:
        claim = claims.claim(told)
        if claim is None:
            continue
        trigger = telling.reading.tokens[told.found.first].start
        for place, hit in enumerate(_one_each(claims.hit(claim), trigger)):
            if place and (hit.label, hit.start, hit.end) in taken:
                hit = hit._replace(start=telling.reading.tokens[max(told.found.begin, claim.first - place)].start)
            if (hit.label, hit.start, hit.end) in taken:
                hit = hit._replace(start=trigger)
            if (hit.label, hit.start, hit.end) not in taken:
                taken.add((hit.label, hit.start, hit.end))
                out.append(hit)
    reactions = list(Reactions(telling, claims.speakers).find(sorted((start, end) for _, start, end in taken)))
    out += reactions
    taken.update((hit.label, hit.start, hit.end) for hit in reactions)
    speech = Speech(telling.reading, claims.speakers)
    out += speech.find(sorted((start, end) for _, start, end in taken))
    return sorted(out, key=lambda hit: (hit.start, hit.end))


def _one_each(hit: FrameHit, trigger: int) -> list[FrameHit]:
    """The claim of each of its holders, told apart by their evidence.

    It begins at the holder's own name for those named before the trigger ("la Valdorie et [la Mornésie ont condamné]")
    and ends at it for those named after ("[le plan est soutenu par Ostréa] et la Mornésie").
    """
    holders = hit.roles["holder"]
    if len(holders) == 1:
        return [hit]
    out = []
    for place, holder in enumerate(holders):
        start, end, name = hit.start, hit.end, holder.entity
        if name and place and hit.start < name.start < trigger:
            start = name.start
        elif name and place + 1 < len(holders) and trigger < name.start and name.end < hit.end:
            end = name.end
        out.append(hit._replace(start=start, end=end, roles={**hit.roles, "holder": (holder,)}))
    return out


def _named(group: Group | None) -> tuple[RoleHit, ...]:
    """The names of a group, each with its text for schemes whose role does not take its label."""
    if group is None:
        return ()
    return tuple(RoleHit(entity) for entity in group.entities)
