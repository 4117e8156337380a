"""Events: triggers with their PLOVER type, who takes part, and how they are told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postil.suggest.analysis import Analysis, FrameHit
from postil.suggest.choices import type_weights
from postil.suggest.events_clause import Clauses
from postil.suggest.events_grammar import LIGHT_VERBS, word_set
from postil.suggest.events_reading import Found, Reading
from postil.suggest.events_roles import Cast, Casting
from postil.suggest.events_syntax import Syntax

RULES = {
    "events.verb": "A verb that names an event",
    "events.participle": "A passive participle that names an event, with or without its agent",
    "events.noun": "A noun that names an event",
    "events.message": "A letter or a message: an exchange, and often only where something else is said",
    "events.light_verb": "A noun that names an event, after a verb that only carries it",
}


_MAIL = word_set("message messages lettre lettres missive missives télégramme letter letters telegram")


@dataclass(frozen=True, slots=True)
class Told:
    """One cue understood: who takes part, the modality, and whether it is named in passing."""

    found: Found
    cast: Cast
    modality: str
    in_passing: bool


class Telling:
    """What an article tells: each cue of its reading understood once, for the events and for the claims."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.reading = Reading(analysis)
        self.syntax = Syntax(self.reading)
        self.casting = Casting(self.reading, self.syntax)
        clauses = Clauses(self.reading)
        found = self.reading.found
        self.told: list[Told] = []
        for position, item in enumerate(found):
            previous = found[position - 1] if position else None
            following = found[position + 1] if position + 1 < len(found) else None
            cast = self.casting.cast(item, following)
            self.told.append(Told(item, cast, clauses.modality(item, previous), clauses.in_passing(item, previous)))


def find(telling: Telling) -> list[FrameHit]:
    """The events of an article, by offset."""
    reading, out = telling.reading, []
    for told in telling.told:
        item = told.found
        if item.cue.label:
            out.append(
                FrameHit(
                    "event",
                    item.cue.label,
                    reading.tokens[item.first].start,
                    reading.tokens[item.last - 1].end,
                    _rule(told, reading),
                    _score(told),
                    telling.casting.roles(item, told.cast),
                    {"modality": told.modality, "salience": "background" if _background(told) else "secondary"},
                )
            )
    return _with_primary(telling.analysis, out)


def _with_primary(analysis: Analysis, events: Sequence[FrameHit]) -> list[FrameHit]:
    """The same events; those of the article's first type that stand in its lead are primary."""
    weights = type_weights(analysis, events)
    first = max(weights, key=lambda label: weights[label], default="")
    lead = analysis.sentences[min(1, len(analysis.sentences) - 1)].end if analysis.sentences else 0
    return [
        replace(e, attributes={**e.attributes, "salience": "primary"})
        if e.label == first and e.start < lead and e.attributes["salience"] != "background"
        else e
        for e in events
    ]


def _background(told: Told) -> bool:
    return told.in_passing or told.modality == "historical"


def _rule(told: Told, reading: Reading) -> str:
    if told.found.cue.kind == "v":
        return "events.participle" if told.cast.passive else "events.verb"
    if reading.lower(told.found.first) in _MAIL:
        return "events.message"
    before = (reading.lower(index) for index in range(max(told.found.begin, told.found.first - 6), told.found.first))
    return "events.light_verb" if any(word in LIGHT_VERBS for word in before) else "events.noun"


def _score(told: Told) -> float:
    score = told.found.cue.score
    if told.cast.actors or told.cast.recipients:
        score += 0.1
    return round(min(score if told.found.cue.kind == "v" else score - 0.05, 0.95), 2)
