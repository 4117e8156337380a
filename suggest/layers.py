"""Hits turned into suggestions for the layers of one scheme."""

import logging
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from postil.schema.annotation import Filler, Suggestion
from postil.schema.scheme import Kind, Layer, Role, Scheme
from postil.suggest.analysis import ChoiceHit, EntityHit, FrameHit, RoleHit
from postil.suggest.meanings import MEANINGS, Place, home

_LOG = logging.getLogger("postil.suggest")


class Layers:
    """Where each hit goes in a scheme: to the first layer of its kind that has its label, whatever the layer is called.

    An entity whose label no layer has goes to the label that means the same, or where such things go without their own
    (`meanings`): countries and cities are places in a scheme without GPE.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._spans = _spans(scheme)
        self._frames = _by_label(scheme, Kind.FRAMES)
        choices = [layer for layer in scheme.layers if layer.kind is Kind.CHOICES]
        self._whole = {label.name: la for la in reversed(choices) if not la.each for label in la.labels}
        self._each = {label.name: la for la in reversed(choices) if la.each for label in la.labels}
        self.wants_frames = bool(self._frames or choices)
        # What may fill a role, by the hit's label: "entity.GPE" for "GPE".
        self._written = {label: f"{layer.name}.{own}" for label, (layer, own) in self._spans.items()}

    def suggestions(
        self, text: str, entities: Sequence[EntityHit], frames: Sequence[FrameHit], choices: Sequence[ChoiceHit]
    ) -> tuple[Suggestion, ...]:
        """The hits as suggestions: spans and frames by offset, then choices.

        What the scheme has no layer, label, role, attribute or value for is left out. Of hits with one identity the
        first is kept. A hit outside the text, which no rule should make, is left out and logged as an error: one bad
        rule must not cost an article its other suggestions.
        """
        out: dict[str, Suggestion] = {}
        fillers: dict[tuple[int, int, str], Filler] = {}
        for hit in entities:
            start, end, label = hit.start, hit.end, hit.label
            if not _inside(hit, text):
                continue
            if found := self._spans.get(label):
                place, own = found
                made_id = mark_id(place.name, own, start, end)
                fillers[start, end, label] = Filler(suggestion=made_id)
                if made_id not in out:
                    out[made_id] = Suggestion(
                        id=made_id, layer=place.name, label=own, start=start, end=end, text=text[start:end],
                        source=f"rules:{hit.rule}", score=hit.score,
                    )  # fmt: skip
        for frame in frames:
            start, end, label = frame.start, frame.end, frame.label
            if not _inside(frame, text):
                continue
            if layer := self._frames.get(label):
                made_id = mark_id(layer.name, label, start, end)
                if made_id not in out:
                    out[made_id] = Suggestion(
                        id=made_id, layer=layer.name, label=label, start=start, end=end, text=text[start:end],
                        roles=self._roles(layer, frame, fillers), attributes=_attributes(layer, frame),
                        source=f"rules:{frame.rule}", score=frame.score,
                    )  # fmt: skip
        marks = sorted(out.values(), key=lambda s: (s.start, -(s.end or 0), s.layer))
        answers: dict[str, Suggestion] = {}
        for choice in choices:
            target = choice.target
            if layer := (self._each if target else self._whole).get(choice.label):
                made_id = mark_id(layer.name, choice.label, target=target)
                if made_id not in answers:
                    answers[made_id] = Suggestion(
                        id=made_id, layer=layer.name, label=choice.label, rank=choice.rank, target=target,
                        source=f"rules:{choice.rule}", score=choice.score,
                    )  # fmt: skip
        return (*marks, *answers.values())

    def _roles(
        self, layer: Layer, frame: FrameHit, known: Mapping[tuple[int, int, str], Filler]
    ) -> dict[str, tuple[Filler, ...]]:
        """The roles that somebody fills: each entity and each text once, the first alone where a role takes one."""
        out: dict[str, tuple[Filler, ...]] = {}
        for role in layer.roles:
            if (hits := frame.roles.get(role.name)) and (fillers := self._fill(role, hits, known)):
                out[role.name] = tuple(dict.fromkeys(fillers)) if role.many and len(fillers) > 1 else (fillers[0],)
        return out

    def _fill(self, role: Role, hits: Sequence[RoleHit], known: Mapping[tuple[int, int, str], Filler]) -> list[Filler]:
        out: list[Filler] = []
        for entity, text in hits:
            found = known.get((entity.start, entity.end, entity.label)) if entity else None
            if found and entity and self._written[entity.label] in role.of:
                out.append(found)
            elif text and (role.text or role.list):
                out.append(Filler(text=text))
        return out


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


def _spans(scheme: Scheme) -> dict[str, Place]:
    """Where each label of an entity goes: its own label, or the one that stands for what it means."""
    meant = {meaning: found for meaning in MEANINGS if (found := home(scheme, meaning))}
    return meant | {label: (layer, label) for label, layer in _by_label(scheme, Kind.SPANS).items()}


def _by_label(scheme: Scheme, kind: Kind) -> dict[str, Layer]:
    return {label.name: layer for layer in reversed(scheme.layers) if layer.kind is kind for label in layer.labels}


def _attributes(layer: Layer, frame: FrameHit) -> dict[str, str]:
    """The values that the layer has."""
    said = frame.attributes.get
    return {a.name: value for a in layer.attributes if (value := said(a.name, "")) in a.values}
