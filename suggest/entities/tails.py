"""Organisations with what follows their name: branches of a known one, seats, and clubs with their town."""

from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_OF = frozenset(("de", "du", "d'", "des"))
_ORGS = frozenset(("org.name", "org.list"))
_PLACES = frozenset(("city", "region", "territory", "place.name"))


def find_tails(view: View) -> Iterator[EntityHit]:
    """Longer names of organisations: "CHU de Reims", "CGT Cheminots", "FC Zorvik", "Zorvik FC"."""
    words = view.lexicon
    for found in view.found:
        if found.name.rule in _ORGS and (last := _branch(view, found.first, found.last)) > found.last:
            yield view.hit(found.first, last, "org.branch")
    for index in view.capitals:
        if view.shouted[index]:
            continue
        norm, shape = view.norm[index], view.shape[index]
        if shape == "A" and norm in words.org_seated and (last := _seat(view, index)) > index + 1:
            yield view.hit(index, last, "org.branch")
        if (shape == "A" or len(norm) > 3) and norm in words.club and (last := _club(view, index)) > index + 1:
            yield view.hit(index, last, "org.club")
        if norm in words.club_suffix and (first := _town_before(view, index)) < index:
            yield view.hit(first, index + 1, "org.club")


def _branch(view: View, first: int, last: int) -> int:
    """The token after the capitals that follow a known organisation's name: "France Bleu [Normandie]"."""
    words, at = view.lexicon, last
    while at < view.size and at - last < 3 and view.joined[at - 1] and view.shape[at] == "C":
        norm = view.norm[at]
        person = norm in words.given or any(f.name.rule in ("person.known", "org.name", "org.list") for f in view.found_at(at))
        if person or norm in words.common or norm in words.title or norm in words.demonym or norm in words.people_adj:
            return last
        at += 1
    if at < view.size and view.joined[at - 1] and view.capital(at):
        return last
    return at


def _seat(view: View, index: int) -> int:
    """The token after "de Reims" behind "CHU"."""
    at = index + 1
    if at >= view.size or not view.joined[index]:
        return index
    if view.norm[at] in _OF:
        at += 1
        if at < view.size and view.norm[at] in ("la", "l'", "le"):
            at += 1
    if at >= view.size or not view.joined[at - 1] or not view.capital(at) or view.norm[at] in view.lexicon.given:
        return index
    return max((f.last for f in view.found_at(at) if f.first == at), default=at + 1)


def _club(view: View, index: int) -> int:
    """The token after the town or adjective behind "FC", "Olympique" or "Stade"."""
    at = index + 1
    if at >= view.size or not view.joined[index]:
        return index
    if view.like_adjective(at) and view.shape[index] == "C":
        return at + 1
    if view.norm[at] in _OF and view.norm[index] != "stade":
        at += 1
    if at >= view.size or not view.joined[at - 1] or view.norm[at] in view.lexicon.given or view.shape[at] != "C":
        return index
    place = max((f.last for f in view.found_at(at) if f.first == at and f.name.rule in _PLACES), default=0)
    if place:
        return place
    return at + 1 if view.shape[index] == "A" and at == index + 1 else index


def _town_before(view: View, index: int) -> int:
    """The first token of a known town that ends before "FC"."""
    if not view.joined[index - 1]:
        return index
    return min((f.first for f in view.found_at(index - 1) if f.last == index and f.name.rule == "city"), default=index)
