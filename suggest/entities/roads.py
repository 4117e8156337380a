"""Numbered roads, and the districts of a city that have a number."""

import re
from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_ROAD = re.compile(r"(?:a|n|d|e|rn|rd|m)\d{1,4}")
_LETTERS = frozenset(("rn", "rd", "n", "d", "a", "e"))
_KINDS = frozenset(("departementale", "nationale"))
_ROADS = frozenset(("autoroute", "autoroutes", "motorway", "highway"))
_BEFORE = frozenset(("l'", "autoroute", "route", "la", "autoroutes"))
_DISTRICT = re.compile(r"1er|[12]?\de|[ivx]+e")


def find_roads(view: View) -> Iterator[EntityHit]:
    """Names such as "A7" after "l'" or "autoroute", or anywhere in an article about motorways; districts by their number."""
    for index in view.capitals:
        norm = view.norm[index]
        if norm[-1].isdigit() and 2 <= len(norm) < 7 and _ROAD.fullmatch(norm):
            if (index and view.norm[index - 1] in _BEFORE) or not view.lower_words.isdisjoint(_ROADS):
                yield view.hit(index, index + 1, "place.road")
        elif norm in _LETTERS and _number(view, index + 1) and (len(norm) == 2 or (index and view.norm[index - 1] in _BEFORE)):
            yield view.hit(index, index + 2, "place.road")
    if "arrondissement" in view.analysis.folded:
        for index in range(1, view.size):
            if view.norm[index] == "arrondissement" and _DISTRICT.fullmatch(view.norm[index - 1]):
                yield view.hit(index - 1, index + 1, "place.district")
    if "nationale " in view.analysis.folded or "départementale " in view.analysis.folded:
        for index in range(view.size - 1):
            if view.norm[index] in _KINDS and _number(view, index + 1):
                first = index - 1 if index and view.norm[index - 1] == "route" else index
                yield view.hit(first, index + 2, "place.road")


def _number(view: View, index: int) -> bool:
    return index < view.size and view.joined[index - 1] and view.norm[index].isdigit() and len(view.norm[index]) < 5
