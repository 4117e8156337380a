"""Names that are a kind and what it is of, in French order: institutions, places, events and texts."""

from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.view import View

_OF = frozenset(("de", "du", "des", "d'"))
_ARTICLE = frozenset(("la", "l'", "le", "les"))
_ALSO = frozenset(("pour", "contre", "sur", "aux", "au"))
_LINKS = _OF | _ARTICLE | _ALSO
_SIDES = frozenset(("orientale", "occidentale", "septentrionale", "meridionale"))
_PARTS = _SIDES | {"centrale", "australe", "equatoriale", "subsaharienne"}
_STREETS = frozenset(("rue", "avenue", "boulevard", "place", "pont", "quai"))
_WIDE = frozenset(("peninsule", "plateau", "archipel"))
_LOOSE = frozenset(("ile", "iles", "place", "cap", "bassin", "plateau"))
_IN_EVENTS = frozenset(("olympiques", "prix", "mondial"))
_CAPITAL_ONLY = frozenset(
    ("resolution", "loi", "code", "accord", "declaration", "sommet", "salon", "operation", "siege", "conference", "championnat")
)
_LONGEST = 14

Known = dict[int, int]


def find_heads(view: View, known: Known) -> Iterator[EntityHit]:
    """Heads with complements. `known` maps the first token of each name of the gazetteer to the one after it."""
    words = view.lexicon
    for index, norm in enumerate(view.norm):
        if norm not in words.heads or view.shouted[index]:
            continue
        if norm in words.org_head and not (norm in words.given and view.capital(index + 1)):
            last = _institution(view, index, known)
            if last > index + 1:
                yield view.hit(index, last, "org.head")
        if norm in words.work_head and (last := _of_name(view, index, known)) > index + 1:
            yield view.hit(index, last, "work.head")
        if norm in words.event_head and (last := _of_name(view, index, known)) > index + 1:
            yield view.hit(index, last, "event.head")
        if norm in words.place_head and (last := _place(view, index, known)) > index + 1:
            yield view.hit(index, last, "place.head")
        if norm in words.continent and (last := _compass(view, index)) > index + 1:
            yield view.hit(index, last, "place.compass")


def _adjective(view: View, index: int) -> bool:
    return view.norm[index] in view.lexicon.org_adj or view.norm[index] in view.lexicon.demonym


def _person(view: View, index: int) -> bool:
    """Whether a person's name seems to begin at the token."""
    return view.norm[index] in view.lexicon.given and view.capital(index + 1)


def _institution(view: View, head: int, known: Known) -> int:
    """The token after an institution that begins at `head`, or `head` when it is none.

    In small letters the head must be one that is a name so ("ministère", "armée") and something must name it.
    """
    words, shape = view.lexicon, view.shape
    ministry = view.norm[head] == "ministere"
    certain = ministry or (view.capital(head) and not view.initial[head])
    if not (view.capital(head) or view.norm[head] in words.org_lower):
        return head
    at = last = head + 1
    named = False
    while at < view.size and at - head < _LONGEST and view.joined[at - 1]:
        norm = view.norm[at]
        if view.capital(at) and norm not in _OF:
            if _person(view, at) and norm not in words.org_noun:
                break
            after_small = last < at or (shape[last - 1] == "l" and view.norm[last - 1] not in _LINKS)
            if after_small and not (_adjective(view, at) or norm in words.org_noun):
                break
            at = last = known.get(at, at + 1)
            named = True
        elif _adjective(view, at) or (norm in words.org_noun and at > head + 1):
            named = named or certain or (norm in words.demonym and view.norm[head] in words.org_state)
            at = last = at + 1
        else:
            after = _connector(view, at, ministry=ministry)
            if after == at or after >= view.size or (view.norm[at] in _ALSO and view.norm[after] not in words.org_noun):
                break
            if view.capital(after) and not _person(view, after):
                at = last = known.get(after, after + 1)
                named = True
            elif view.norm[after] in words.org_noun or (_adjective(view, after) and view.norm[after - 1] in _OF):
                at = last = after + 1
                named = named or certain
            else:
                break
    return last if named else head


def _connector(view: View, at: int, *, ministry: bool = False) -> int:
    """The token after "de la", "pour les", "et des" and the like, or `at`."""
    norm, after = view.norm[at], at + 1
    if norm in ("et", ","):
        while after < view.size and view.norm[after] in _OF | _ARTICLE:
            after += 1
        another = after < view.size and view.norm[after] in view.lexicon.org_noun
        return after if another and (ministry or (norm == "et" and view.shape[after] == "l")) else at
    if norm not in _OF and norm not in _ALSO:
        return at
    if after < view.size and view.norm[after] in _ARTICLE and (norm == "de" or norm in _ALSO):
        after += 1
    return after


def _of_name(view: View, head: int, known: Known) -> int:
    """The token after a charter, treaty, war or games with the name that it is of, and a year."""
    at, words = head + 1, view.lexicon
    while at < view.size and view.joined[at - 1] and (view.norm[at] in words.org_adj or view.norm[at] in _IN_EVENTS):
        at += 1
    if at >= view.size or view.norm[at] not in _OF or not view.joined[at - 1]:
        return head
    after = _connector(view, at)
    if not view.capital(after) or _person(view, after) or (view.norm[head] in _CAPITAL_ONLY and not view.capital(head)):
        return head
    last = known.get(after, after + 1)
    if last < view.size and view.shape[last] == "d" and view.joined[last - 1] and len(view.norm[last]) == 4:
        last += 1
    return last


def _place(view: View, head: int, known: Known) -> int:
    """The token after a sea, street or peninsula with its name."""
    kind, after, words = view.norm[head], head + 1, view.lexicon
    if after >= view.size or not view.joined[head]:
        return head
    if view.norm[after] in words.place_adj or (view.norm[after] in words.demonym and kind in _WIDE):
        return after + 1
    if view.norm[after] in _OF:
        after = _connector(view, after)
    if not view.capital(after) or view.norm[after] in words.common:
        return head
    if kind in _LOOSE and known.get(after, after) - after > 1:
        return head if kind == "cap" else known[after]
    last = known.get(after, after + 1)
    while last < view.size and view.joined[last - 1]:
        link = kind in _STREETS and view.norm[last] in _OF | {"la"} and view.joined[last] and view.capital(last + 1)
        if not (view.capital(last) or link) or (_person(view, last) and kind not in _STREETS):
            break
        last += 1
    if last < view.size and view.joined[last - 1] and view.norm[last] in _SIDES:
        last += 1
    return last


def _compass(view: View, head: int) -> int:
    """The token after a part of a continent: "Asie du Nord-Est", "Afrique de l'Ouest", "Europe centrale"."""
    at = head + 1
    if not view.capital(head) or at >= view.size or not view.joined[head]:
        return head
    if view.norm[at] in _PARTS:
        return at + 1
    if view.norm[at] in _OF:
        after = _connector(view, at)
        if after < view.size and view.norm[after] in view.lexicon.compass:
            return after + 1
    return head
