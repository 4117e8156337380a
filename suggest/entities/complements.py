"""Names that are a kind and what it is of, in French order: institutions, places, events and texts."""

from collections.abc import Iterator

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

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
_PREFIXES = frozenset(("haut", "haute", "grand", "grande", "nouveau", "nouvelle", "petit", "petite", "premier", "premiere"))
_HOUSES = frozenset(("hopital", "lycee", "college", "clinique", "hotel", "prison", "ecole", "universite", "theatre"))
_LOCAL = frozenset(("police", "gendarmerie", "parquet", "prefecture", "tribunal", "lycee", "college"))
_FIELD_ENDS = ("al", "ale", "aux", "ales", "if", "ive", "ifs", "ives", "el", "elle", "els", "elles", "eur", "ique", "iques")
_ANYWHERE = frozenset(("pays", "ville", "region", "village", "commune", "continent"))  # "la Cour constitutionnelle du pays"
_LONGEST = 18

Known = dict[int, int]


def find_heads(view: View, known: Known) -> Iterator[EntityHit]:
    """Heads with complements. `known` maps the first token of each name of the gazetteer to the one after it."""
    words = view.lexicon
    heads, plain = words.heads, view.norm
    for index in [index for index, norm in enumerate(plain) if norm in heads]:
        if view.shouted[index]:
            continue
        norm = plain[index]
        if norm in words.org_head and not (norm in words.given and view.capital(index + 1)):
            first, last = _institution(view, index, known)
            if last > index + 1:
                yield view.hit(first, last, "org.head")
        if norm == "resolution" and index + 1 < view.size and view.norm[index + 1].isdigit() and view.joined[index]:
            yield view.hit(index, index + 2, "work.number")
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


def _noun(view: View, index: int) -> bool:
    """Whether a word in small letters may be a noun inside a proper name: no infinitive, no function word."""
    norm = view.norm[index] if index < view.size else ""
    if norm in view.lexicon.org_noun:
        return True
    if len(norm) < 4 or view.shape[index] != "l" or norm in view.lexicon.common or norm in view.lexicon.not_noun:
        return False
    return not norm.endswith(("er", "ir", "oir"))


def _institution(view: View, head: int, known: Known) -> tuple[int, int]:
    """The tokens of an institution whose kind is at `head`: the first and the one after the last; equal when it is none.

    In small letters the head must be one that is a name so ("ministère", "armée") and something must name it, and no name
    may follow ("l'agence spatiale russe Roscosmos"). After a head that has a capital within a sentence, nouns and
    adjectives in small letters belong to the name.
    """
    words, first = view.lexicon, head
    if head and view.joined[head - 1] and view.norm[head - 1] in _PREFIXES and view.capital(head - 1):
        first = head - 1
    ministry, proper = view.norm[head] == "ministere", view.capital(first) and not view.initial[first]
    if not (view.capital(first) or view.norm[head] in words.org_lower):
        return head, head
    if view.norm[head] == "armee" and head and view.norm[head - 1] in words.org_label:
        return head, head  # an adjective: "l'organisation armée X"
    at = last = head + 1
    named = first < head and view.capital(head)
    certain = ministry or proper
    while at < view.size and at - head < _LONGEST and view.joined[at - 1]:
        norm = view.norm[at]
        if view.capital(at) and norm not in _OF:
            if _person(view, at) and norm not in words.org_noun:
                break
            house = last == head + 1 and view.norm[head] in _HOUSES and view.norm[at] not in words.given
            after_small = last < at or (view.shape[last - 1] == "l" and view.norm[last - 1] not in _LINKS and not house)
            if after_small and not (_adjective(view, at) or norm in words.org_noun):
                break
            at = last = known.get(at, at + 1)
            named = True
        elif _adjective(view, at) or (norm in words.org_noun and at > head + 1) or (proper and _field(view, at)):
            named = named or certain or (norm in words.demonym and view.norm[head] in words.org_state)
            at = last = at + 1
        else:
            after = _connector(view, at, ministry=ministry, proper=proper)
            meant = after < view.size and norm == "pour" and proper and view.norm[after - 1] in _ARTICLE and view.capital(after)
            if after == at or after >= view.size or (norm in _ALSO and not (meant or _noun(view, after))):
                break
            if view.capital(after) and not _person(view, after):
                if view.norm[head] in _LOCAL and not proper and not named:
                    return head, head
                at = last = known.get(after, after + 1)
                named = True
            elif view.norm[after] in words.org_noun or (_adjective(view, after) and view.norm[after - 1] in _OF):
                at = last = after + 1
                named = named or certain
            elif proper and _noun(view, after) and view.norm[after] not in _ANYWHERE:
                at = last = after + 1
                named = True
            else:
                break
    if not view.capital(first) and last < view.size and view.joined[last - 1] and view.capital(last):
        return head, head
    return (first, last) if named else (head, head)


def _field(view: View, index: int) -> bool:
    """Whether a word in small letters ends as adjectives do that tell an institution's field or kind."""
    norm = view.norm[index]
    small = view.shape[index] == "l" and len(norm) > 5 and norm not in view.lexicon.common and norm not in view.lexicon.not_noun
    return view.like_adjective(index) or (small and norm.endswith(_FIELD_ENDS))


def _connector(view: View, at: int, *, ministry: bool = False, proper: bool = False) -> int:
    """The token after "de la", "pour les", "et des" and the like, or `at`."""
    norm, after = view.norm[at], at + 1
    if norm in ("et", ","):
        while after < view.size and view.norm[after] in _OF | _ARTICLE:
            after += 1
        another = after < view.size and view.norm[after] in view.lexicon.org_noun
        more = proper and norm == "et" and at + 1 < view.size and view.norm[at + 1] in _OF
        if more and _noun(view, after) and view.norm[after] not in view.lexicon.org_head:
            return after
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
    if kind == "porte" and view.analysis.tokens[head].lower != kind:
        return head  # a verb: "porté"
    if after >= view.size or not view.joined[head]:
        return head
    if view.norm[after] in words.place_adj or (view.norm[after] in words.demonym and kind in _WIDE):
        return after + 1
    if view.norm[after] in _OF:
        after = _connector(view, after)
    if not view.capital(after) or view.norm[after] in words.common:
        return head
    if kind == "aeroport" and not view.capital(head) and any(found.name.rule == "city" for found in view.found_at(after)):
        return head  # "l'aéroport de Nice" has no name of its own
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
