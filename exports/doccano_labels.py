"""What doccano is given as a label: the label alone where only one layer has it, else after its layer."""

from collections import Counter

from postil.schema.annotation import Mark
from postil.schema.scheme import Kind, Scheme


class Labels:
    """The labels of a scheme, those of ranges and those of articles apart, as doccano has them apart."""

    def __init__(self, scheme: Scheme) -> None:
        self._several: dict[bool, set[str]] = {}
        for whole in (False, True):
            layers = [layer for layer in scheme.layers if (layer.kind is Kind.CHOICES) is whole]
            counts = Counter(name for layer in layers for name in {_folded(label.name) for label in layer.labels})
            signs = {label.name for layer in layers for label in layer.labels if any(sign in label.name for sign in ".:/")}
            self._several[whole] = {name for name, count in counts.items() if count > 1} | {_folded(name) for name in signs}

    def of(self, mark: Mark) -> str:
        """ "PER", or "entity:PER" where other layers have a PER too; before the label stands the target that it is about."""
        told = f"{mark.target}:{mark.label}" if mark.target else mark.label
        return f"{mark.layer}:{told}" if _folded(mark.label) in self._several[mark.start is None] else told


def _folded(label: str) -> str:
    return label.casefold().replace("-", "_").replace(" ", "_")
