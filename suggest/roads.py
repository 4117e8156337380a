"""Numbered roads."""

import re
from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.view import View

_ROAD = re.compile(r"(?:a|n|d|rn|rd|m)\d{1,4}")
_BEFORE = frozenset(("l'", "autoroute", "route", "sur", "la", "d'", "autoroutes"))


def find_roads(view: View) -> Iterator[EntityHit]:
    """Names such as "A7" and "RN20" after an article or after "autoroute"."""
    for index, norm in enumerate(view.norm):
        if len(norm) < 7 and index and view.capital(index) and _ROAD.fullmatch(norm) and view.norm[index - 1] in _BEFORE:
            yield view.hit(index, index + 1, "place.road")
