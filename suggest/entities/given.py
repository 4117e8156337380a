"""Persons by their first names: with the names after them, the unknown ones before, initials, and pairs."""

from collections.abc import Callable, Iterator, Sequence

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_SMALL = frozenset(("de", "du", "d'", "des"))
_ARTICLES = frozenset(("le", "la", "l'", "les", "du", "des", "au", "aux", "un", "une", "the"))
_INSIDE = frozenset(("le", "la", "de", "un", "will", "may", "an", "so"))


def find_given(view: View, taken: Sequence[bool]) -> Iterator[EntityHit]:
    """First names with what follows. `taken` tells tokens of names of several words that the tables know."""
    reached = 0
    known = {found.first: found.last for found in view.found if found.name.rule == "person.known"}
    for index in view.capitals:
        if index in known and (first := _before(view, index, taken, reached)) < index:
            yield view.hit(first, known[index], "person.given")
        if index < reached or taken[index] or view.shouted[index]:
            continue
        if view.shape[index] == "1":
            last = _initials(view, index, taken)
            if last:
                yield view.hit(index, last, "person.given")
                reached = last
        elif view.norm[index] in view.lexicon.given and not (view.found_at(index) and view.found_at(index + 1)):
            first, last = _before(view, index, taken, reached), extend(view, index, taken.__getitem__)
            if last > first + 1:
                yield view.hit(first, last, "person.given")
                reached = last
                if other := _other_of_pair(view, first):
                    yield view.hit(other, other + 1, "person.pair")
            elif _aged(view, index):
                yield view.hit(index, index + 1, "person.aged")


def extend(view: View, first: int, taken: Callable[[int], bool], longest: int = 5) -> int:
    """The token after a person's name that begins at `first`: capitals, initials, and particles between them.

    `taken` tells of a token whether it belongs to something else.
    """
    words, at, count = view.lexicon, first + 1, 1
    while at < view.size and count < longest and view.joined[at - 1] and not taken(at):
        norm = view.norm[at]
        if view.capital(at):
            if norm in words.common and norm not in _INSIDE and view.shape[at] != "1":
                break
            if (norm in words.demonym and count > 1) or (view.shape[at] == "A" and view.shape[first] != "A" and len(norm) < 5):
                break
            if norm in ("le", "la", "de") and not (view.capital(at + 1) and view.joined[at]):
                break
            at += 1
            count += 1
            if view.shape[at - 1] == "1" and at < view.size and view.norm[at] == "." and view.starts[at] == view.ends[at - 1]:
                at += 1
        elif norm in words.particle or norm in _SMALL:
            after = at + 1
            if after < view.size and view.norm[after] in ("la", "der", "den", "los"):
                after += 1
            if not (view.capital(after) and view.joined[at] and not taken(after)) or view.norm[after] in words.common:
                break
            if norm not in words.particle and ((count > 1 and norm not in ("de", "d'")) or _place_after(view, after)):
                break
            at = after + 1
            count += 1
        else:
            break
    return at


def _place_after(view: View, index: int) -> bool:
    return any(found.name.rule in ("territory", "region", "org.name") for found in view.found_at(index))


def _before(view: View, index: int, taken: Sequence[bool], reached: int) -> int:
    """The first token of a name whose known first name stands at `index`: up to two unknown capitals before it."""
    words, first = view.lexicon, index
    while first > reached and index - first < 2 and view.joined[first - 1] and view.shape[first - 1] == "C":
        norm = view.norm[first - 1]
        known = norm in words.common or norm in words.title or norm in words.title_adj or norm in words.demonym
        if known or norm in words.heads or norm in words.org_label or norm in view.lower_words or norm.endswith("'"):
            break
        if taken[first - 1] or view.initial[first - 1] or view.found_at(first - 1) or norm in words.org_suffix:
            break
        first -= 1
    # No article stands before a person's name: "la République" is none of "la République Zora Brell".
    led = first < index and first and view.norm[first - 1] in _ARTICLES
    return index if led else first


def _initials(view: View, first: int, taken: Sequence[bool]) -> int:
    """The token after a name that begins with initials, such as "J. K. Rowling", or 0."""
    at = first
    while (
        at + 2 < view.size
        and at - first < 8
        and view.shape[at] == "1"
        and view.norm[at + 1] == "."
        and view.starts[at + 1] == view.ends[at]
    ):
        at += 2
        if not view.joined[at - 1]:
            return 0
    if at == first or view.norm[first] in view.lexicon.title or view.shape[at] != "C" or taken[at]:
        return 0
    return 0 if view.norm[at] in view.lexicon.common else extend(view, at, taken.__getitem__)


def _other_of_pair(view: View, first: int) -> int:
    """The first name of "Zora et [Milan Brell]", which has the name of the second, or 0."""
    other = first - 2
    if other < 1 or view.norm[first - 1] not in ("et", "and") or not (view.joined[other] and view.joined[first - 1]):
        return 0
    alone = view.shape[other] == "C" and not (view.joined[other - 1] and view.capital(other - 1))
    return other if alone and view.norm[other] in view.lexicon.given and not view.found_at(other) else 0


def _aged(view: View, index: int) -> bool:
    """Whether an age follows a first name: "Zora, 12 ans", "Zora, une voisine de 43 ans"."""
    if index + 3 >= view.size or view.norm[index + 1] != "," or view.found_at(index):
        return False
    for at in range(index + 2, min(index + 9, view.size - 1)):
        if view.shape[at] == "d":
            return len(view.norm[at]) < 4 and view.norm[at + 1] in ("ans", "mois", "years")
        if view.norm[at] in (",", ".", ";"):
            return False
    return False
