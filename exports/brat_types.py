"""What the labels of a scheme are called in brat: as they are where that is plain and says enough, else after their layer."""

from collections import Counter
from collections.abc import Sequence

from postil.schema.annotation import Mark
from postil.schema.brat_names import brat_name, brat_type
from postil.schema.scheme import Kind, Layer, Scheme

_ENTITIES, _EVENTS = "entities", "events"


class Types:
    """The types of brat for a scheme. What the scheme does not have is called after its layer too."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        ranges = [layer for layer in scheme.layers if layer.kind is not Kind.CHOICES]
        self.entities: Sequence[Layer] = [layer for layer in ranges if not _is_event(layer)]
        self.events: Sequence[Layer] = [layer for layer in ranges if _is_event(layer)]
        self.relations = {layer.name: layer for layer in self.events if _is_relation(layer)}
        """The layers whose frames say no more than that one annotation stands in a relation to another."""
        self._event_layers = {layer.name for layer in self.events} | {_EVENTS}
        self.valued = {a.name for layer in ranges for a in layer.attributes if set(a.values) != {"true"}}
        """The attributes that have values; others are there or not."""
        homes = Counter(name for layer in ranges for name in {_folded(label.name) for label in layer.labels})
        self._written = {
            (layer.name, label.name): brat_type("" if _alone(label.name, homes) else layer.name, label.name)
            for layer in ranges
            for label in layer.labels
        }

    def of(self, mark: Mark) -> str:
        """The type of a mark."""
        return self.written(mark.layer, mark.label)

    def written(self, layer: str, label: str) -> str:
        """The type of a label."""
        found = self._written.get((layer, label))
        if found is None:
            bare = layer in ("", _ENTITIES, _EVENTS) and "." not in label
            found = self._written[layer, label] = brat_type("" if bare else layer, label)
        return found

    def is_event(self, mark: Mark) -> bool:
        """Whether it is an event with a trigger, and not an entity."""
        return mark.layer in self._event_layers and mark.layer != _ENTITIES

    def is_span(self, mark: Mark) -> bool:
        """Whether it is of a layer of spans, which have no roles of their own."""
        layer = self.scheme.find(mark.layer)
        return layer is not None and layer.kind is Kind.SPANS

    def reference(self, place: str) -> str:
        """The type of "layer.LABEL"."""
        layer, _, label = place.partition(".")
        return self.written(layer, label)


def _is_event(layer: Layer) -> bool:
    """Whether the layer's marks have triggers. A layer called as brat calls entities holds those, also with relations."""
    return layer.kind is Kind.FRAMES and layer.name != _ENTITIES


def _is_relation(layer: Layer) -> bool:
    """Whether the layer's frames are relations of two annotations, and have room for nothing else."""
    single = all(role.of and not (role.text or role.list or role.many) for role in layer.roles)
    return len(layer.roles) == 2 and single and not layer.attributes


def _alone(label: str, homes: Counter[str]) -> bool:
    """Whether the label leads to its layer by itself, however loosely it is compared."""
    return homes[_folded(label)] == 1 and "." not in label


def _folded(label: str) -> str:
    return brat_name(label).casefold().replace("-", "_")
