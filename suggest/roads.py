"""Numbered roads."""

import re
from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.view import View

_ROAD = re.compile(r"(?:a|n|d|rn|rd|m)\d{1,4}")
_ROADS = frozenset(("autoroute", "autoroutes", "motorway", "highway"))
_BEFORE = frozenset(("l'", "autoroute", "route", "la", "autoroutes"))


def find_roads(view: View) -> Iterator[EntityHit]:
    """Names such as "A7" and "RN20" after "l'" or "autoroute", or anywhere in an article about motorways."""
    for index in view.capitals:
        norm = view.norm[index]
        if not (2 <= len(norm) < 7 and norm[-1].isdigit() and _ROAD.fullmatch(norm)):
            continue
        if (index and view.norm[index - 1] in _BEFORE) or not view.lower_words.isdisjoint(_ROADS):
            yield view.hit(index, index + 1, "place.road")
