"""Which hue a label has: its own, else by what it means, else by its place in the scheme."""

from functools import lru_cache

from rich.color import Color

from postil.schema.scheme import Kind, Layer
from postil.tui.colors import Colors, Ink

ORDER = ("green", "blue", "yellow", "purple", "teal", "orange", "red", "grey")
_MEANING = {"FAVOR": "green", "AGAINST": "red", "NEUTRAL": "grey", "MIXED": "yellow", "NOT_ADDRESSED": "grey"}
_ALIASES = {"gray": "grey", "cyan": "teal", "magenta": "purple", "violet": "purple", "pink": "purple", "brown": "orange"}


def ink(colors: Colors, layer: Layer, label: str) -> Ink:
    """The ink of a label in a theme."""
    hue = _hue(layer, label)
    found = colors.inks.get(_ALIASES.get(hue, hue))
    if found is not None:
        return found
    return _mixed(hue, colors.dark) if hue.startswith("#") else colors.inks["blue"]


@lru_cache(256)
def _mixed(hue: str, dark: bool) -> Ink:
    """An ink from "#rrggbb": as it is for text, darker (or as it is) for a ground."""
    red, green, blue = Color.parse(hue).get_truecolor()
    half = f"#{red // 3:02x}{green // 3:02x}{blue // 3:02x}"
    return Ink(hue, half, "#ffffff", "#303030") if dark else Ink(half, hue, "#000000", "#eeeeee")


def _hue(layer: Layer, name: str) -> str:
    at = next((n for n, label in enumerate(layer.labels) if label.name == name), None)
    if at is not None and layer.labels[at].color:
        return layer.labels[at].color.lower()
    if name in _MEANING:
        return _MEANING[name]
    return ORDER[at % len(ORDER)] if at is not None and layer.kind is Kind.SPANS else "blue"
