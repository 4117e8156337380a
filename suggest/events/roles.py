"""The fillers of an event's roles: actor, recipient, place and date, among the entities at hand."""

from bisect import bisect_left
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from postil.suggest.analysis import EntityHit, RoleHit
from postil.suggest.events import marks as of
from postil.suggest.events.grammar import LIGHT_VERBS
from postil.suggest.events.groups import OBJECT, SUBJECT, Group
from postil.suggest.events.lexicon import nations
from postil.suggest.events.reading import Found, Reading
from postil.suggest.events.syntax import NOBODY, Subject, Syntax

DONE_BY_WHOM = frozenset(
    ("SUPPORT", "CONSULT", "AGREE", "AID", "REQUEST", "REJECT", "THREATEN", "CONCEDE", "COOPERATE", "PROTEST", "MOBILIZE")
)
_NEAR = 90
_UPON = frozenset(("contre", "envers", "against"))
_start = attrgetter("start")
_BREAKS = frozenset((";", ":", "qui", "who", "which"))
_NOT_THEIRS = frozenset(("ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "SANCTION"))


class Cast(NamedTuple):
    """Who takes part: groups of names, and the subject even when it has no name."""

    actors: tuple[EntityHit, ...] = ()
    recipients: tuple[EntityHit, ...] = ()
    subject: Subject = NOBODY
    agent: Group | None = None
    object: Group | None = None
    passive: bool = False


class Casting:
    """Finds the cast of each cue of one reading."""

    def __init__(self, reading: Reading, syntax: Syntax) -> None:
        self._reading, self._syntax = reading, syntax
        self._nations = nations(reading.language)
        self._dated: dict[int, list[EntityHit]] = {}
        self._all_dates = [entity for entity in reading.analysis.entities if entity.label == "DATE"]
        self._labels = {item.first: item.cue.label for item in reading.found}

    def cast(self, item: Found, following: Found | None) -> Cast:
        """Who acts and who undergoes. `following` is the next cue: what comes after it is not for this one."""
        after = self._own(item, following)
        cast = self._noun(item, after) if item.cue.kind == "n" else self._verb(item, after)
        if cast.actors or cast.passive:
            return cast
        nation = self._nation(item, cast)
        return cast._replace(actors=(nation,)) if nation and nation not in cast.recipients else cast

    def _nation(self, item: Found, cast: Cast) -> EntityHit | None:
        """The country that an adjective makes the actor: "offensive [russe]", "les forces [ukrainiennes] ont repris".

        It is named by the nearest mention of the country in the article, those before first.
        """
        reading = self._reading
        if item.cue.kind != "n":
            first, last = cast.subject.start, cast.subject.last
        elif reading.language == "en":
            first, last = max(item.begin, item.first - 2), item.first
        else:
            first, last = item.last, min(item.end, item.last + 2)
        if first < 0:
            return None
        near, words = reading.low[first:last], self._nations
        code = next((words[word] for word in near if word in words), "")
        if not code or (item.cue.kind == "n" and "civile" in near):
            return None
        found = self._countries.get(code, ())
        at = bisect_left(found, reading.tokens[item.first].start, key=_start)
        return found[max(0, at - 1)] if found else None

    @cached_property
    def _countries(self) -> dict[str, list[EntityHit]]:
        """The mentions of each country, by offset."""
        out: dict[str, list[EntityHit]] = {}
        for entity in self._reading.analysis.entities:
            if entity.country and entity.label == "GPE":
                out.setdefault(entity.country, []).append(entity)
        return out

    def roles(self, item: Found, cast: Cast) -> dict[str, tuple[RoleHit, ...]]:
        """The roles of an event, by name, without the empty ones."""
        actors, recipients = cast.actors, cast.recipients
        near = self._syntax.after(item, 10)
        place = self._place(near, actors if "visitor" in item.cue.flags else (*actors, *recipients)) if near else None
        if actors and recipients:
            recipients = _apart(recipients, actors)
        out: dict[str, tuple[RoleHit, ...]] = {}
        if actors:
            out["actor"] = tuple([RoleHit(entity) for entity in actors])
        if recipients:
            out["recipient"] = tuple([RoleHit(entity) for entity in recipients])
        if place:
            out["place"] = (RoleHit(place),)
        if (dates := self._dates(item)) and (date := self._date(item, dates)):
            out["date"] = (RoleHit(date),)
        return out

    def _own(self, item: Found, following: Found | None) -> list[Group]:
        """The groups after the cue that are not the next one's: up to the next verb, clause or subject."""
        found = self._syntax.after(item)
        if not found:
            return found
        limit = following.first if following and following.number == item.number and following.cue.kind == "v" else item.end
        out: list[Group] = []
        low, saying, last = self._reading.low, self._reading.grammar.saying, item.last
        for group in found:
            start = group.start
            between = low[last:start]
            if group.first >= limit or not (_BREAKS.isdisjoint(between) and saying.isdisjoint(between)):
                break
            if group.place == SUBJECT and not (item.cue.kind == "n" and not out and start == item.last):
                break
            out.append(group)
            last = group.last
        return out

    def _verb(self, item: Found, after: list[Group]) -> Cast:
        subject, known = self._syntax.subject(item), self._reading.grammar
        named = subject.group.entities if subject.group else ()
        if self._syntax.passive(item):
            if self._syntax.bare(item):
                near = self._syntax.nearest(item)
                subject = Subject(near) if near and item.first - near.last < 2 else NOBODY
                named = subject.group.entities if subject.group else ()
            by = self._syntax.agent_at(item)
            agent = (
                next((g for g in after if g.place in known.by and g.start - 1 <= by + 1 < g.last), None) if by >= 0 else None
            )
            return Cast(agent.entities if agent else (), named, subject, agent, None, passive=True)
        found = None
        if after:
            introducing = item.cue.to or (frozenset() if "direct" in item.cue.flags else known.to)
            found = next((g for g in after if g.place == OBJECT or g.place in introducing), None)
        others = found.entities if found else ()
        if "receiver" in item.cue.flags:
            source = next((g for g in after if g.place in known.of or g.place == "from"), None)
            return Cast(source.entities if source else (), named, subject, source, found)
        if "host" in item.cue.flags or "felt" in item.cue.flags:
            return Cast(others, named, subject, None, found)
        if "mutual" in item.cue.flags:
            return Cast((*named, *_apart(others, named)), (), subject, None, found)
        return Cast(named, others, subject, None, found)

    def _noun(self, item: Found, after: list[Group]) -> Cast:
        known, flags = self._reading.grammar, item.cue.flags
        agent = of = between = to = None
        aim = self._aim(item) if after else item.end
        for group in after:
            place = group.place
            if place in known.by:
                if agent is None and (group.first < aim or item.cue.label not in DONE_BY_WHOM):
                    agent = group
            elif place in known.of:
                if of is None and group.first - item.last < 11 and group.first < aim:
                    of = group
            elif place in known.between and between is None:
                between = group
            if to is None and (place in known.to or (place in item.cue.to and place not in known.of)):
                to = group
        if between and ("mutual" in flags or between.start - item.last < 4):
            return Cast(between.entities, (), Subject(between))
        actor, recipient = agent, to
        doing = item.cue.label in DONE_BY_WHOM or (of and to and to.place in _UPON and of.last <= to.first)
        if of and not agent and (of.start == item.last + 1 if "theirs" in flags else doing):
            actor = of
        elif of and of is not agent:
            recipient = recipient or of
        owner = self._owner(item)
        actor = actor or owner
        subject = Subject(actor)
        if actor is None and "theirs" not in flags:
            subject = self._syntax.subject(item) if self._leans(item) else NOBODY
            actor = subject.group
        named = actor.entities if actor else ()
        others = recipient.entities if recipient else ()
        if "mutual" in flags:
            return Cast((*named, *_apart(others, named)), (), subject, agent, recipient)
        return Cast(named, others, subject, agent, recipient)

    def _aim(self, item: Found) -> int:
        """Where the object of a noun begins ("à", "contre"): names after it belong to the object."""
        low, marks, introducing = self._reading.low, self._reading.marks, item.cue.to
        for index in range(item.last, min(item.end, item.last + 14)):
            if low[index] in introducing and not marks[index] & of.OF:
                return index
        return item.end

    def _owner(self, item: Found) -> Group | None:
        """The English possessor: "Russia's invasion"."""
        near = self._syntax.nearest(item) if self._reading.language == "en" else None
        return near if near and item.first - near.last < 4 and "'s" in self._reading.low[near.last : item.first] else None

    def _leans(self, item: Found) -> bool:
        """Whether the noun leans on a verb or an owner before it: "a exprimé son soutien", "opposed its veto"."""
        for index in range(item.first - 1, max(item.begin, item.first - 7) - 1, -1):
            word, mark = self._reading.low[index], self._reading.marks[index]
            if mark & of.POSSESSIVE or word in LIGHT_VERBS:
                return True
            if mark & of.HAVE or self._reading.is_verb(index):
                return self._labels.get(index, "") not in _NOT_THEIRS
            if (mark & of.OF and not (word == "des" and self._reading.is_verb(index - 1))) or word in (",", ";", ":"):
                return False
        return item.first - item.begin < 12 and self._syntax.nearest(item) is not None

    def _place(self, near: list[Group], taken: tuple[EntityHit, ...]) -> EntityHit | None:
        at = self._reading.grammar.at
        for group in near:
            entity = group.entities[0]
            if group.place in at and entity.label in ("GPE", "LOC") and not any(entity is one for one in taken):
                return entity
        return None

    def _dates(self, item: Found) -> list[EntityHit]:
        """The dates of the cue's sentence; looked up once a sentence."""
        dates = self._dated.get(item.number)
        if dates is None:
            tokens = self._reading.tokens
            dates = self._dated[item.number] = _between(self._all_dates, tokens[item.begin].start, tokens[item.end - 1].end)
        return dates

    def _date(self, item: Found, dates: list[EntityHit]) -> EntityHit | None:
        """The nearest of the dates, at most 90 characters away."""
        at = self._reading.tokens[item.first].start
        near = _between(dates, at - _NEAR, at + _NEAR)
        return min(near, key=lambda date: abs(date.start - at)) if near else None


def _between(dates: list[EntityHit], start: int, end: int) -> list[EntityHit]:
    return dates[bisect_left(dates, start, key=_start) : bisect_left(dates, end, key=_start)]


def _apart(entities: tuple[EntityHit, ...], others: tuple[EntityHit, ...]) -> tuple[EntityHit, ...]:
    """The entities that are none of the others."""
    return tuple([entity for entity in entities if not any(entity is other for other in others)])
