"""What the whole article is about: its types of event in order, and what its voices together convey on each target."""

from bisect import bisect_right
from collections.abc import Sequence

from postil.suggest.analysis import Analysis, ChoiceHit, FrameHit
from postil.suggest.rulebook import rulebook

_KEPT = 3
_USUAL_SHARE = 0.3
_USUAL_CLAIM = 0.7
_SMALLEST_SHARE = 0.08
_LEAD = (3.6, 2.2, 1.4, 1.2)
_BODY = 0.6
_TOLD = {"asserted": 1.0, "future": 0.9, "alleged": 0.6, "hypothetical": 0.6, "negated": 0.5, "historical": 0.2}
_IN_PASSING = 0.15
_FADING = 0.75
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
    for position, event in enumerate(events):
        place = bisect_right(ends, event.start)
        weight = _LEAD[place] if place < len(_LEAD) else _BODY
        weight *= _TOLD.get(event.attributes.get("modality", ""), 1.0) * event.score
        if event.attributes.get("salience") == "background":
            weight *= _IN_PASSING
        before = events[position - 1] if position else None
        following = events[position + 1] if position + 1 < len(events) else None
        if event.rule == MESSAGE:
            weight *= _ONLY_A_MESSAGE
        elif following and event.label == "AGREE" and 0 <= following.start - event.end < _CLOSE:
            weight *= _ONLY_A_FRAME
        if before and before.label == "REQUEST" and 0 <= event.start - before.end < _CLOSE:
            weight *= _ONLY_A_FRAME
        parts.setdefault(event.label, []).append(weight)
    return {
        label: sum(weight * _FADING**k for k, weight in enumerate(sorted(weights, reverse=True)[:12]))
        for label, weights in parts.items()
    }


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
