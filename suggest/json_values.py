"""Values of parsed JSON taken for what they should be. All of these raise TypeError for anything else."""

from collections.abc import Mapping, Sequence

from postil.schema.json_types import Json


def mapping(value: Json) -> Mapping[str, Json]:
    """An object."""
    if not isinstance(value, Mapping):
        raise TypeError("a map is wanted here")
    return value


def sequence(value: Json) -> Sequence[Json]:
    """An array."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise TypeError("a list is wanted here")
    return value


def text(value: Json) -> str:
    """A string."""
    if not isinstance(value, str):
        raise TypeError("a text is wanted here")
    return value


def whole(value: Json) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number is wanted here")
    return value


def number(value: Json) -> float:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("a number is wanted here")
    return float(value)
