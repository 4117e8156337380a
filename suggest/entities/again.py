"""Persons met again by a part of their name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View


def find_again(view: View, persons: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """Parts of the names of persons found: first and last tokens, and the whole in other case or with other hyphens."""
    whole: dict[str, dict[str, None]] = {}
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
                whole.setdefault(names[at], {})[" ".join(names[at:])] = None
        whole.setdefault(names[0], {})[key] = None
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


def _whole(view: View, first: int, whole: Mapping[str, Iterable[str]], free: Sequence[bool]) -> int:
    for name in whole.get(view.norm[first].partition("-")[0], ()):
        at, text = first, ""
        while at < view.size and len(text) < len(name) and free[at]:
            text = f"{text} {view.norm[at].replace('-', ' ')}".strip()
            at += 1
            if text == name:
                return at
            if not view.joined[at - 1]:
                break
    return 0
