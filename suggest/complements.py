"""Names that are a kind and what it is of: institutions, places, events and texts, with their complements."""

from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.view import View

_OF = frozenset(("de", "du", "des", "d'"))
_ARTICLE = frozenset(("la", "l'", "le", "les"))
_ALSO = frozenset(("pour", "contre", "sur", "aux", "au"))
_LONGEST = 14


def find_heads(view: View, known: dict[int, int]) -> Iterator[EntityHit]:
    """Heads with complements, French order. `known` maps the first token of each name of the gazetteer to the one after it."""
    words = view.lexicon
    for index, norm in enumerate(view.norm):
        if view.shouted[index]:
            continue
        if norm in words.org_head and not (norm in words.given and view.capital(index + 1)):
            last = _institution(view, index, known)
            if last > index + 1:
                yield view.hit(index, last, "org.head")
        if norm in words.work_head and (last := _text(view, index, known)) > index + 1:
            yield view.hit(index, last, "work.head")
        if norm in words.event_head and (last := _of_name(view, index, known)) > index + 1:
            yield view.hit(index, last, "event.head")
        if norm in words.place_head and (last := _place(view, index, known)) > index + 1:
            yield view.hit(index, last, "place.head")
        if norm in words.continent and (last := _compass(view, index)) > index + 1:
            yield view.hit(index, last, "place.compass")


def _adjective(view: View, index: int) -> bool:
    norm = view.norm[index]
    return norm in view.lexicon.org_adj or norm in view.lexicon.demonym


def _institution(view: View, head: int, known: dict[int, int]) -> int:
    """The token after an institution that begins at `head`, or `head` when it is none."""
    words, capital = view.lexicon, view.capital(head) and not view.initial[head]
    strong = view.norm[head] in words.org_lower
    if not (view.capital(head) or strong):
        return head
    at, last, named = head + 1, head + 1, False
    while at < view.size and at - head < _LONGEST and view.joined[at - 1]:
        norm = view.norm[at]
        if view.capital(at) and norm not in _OF:
            if norm in words.given and norm not in words.org_noun and at + 1 < view.size and view.capital(at + 1):
                break
            if last < at or (view.shape[last - 1] == "l" and view.norm[last - 1] not in _OF | _ARTICLE | _ALSO):
                if not (norm in words.org_adj or norm in words.org_noun or norm in words.demonym):
                    break
            at = last = known.get(at, at + 1)
            named = True
        elif _adjective(view, at) or (norm in words.org_noun and last == at and at > head + 1):
            named = named or norm in words.demonym or capital
            at = last = at + 1
        else:
            after = _connector(view, at, ministry=view.norm[head] == "ministere")
            if after == at or after >= view.size:
                break
            norm = view.norm[after]
            if view.norm[at] in _ALSO and norm not in words.org_noun:
                break
            if view.capital(after) and not (norm in words.given and view.capital(after + 1)):
                at = last = known.get(after, after + 1)
                named = True
            elif norm in words.org_noun or (_adjective(view, after) and view.norm[after - 1] in _OF):
                at = last = after + 1
                named = named or capital or view.norm[head] == "ministere"
            else:
                break
    if not named or last <= head + 1:
        return head
    return last


def _connector(view: View, at: int, *, ministry: bool = False) -> int:
    """The token after "de la", "pour les", "et des" and the like, or `at`."""
    norm, after = view.norm[at], at
    if norm in ("et", ",") and at + 1 < view.size:
        following = at + 1
        while following < view.size and view.norm[following] in _OF | _ARTICLE:
            following += 1
        if (
            following < view.size
            and view.norm[following] in view.lexicon.org_noun
            and (ministry or (norm == "et" and view.shape[following] == "l"))
        ):
            return following
        return at
    if norm in _OF or norm in _ALSO:
        after = at + 1
        if after < view.size and view.norm[after] in _ARTICLE and (norm == "de" or norm in _ALSO):
            after += 1
    return after


def _text(view: View, head: int, known: dict[int, int]) -> int:
    """A charter, treaty or law with what it is of; small letters need a name in it."""
    return _of_name(view, head, known)


def _of_name(view: View, head: int, known: dict[int, int]) -> int:
    at = head + 1
    while (
        at < view.size
        and view.joined[at - 1]
        and (view.norm[at] in view.lexicon.org_adj or view.norm[at] in ("olympiques", "prix", "mondial"))
    ):
        at += 1
    if at >= view.size or view.norm[at] not in _OF or not view.joined[at - 1]:
        return head
    after = _connector(view, at)
    if not view.capital(after) or (view.norm[after] in view.lexicon.given and view.capital(after + 1)):
        return head
    if view.norm[head] in (
        "loi",
        "code",
        "accord",
        "declaration",
        "sommet",
        "salon",
        "operation",
        "siege",
        "conference",
        "championnat",
    ) and not view.capital(head):
        return head
    last = known.get(after, after + 1)
    if last < view.size and view.shape[last] == "d" and view.joined[last - 1] and len(view.norm[last]) == 4:
        last += 1
    return last


def _place(view: View, head: int, known: dict[int, int]) -> int:
    """A sea, street or peninsula with its name."""
    at = head + 1
    if at >= view.size or not view.joined[head]:
        return head
    if view.norm[at] in view.lexicon.place_adj or (
        view.norm[at] in view.lexicon.demonym and view.norm[head] in ("peninsule", "plateau", "archipel")
    ):
        return at + 1
    after = at
    if view.norm[at] in _OF:
        after = at + 1
        if after < view.size and view.norm[after] in _ARTICLE:
            after += 1
    if not view.capital(after) or view.norm[after] in view.lexicon.common:
        return head
    if (
        view.norm[head]
        in (
            "ile",
            "iles",
            "quartier",
            "faubourg",
            "hotel",
            "parc",
            "prison",
            "stade",
            "tour",
            "palais",
            "place",
            "cap",
            "bassin",
            "plateau",
        )
        and known.get(after, after) - after > 1
    ):
        return head if view.norm[head] in ("tour", "cap", "hotel") else known[after]
    last = known.get(after, after + 1)
    while (
        last < view.size
        and view.joined[last - 1]
        and (
            view.capital(last)
            or (
                view.norm[last] in _OF | {"la"}
                and view.capital(last + 1)
                and view.joined[last]
                and view.norm[head] in ("rue", "avenue", "boulevard", "place", "pont", "quai")
            )
        )
    ):
        if (
            view.norm[last] in view.lexicon.given
            and view.capital(last + 1)
            and view.norm[head] not in ("rue", "avenue", "boulevard", "place", "pont", "quai")
        ):
            break
        last += 1
    return last


def _compass(view: View, head: int) -> int:
    """A continent and a point of the compass: "Asie du Nord-Est", "Afrique de l'Ouest", "Europe centrale"."""
    at = head + 1
    if not view.capital(head) or at >= view.size or not view.joined[head]:
        return head
    if view.norm[at] in (
        "centrale",
        "orientale",
        "occidentale",
        "septentrionale",
        "meridionale",
        "australe",
        "equatoriale",
        "subsaharienne",
    ):
        return at + 1
    if view.norm[at] in ("du", "de"):
        at += 1
        if at < view.size and view.norm[at] == "l'":
            at += 1
        if at < view.size and view.norm[at] in view.lexicon.compass:
            return at + 1
    return head
