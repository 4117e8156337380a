"""Hits turned into suggestions for the layers of one scheme."""

import logging
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from postil.schema.annotation import Filler, Suggestion
from postil.schema.scheme import Kind, Layer, Role, Scheme
from postil.suggest.analysis import ChoiceHit, EntityHit, FrameHit, RoleHit

_LOG = logging.getLogger("postil.suggest")


class Layers:
    """Where each hit goes in a scheme: to the first layer of its kind that has its label, whatever the layer is called."""

    def __init__(self, scheme: Scheme) -> None:
        self._spans = _by_label(scheme, Kind.SPANS)
        self._frames = _by_label(scheme, Kind.FRAMES)
        choices = [layer for layer in scheme.layers if layer.kind is Kind.CHOICES]
        self._whole = {label.name: la for la in reversed(choices) if not la.each for label in la.labels}
        self._each = {label.name: la for la in reversed(choices) if la.each for label in la.labels}
        self.wants_frames = bool(self._frames or choices)

    def suggestions(
        self, text: str, entities: Sequence[EntityHit], frames: Sequence[FrameHit], choices: Sequence[ChoiceHit]
    ) -> tuple[Suggestion, ...]:
        """The hits as suggestions: spans and frames by offset, then choices.

        What the scheme has no layer, label, role, attribute or value for is left out. Of hits with one identity the
        first is kept. A hit outside the text, which no rule should make, is left out and logged as an error: one bad
        rule must not cost an article its other suggestions.
        """
        out: dict[str, Suggestion] = {}
        ids: dict[tuple[int, int, str], str] = {}
        for hit in entities:
            if not _inside(hit, text):
                continue
            if layer := self._spans.get(hit.label):
                made = _suggestion(layer, hit.label, hit.rule, hit.score, text, hit.start, hit.end)
                ids[hit.start, hit.end, hit.label] = made.id
                out.setdefault(made.id, made)
        for frame in frames:
            if not _inside(frame, text):
                continue
            if layer := self._frames.get(frame.label):
                roles = {role.name: self._fill(role, frame.roles.get(role.name, ()), ids) for role in layer.roles}
                attributes = {a.name: v for a in layer.attributes if (v := frame.attributes.get(a.name, "")) in a.values}
                made = _suggestion(
                    layer, frame.label, frame.rule, frame.score, text, frame.start, frame.end,
                    roles={name: fillers for name, fillers in roles.items() if fillers}, attributes=attributes,
                )  # fmt: skip
                out.setdefault(made.id, made)
        marks = sorted(out.values(), key=lambda s: (s.start, -(s.end or 0), s.layer))
        answers: dict[str, Suggestion] = {}
        for choice in choices:
            if layer := (self._each if choice.target else self._whole).get(choice.label):
                made = _suggestion(layer, choice.label, choice.rule, choice.score, rank=choice.rank, target=choice.target)
                answers.setdefault(made.id, made)
        return (*marks, *answers.values())

    def _fill(self, role: Role, hits: Sequence[RoleHit], ids: Mapping[tuple[int, int, str], str]) -> tuple[Filler, ...]:
        fillers: dict[Filler, None] = {}
        for hit in hits:
            entity = hit.entity
            found = ids.get((entity.start, entity.end, entity.label)) if entity else None
            if found and entity and f"{self._spans[entity.label].name}.{entity.label}" in role.of:
                fillers[Filler(suggestion=found)] = None
            elif hit.text and (role.text or role.list):
                fillers[Filler(text=hit.text)] = None
        return tuple(fillers) if role.many else tuple(fillers)[:1]


def mark_id(layer: str, label: str, start: int | None = None, end: int | None = None, target: str = "") -> str:
    """The id of a suggestion, made from its identity: whoever makes it, and whenever, it is the same."""
    identity = f"{layer}\0{label}\0{start}\0{end}\0{target}"
    return "s" + blake2b(identity.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _inside(hit: EntityHit | FrameHit, text: str) -> bool:
    """Whether the hit has a range of at least one character in the text."""
    if 0 <= hit.start < hit.end <= len(text):
        return True
    _LOG.error("rule %s made %s at %d to %d of %d characters: left out", hit.rule, hit.label, hit.start, hit.end, len(text))
    return False


def _by_label(scheme: Scheme, kind: Kind) -> dict[str, Layer]:
    return {label.name: layer for layer in reversed(scheme.layers) if layer.kind is kind for label in layer.labels}


def _suggestion(
    layer: Layer,
    label: str,
    rule: str,
    score: float,
    text: str = "",
    start: int | None = None,
    end: int | None = None,
    *,
    roles: Mapping[str, tuple[Filler, ...]] | None = None,
    attributes: Mapping[str, str] | None = None,
    rank: int | None = None,
    target: str = "",
) -> Suggestion:
    return Suggestion(
        id=mark_id(layer.name, label, start, end, target),
        layer=layer.name,
        label=label,
        start=start,
        end=end,
        text=text[start:end] if start is not None else "",
        roles=roles or {},
        attributes=attributes or {},
        rank=rank,
        target=target,
        source=f"rules:{rule}",
        score=score,
    )
