"""Persons met again by a part of their name."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View


def find_again(view: View, persons: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """Parts of the names of persons found: first and last tokens, and the whole in other case or with other hyphens."""
    whole: dict[str, _Names] = {}
    part: dict[str, str] = {}
    surnames: set[str] = set()
    for person in persons:
        names = tuple(person.key.replace("-", " ").replace(".", " ").split())
        if len(names) < 2:
            if len(names) == 1 and len(names[0]) > 2:
                part.setdefault(names[0], person.key)
            continue
        key = " ".join(names)
        for name in (names[0], names[-1]):
            if len(name) > 1 and name not in view.lexicon.particle:
                part.setdefault(name, key)
        if person.rule == "person.given":
            surnames.add(names[-1])
        tail = person.key.split()[-1]
        part.setdefault(tail, key)
        for at in range(1, len(names)):
            if names[at] in view.lexicon.particle or names[at] in ("de", "le", "la"):
                _add(whole, names[at], " ".join(names[at:]))
        _add(whole, names[0], key)
    reached = 0
    for index in _places(view, view.lexicon.particle.intersection(whole)):
        norm = view.norm[index]
        if index < reached or not (norm in part or norm in whole or ("-" in norm and norm.partition("-")[0] in whole)):
            continue
        last = _whole(view, index, whole, free)
        alike = norm in surnames and _like_surname(view, index)
        if not last and (free[index] or alike) and view.capital(index) and norm in part and len(norm) > 1:
            alone = view.initial[index] and norm in view.lexicon.common
            family = index > 0 and view.norm[index - 1] in _FAMILY
            last = 0 if alone or family or norm in view.lexicon.demonym else index + 1
        if last:
            yield view.hit(index, last, "person.again", key=part.get(norm, ""))
            reached = last


def _places(view: View, small: AbstractSet[str]) -> Sequence[int]:
    """The tokens at which a name may begin: capitals, and these words in small letters."""
    if not small:
        return view.capitals
    return [index for index, norm in enumerate(view.norm) if norm in small or view.capital(index)]


def _like_surname(view: View, index: int) -> bool:
    """Whether a name that is a place's, too, stands alone and not as places stand: "Hollande a dit", but "en Hollande"."""
    found = view.found_at(index)
    places = all(f.last - f.first == 1 and f.name.rule in _PLACES for f in found)
    return places and not (index and view.norm[index - 1] in _PLACE_BEFORE)


_FAMILY = frozenset(("les", "des", "aux", "famille", "freres", "soeurs", "epoux", "clan", "family", "brothers", "sisters"))
_PLACES = frozenset(("territory", "city", "region", "place.name"))
_PLACE_BEFORE = frozenset(("en", "a", "la", "l'", "au", "dans", "in", "at", "vers", "entre"))


class _Names:
    """The names with one first word, by their places: an article can have thousands of them."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.longest = 0  # characters

    def add(self, name: str) -> None:
        self.places.setdefault(name, len(self.places))
        self.longest = max(self.longest, len(name))


def _add(whole: dict[str, _Names], first: str, name: str) -> None:
    whole.setdefault(first, _Names()).add(name)


def _whole(view: View, first: int, whole: Mapping[str, _Names], free: Sequence[bool]) -> int:
    """The token after the name that begins at `first`, or 0; where several do, after the one that was found first."""
    names = whole.get(view.norm[first].partition("-")[0])
    if names is None:
        return 0
    at, text, place, last = first, "", len(names.places), 0
    while at < view.size and len(text) < names.longest and free[at]:
        text = f"{text} {view.norm[at].replace('-', ' ')}".strip()
        at += 1
        if names.places.get(text, place) < place:
            place, last = names.places[text], at
        if not view.joined[at - 1]:
            break
    return last
