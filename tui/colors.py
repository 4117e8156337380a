"""What things look like: one set of Rich styles for each theme, chosen so that 256 and 16 colours keep labels apart.

Colours are values of the 256-colour palette (or, on 16 colours, of the standard one), so that nothing is rounded on
the way to the terminal. Colour only helps: the sign, the short label, underline and reverse carry the meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style


@dataclass(frozen=True, slots=True)
class Ink:
    """One hue: as text on the ground, and as a ground with text on it (strong and faint)."""

    text: str
    ground: str
    on_ground: str
    faint_ground: str


@dataclass(frozen=True, slots=True)
class Colors:
    """A theme. Every field is "#rrggbb"; `inks` by hue."""

    name: str
    dark: bool
    ground: str
    panel: str
    bar: str
    cursor: str
    text: str
    soft: str
    faint: str
    accent: str
    warn: str
    bad: str
    good: str
    current: str
    on_current: str
    inks: Mapping[str, Ink]

    @property
    def current_text(self) -> str:
        """The colour of what is current, as text: its ground would be too light on a light ground."""
        return self.current if self.dark else self.warn


DARK = Colors(
    name="dark",
    dark=True,
    ground="#1c1c1c",
    panel="#262626",
    bar="#303030",
    cursor="#3a3a3a",
    text="#d0d0d0",
    soft="#8a8a8a",
    faint="#626262",
    accent="#87afd7",
    warn="#d7af5f",
    bad="#d75f5f",
    good="#87af5f",
    current="#ffd75f",
    on_current="#000000",
    inks={
        "green": Ink("#87d75f", "#005f00", "#ffffff", "#303030"),
        "blue": Ink("#afd7ff", "#005f87", "#ffffff", "#303030"),
        "yellow": Ink("#d7d75f", "#5f5f00", "#ffffff", "#303030"),
        "purple": Ink("#d7afd7", "#5f005f", "#ffffff", "#303030"),
        "teal": Ink("#87d7d7", "#005f5f", "#ffffff", "#303030"),
        "orange": Ink("#ffaf5f", "#875f00", "#ffffff", "#303030"),
        "red": Ink("#ff8787", "#870000", "#ffffff", "#303030"),
        "grey": Ink("#bcbcbc", "#4e4e4e", "#ffffff", "#303030"),
    },
)

LIGHT = Colors(
    name="light",
    dark=False,
    ground="#ffffff",
    panel="#eeeeee",
    bar="#dadada",
    cursor="#d0d0d0",
    text="#1c1c1c",
    soft="#626262",
    faint="#8a8a8a",
    accent="#005f87",
    warn="#875f00",
    bad="#af0000",
    good="#005f00",
    current="#ffd700",
    on_current="#000000",
    inks={
        "green": Ink("#005f00", "#afd787", "#000000", "#eeeeee"),
        "blue": Ink("#005faf", "#afd7ff", "#000000", "#eeeeee"),
        "yellow": Ink("#5f5f00", "#d7d787", "#000000", "#eeeeee"),
        "purple": Ink("#870087", "#ffafff", "#000000", "#eeeeee"),
        "teal": Ink("#005f5f", "#87d7d7", "#000000", "#eeeeee"),
        "orange": Ink("#875f00", "#ffd7af", "#000000", "#eeeeee"),
        "red": Ink("#af0000", "#ffafaf", "#000000", "#eeeeee"),
        "grey": Ink("#4e4e4e", "#d0d0d0", "#000000", "#eeeeee"),
    },
)

CONTRAST = Colors(
    name="contrast",
    dark=True,
    ground="#000000",
    panel="#000000",
    bar="#000000",
    cursor="#0000af",
    text="#ffffff",
    soft="#e4e4e4",
    faint="#bcbcbc",
    accent="#5fffff",
    warn="#ffff00",
    bad="#ff5f5f",
    good="#5fff5f",
    current="#ffff00",
    on_current="#000000",
    inks={
        "green": Ink("#5fff5f", "#008700", "#ffffff", "#262626"),
        "blue": Ink("#87d7ff", "#005fd7", "#ffffff", "#262626"),
        "yellow": Ink("#ffff5f", "#878700", "#ffffff", "#262626"),
        "purple": Ink("#ff87ff", "#8700af", "#ffffff", "#262626"),
        "teal": Ink("#5fffff", "#008787", "#ffffff", "#262626"),
        "orange": Ink("#ffaf5f", "#af5f00", "#ffffff", "#262626"),
        "red": Ink("#ff8787", "#d70000", "#ffffff", "#262626"),
        "grey": Ink("#e4e4e4", "#6c6c6c", "#ffffff", "#262626"),
    },
)

_STANDARD = {
    "green": Ink("#00aa00", "#00aa00", "#000000", "#000000"),
    "blue": Ink("#5555ff", "#0000aa", "#ffffff", "#000000"),
    "yellow": Ink("#ffff55", "#aa5500", "#ffffff", "#000000"),
    "purple": Ink("#ff55ff", "#aa00aa", "#ffffff", "#000000"),
    "teal": Ink("#55ffff", "#00aaaa", "#000000", "#000000"),
    "orange": Ink("#aa5500", "#aa5500", "#ffffff", "#000000"),
    "red": Ink("#ff5555", "#aa0000", "#ffffff", "#000000"),
    "grey": Ink("#aaaaaa", "#555555", "#ffffff", "#000000"),
}

SIXTEEN = Colors(
    name="sixteen",
    dark=True,
    ground="#000000",
    panel="#000000",
    bar="#000000",
    cursor="#555555",
    text="#aaaaaa",
    soft="#aaaaaa",
    faint="#555555",
    accent="#55ffff",
    warn="#ffff55",
    bad="#ff5555",
    good="#55ff55",
    current="#ffff55",
    on_current="#000000",
    inks=_STANDARD,
)

THEMES = {colors.name: colors for colors in (DARK, LIGHT, CONTRAST)}


@lru_cache(4096)
def style(
    color: str = "",
    ground: str = "",
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    strike: bool = False,
    reverse: bool = False,
) -> Style:
    """A Rich style; what is not asked for is left alone."""
    return Style(
        color=color or None,
        bgcolor=ground or None,
        bold=bold or None,
        italic=italic or None,
        underline=underline or None,
        strike=strike or None,
        reverse=reverse or None,
    )
