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
        for previous, item, following in zip([None, *found], found, [*found[1:], None], strict=False):
            modality, in_passing = clauses.told(item, previous)
            self.told.append(Told(item, self.casting.cast(item, following), modality, in_passing))


def find(telling: Telling) -> list[FrameHit]:
    """The events of an article, by offset."""
    reading, tokens, out = telling.reading, telling.reading.tokens, []
    rules, roles = _rules(), telling.casting.roles
    for told in telling.told:
        item, cast, modality, in_passing = told
        cue = item.cue
        if cue.label:
            noun = cue.kind == "n"
            message = noun and cue.label == "CONSULT" and reading.low[item.first] in _MAIL
            rule, own = rules[MESSAGE if message else (cue.label, noun)]
            salience = "background" if in_passing or modality == "historical" else "secondary"
            attributes = {"modality": modality, "salience": salience}
            start, end = tokens[item.first].start, tokens[item.last - 1].end
            score = _score(own + cue.score - SURE, cast)
            out.append(FrameHit("event", cue.label, start, end, rule, score, roles(item, cast), attributes))
    return _with_primary(telling.analysis, out)


def _with_primary(analysis: Analysis, events: Sequence[FrameHit]) -> list[FrameHit]:
    """The same events; those of the article's first type that stand in its lead are primary."""
    weights = type_weights(analysis, events)
    first = max(weights, key=weights.__getitem__, default="")
    lead = analysis.sentences[min(1, len(analysis.sentences) - 1)].end if analysis.sentences else 0
    out: list[FrameHit] = []
    for event in events:
        if event.label == first and event.start < lead and event.attributes["salience"] != "background":
            told = {**event.attributes, "salience": "primary"}
            event = FrameHit("event", first, event.start, event.end, event.rule, event.score, event.roles, told)
        out.append(event)
    return out


@cache
def _rules() -> dict[str | tuple[str, bool], tuple[str, float]]:
    """The rules with their own scores, by type and whether the cue is a noun; that of messages by its id."""
    rules = [rule for rule in rulebook().values() if rule.stage == "events" and rule.id != MESSAGE]
    found: dict[str | tuple[str, bool], tuple[str, float]] = {MESSAGE: (MESSAGE, rulebook()[MESSAGE].score)}
    return found | {(rule.label, rule.id.endswith(".noun")): (rule.id, rule.score) for rule in rules}


def _score(score: float, cast: Cast) -> float:
    """The rule's own score, less where the cue is doubtful, more where somebody is known to take part."""
    return round(min(score + 0.1 if cast.actors or cast.recipients else score, 0.95), 2)
