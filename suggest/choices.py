"""What the whole article is about: its types of event in order, and what its voices together convey on each target."""

from bisect import bisect_right
from collections.abc import Sequence

from postil.suggest.analysis import Analysis, ChoiceHit, FrameHit
from postil.suggest.rulebook import rulebook

_KEPT = 3
_USUAL_SHARE = 0.3
_USUAL_CLAIM = 0.7
_SMALLEST_SHARE = 0.08
_LEAD, _BODY = (3.6, 2.2, 1.4, 1.2), 0.6
_PLACED = (*_LEAD, _BODY)
_TOLD = {"asserted": 1.0, "future": 0.9, "alleged": 0.6, "hypothetical": 0.6, "negated": 0.5, "historical": 0.2}
_IN_PASSING = 0.15
_COUNTED = 12
_FADES = tuple(0.75**place for place in range(_COUNTED))
MESSAGE = "events.consult.message"
_CLOSE = 30
_ONLY_A_FRAME = 0.6
_ONLY_A_MESSAGE = 0.4


def type_weights(analysis: Analysis, events: Sequence[FrameHit]) -> dict[str, float]:
    """How much of the article each type is, in the order of first mention.

    Title and lead weigh most, what is told in passing least. What only frames another event, a message or the promise in
    "promised its support", counts less, and so does what is only
    asked for; each further event of a type adds less than the one before.
    """
    parts: dict[str, list[float]] = {}
    ends = [sentence.end for sentence in analysis.sentences[: len(_LEAD)]]
    asked = -_CLOSE  # where the event before ends that is only a request
    for position, event in enumerate(events):
        start, label, attributes = event.start, event.label, event.attributes
        weight = _PLACED[bisect_right(ends, start)]
        weight *= _TOLD.get(attributes.get("modality", ""), 1.0) * event.score
        if attributes.get("salience") == "background":
            weight *= _IN_PASSING
        if event.rule == MESSAGE:
            weight *= _ONLY_A_MESSAGE
        elif label == "AGREE" and position + 1 < len(events) and 0 <= events[position + 1].start - event.end < _CLOSE:
            weight *= _ONLY_A_FRAME
        if 0 <= start - asked < _CLOSE:
            weight *= _ONLY_A_FRAME
        asked = event.end if label == "REQUEST" else -_CLOSE
        parts.setdefault(label, []).append(weight)
    return {label: _faded(weights) for label, weights in parts.items()}


def _faded(weights: list[float]) -> float:
    """The sum of the twelve largest, each less than the one before."""
    if len(weights) == 1:
        return weights[0]
    return sum([weight * _FADES[k] for k, weight in enumerate(sorted(weights, reverse=True)[:_COUNTED])])


def rank(analysis: Analysis, events: Sequence[FrameHit], claims: Sequence[FrameHit]) -> list[ChoiceHit]:
    """The types of event, the primary one first (rank 1), and one answer for each listed target with a claim."""
    weights = type_weights(analysis, events)
    total = sum(weights.values())
    order = sorted(weights, key=lambda label: -weights[label])[:_KEPT]
    least = rulebook()["choices.types"].score - _USUAL_SHARE
    out = [
        ChoiceHit("event", label, "choices.types", round(min(0.95, least + weights[label] / total), 2), place)
        for place, label in enumerate(order, 1)
        if place == 1 or weights[label] / total >= _SMALLEST_SHARE
    ]
    return [*out, *_stances(analysis, claims)]


def _stances(analysis: Analysis, claims: Sequence[FrameHit]) -> list[ChoiceHit]:
    out: list[ChoiceHit] = []
    for target in analysis.lists.get("targets", ()):
        about = [claim for claim in claims if any(filler.text == target for filler in claim.roles.get("target", ()))]
        if about:
            found = {claim.label for claim in about} - {"NEUTRAL"} or {"NEUTRAL"}
            label = found.pop() if len(found) == 1 else "MIXED"
            score = max(claim.score for claim in about) * rulebook()["choices.voices"].score / _USUAL_CLAIM
            out.append(ChoiceHit("stance", label, "choices.voices", round(max(0.1, score), 2), None, target))
    return out
