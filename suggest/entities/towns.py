"""Towns that no table has, by their surroundings or by how they are built."""

from collections.abc import Iterator, Sequence

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_NOT_ALONE = frozenset(
    ("capital", "nord", "sud", "est", "ouest", "centre", "large", "republique", "maire", "eveque", "camp", "station", "port")
)
_OF = frozenset(("de", "d'", "du", "des"))
_LINKS = frozenset(("sur", "en", "les", "sous", "le", "la", "de", "du", "et", "aux", "d", "l"))


def town_name(word: str) -> bool:
    """Whether a plain word is built as names of towns are: "x-sur-y", "saint-x"."""
    parts = word.split("-")
    return parts[0] in ("saint", "sainte", "st", "ste") or any(p in _LINKS for p in parts[1:-1])


def is_town(view: View, first: int, last: int) -> bool:
    """Whether an unknown name stands where places stand: "à X", "la ville de X", "le maire de X", "X (Var)"."""
    words = view.lexicon
    if words.language == "fr" and last - first <= 3 and view.norm[first] not in words.given and _region_after(view, last):
        return True
    if not first or not view.joined[first - 1]:
        return False
    before = view.norm[first - 1]
    if words.language == "en":
        return (before in ("in", "near", "at") and last - first <= 2) or (
            before == "of" and first > 1 and view.norm[first - 2] in words.city_before
        )
    if before in ("a", "en") and last - first <= 3 and view.norm[first] not in words.given:
        written = view.analysis.tokens[first - 1].text in ("à", "À", "en", "En")
        return written and not (first > 1 and view.norm[first - 2] in words.not_to)
    if before in _OF and first > 1 and view.norm[first] not in words.given and last - first <= 2:
        kind = view.norm[first - 2]
        if before in ("de", "d'"):
            return kind in words.city_before or kind in words.city_of or kind == "pres"
        return kind in words.city_of and last - first == 1
    return before in words.city_before and before not in _NOT_ALONE


def _region_after(view: View, last: int) -> bool:
    """Whether a region or state stands in brackets after a name: "X (Var)", "X (Texas)"."""
    if last + 2 >= view.size or view.norm[last] != "(":
        return False
    return any(
        view.norm[found.last] in (")", ",") and found.name.rule in ("region", "territory")
        for found in view.found_at(last + 1)
        if found.first == last + 1 and found.last < view.size
    )


def find_listed(view: View, hits: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """Unknown names that are linked to a known place: "entre Nice et [X]", "Metz ou [X]", "Nice, [X] et Lyon"."""
    if view.lexicon.language != "fr":
        return
    places = {view.index_at(hit.start): view.index_at(hit.end) for hit in hits if hit.label == "GPE"}
    ends = {last: first for first, last in places.items()}
    for index in view.capitals:
        if not free[index] or not _unknown(view, index):
            continue
        before, after = view.norm[index - 1] if index else "", view.norm[index + 1] if index + 1 < view.size else ""
        left = index - 1 in ends
        between = index > 1 and view.norm[index - 2] == "entre" and index - 1 in places
        listed = left and before == "," and after in (",", "et") and _place_next(view, index + 2, places)
        paired = left and before in ("et", "ou") and _led(view, ends[index - 1])
        first = before == "entre" and after == "et" and index + 2 in places
        if listed or paired or first or between:
            yield view.hit(index, index + 1, "city.listed")


def _place_next(view: View, index: int, places: dict[int, int]) -> bool:
    return index in places or (index + 1 in places and view.norm[index] in ("a", "la", "le", "l'"))


def _led(view: View, first: int) -> bool:
    """Whether a word that leads to places stands before a token: "entre", "à", "de", "depuis", "vers"."""
    return bool(first) and view.norm[first - 1] in ("entre", "a", "de", "d'", "depuis", "vers", "reliant", ",")


def _unknown(view: View, index: int) -> bool:
    words, norm = view.lexicon, view.norm[index]
    if view.shape[index] != "C" or norm in words.common or norm in words.given or norm in words.demonym or norm in words.title:
        return False
    return not (view.joined[index] and view.capital(index + 1)) and not (
        index and view.joined[index - 1] and view.capital(index - 1)
    )
