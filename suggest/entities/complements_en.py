"""Names that are a kind and what it is of, in English order: "Iraqi Ministry of Defense", "Black Sea", "Treaty of Lisbon"."""

from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_LINKS = frozenset(("of", "for", "on", "against", "to"))
_FEW = 5


def find_heads(view: View, known: dict[int, int]) -> Iterator[EntityHit]:
    """Heads and suffixes with capitals around them. `known` maps the first token of each name of the gazetteer to its end."""
    words = view.lexicon
    for index in view.capitals:
        if view.shouted[index]:
            continue
        norm = view.norm[index]
        if norm in words.org_head:
            first, last = _left(view, index), _right(view, index + 1, known, _LINKS)
            if last - first > 1:
                yield view.hit(first, last, "org.head")
        if norm == "resolution" and index + 1 < view.size and view.norm[index + 1].isdigit() and view.joined[index]:
            yield view.hit(index, index + 2, "work.number")
        if norm in words.work_suffix:
            first, last = _left(view, index), _right(view, index + 1, known, frozenset(("of", "on")))
            if last - first > 1:
                yield view.hit(first, last, "work.head")
        if norm in words.event_suffix and (first := _left(view, index)) < index:
            yield view.hit(first, index + 1, "event.head")
        if norm in words.place_suffix and 0 < index - (first := _left(view, index)) < 4:
            yield view.hit(first, index + 1, "place.head")
        if norm in words.place_head and (last := _right(view, index + 1, known, frozenset(("of",)))) > index + 1:
            yield view.hit(index, last, "place.head")
        if norm in words.place_head and norm in ("lake", "mount") and view.joined[index] and view.capital(index + 1):
            yield view.hit(index, known.get(index + 1, index + 2), "place.head")
        if norm in words.continent and index and view.capital(index - 1) and view.norm[index - 1] in words.compass:
            yield view.hit(index - 1, index + 1, "place.compass")
        if norm in words.demonym and index + 1 < view.size and view.joined[index] and view.norm[index + 1] in words.org_lower:
            yield view.hit(index, index + 2, "org.head")


def _left(view: View, index: int) -> int:
    """The first of the capitals that lead up to a token; words that only begin the sentence are left out."""
    first = index
    while first and index - first < _FEW and view.joined[first - 1] and view.capital(first - 1):
        norm = view.norm[first - 1]
        if norm in view.lexicon.common or norm in view.lexicon.title or norm in view.lexicon.given:
            break
        first -= 1
    return first


def _right(view: View, at: int, known: dict[int, int], links: frozenset[str]) -> int:
    """The token after the complements that follow: "of Defense", "for Human Rights", "of the Red Cross"."""
    last = at
    while (
        at < view.size
        and view.joined[at - 1]
        and (view.norm[at] in links or (view.norm[at] == "and" and last > at - 1 and at == last))
    ):
        after = at + 1
        if after < view.size and view.norm[after] == "the":
            after += 1
        if not view.capital(after) or not view.joined[after - 1] or view.norm[after] in view.lexicon.given:
            break
        if view.norm[at] == "and" and (after in known or view.norm[after] in view.lexicon.common):
            break
        at = known.get(after, after + 1)
        while at < view.size and view.joined[at - 1] and view.capital(at) and view.norm[at] not in view.lexicon.given:
            at += 1
        last = at
    return last
