"""Where a label that is written in a file goes in a scheme."""

from collections.abc import Sequence

from postil.schema.scheme import Kind, Layer, Scheme
from postil.schema.scheme_fields import nearest


def place(scheme: Scheme, written: str, kinds: Sequence[Kind]) -> tuple[Layer, str] | None:
    """The layer and label of "layer.LABEL", or of "LABEL" in the first layer that has it, looked for kind by kind.

    Layers with one answer for each entry of a list take no part: a label alone does not say which entry is meant.
    """
    layers = [layer for kind in kinds for layer in scheme.layers if layer.kind is kind and not layer.each]
    for layer in layers:
        name, _, label = written.partition(f"{layer.name}.")
        if not name and layer.label(label):
            return layer, label
    return next(((layer, written) for layer in layers if layer.label(written)), None)


def nearest_place(scheme: Scheme, written: str, kinds: Sequence[Kind]) -> str:
    """The hint about a label that has no place: the nearest one that has."""
    layers = [layer for layer in scheme.layers if layer.kind in kinds and not layer.each]
    full = [f"{layer.name}.{label.name}" for layer in layers for label in layer.labels]
    known = full if "." in written else [name.partition(".")[2] for name in full]
    return nearest(written, dict.fromkeys(known), say="The labels are")
