"""Which key sets which label of a layer."""

from collections.abc import Mapping
from functools import lru_cache

from postil.schema.scheme import Layer


@lru_cache(256)
def label_keys(layer: Layer) -> Mapping[str, str]:
    """Key to label name: the keys that the scheme gives, then the digits 1 to 9 that are left, in the labels' order."""
    given = {label.key: label.name for label in layer.labels if label.key}
    digits = (digit for digit in "123456789" if digit not in given)
    return given | dict(zip(digits, (label.name for label in layer.labels if not label.key), strict=False))
