"""Events: triggers with their PLOVER type, who takes part, and how they are told."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from postil.suggest.analysis import Analysis, FrameHit
from postil.suggest.choices import MESSAGE, type_weights
from postil.suggest.events.clause import Clauses
from postil.suggest.events.grammar import word_set
from postil.suggest.events.lexicon import SURE
from postil.suggest.events.reading import Found, Reading
from postil.suggest.events.roles import Cast, Casting
from postil.suggest.events.syntax import Syntax
from postil.suggest.rulebook import rulebook

_MAIL = word_set("message messages lettre lettres missive missives télégramme letter letters telegram")


class Told(NamedTuple):
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
            self.told.append(Told(item, cast, *clauses.told(item, previous)))


def find(telling: Telling) -> list[FrameHit]:
    """The events of an article, by offset."""
    reading, out = telling.reading, []
    for told in telling.told:
        item = told.found
        if item.cue.label:
            rule, own = _rule(told, reading)
            out.append(
                FrameHit(
                    "event",
                    item.cue.label,
                    reading.tokens[item.first].start,
                    reading.tokens[item.last - 1].end,
                    rule,
                    _score(told, own),
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
    out: list[FrameHit] = []
    for event in events:
        if event.label == first and event.start < lead and event.attributes["salience"] != "background":
            told = {**event.attributes, "salience": "primary"}
            event = FrameHit("event", first, event.start, event.end, event.rule, event.score, event.roles, told)
        out.append(event)
    return out


def _background(told: Told) -> bool:
    return told.in_passing or told.modality == "historical"


def _rule(told: Told, reading: Reading) -> tuple[str, float]:
    """The rule of data/rules_events.tsv, by the cue's type and whether it is a noun, and the rule's own score."""
    cue = told.found.cue
    message = cue.label == "CONSULT" and cue.kind == "n" and reading.low[told.found.first] in _MAIL
    return _rules()[MESSAGE if message else f"{cue.label}.{'noun' if cue.kind == 'n' else 'verb'}"]


@cache
def _rules() -> dict[str, tuple[str, float]]:
    """The rules with their scores, by type and part of speech ("ACCUSE.noun"), and that of messages by its id."""
    rules = [rule for rule in rulebook().values() if rule.stage == "events"]
    found = {f"{rule.label}.{rule.id.rpartition('.')[2]}": (rule.id, rule.score) for rule in rules if rule.id != MESSAGE}
    return found | {MESSAGE: (MESSAGE, rulebook()[MESSAGE].score)}


def _score(told: Told, own: float) -> float:
    """The rule's own score, less where the cue is doubtful, more where somebody is known to take part."""
    score = own + told.found.cue.score - SURE
    if told.cast.actors or told.cast.recipients:
        score += 0.1
    return round(min(score, 0.95), 2)
