"""Organisations by what is said of them at once: "[Zarvex], une filiale de", "[Zarvex], la fédération nationale"."""

from collections.abc import Iterator, Sequence

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.towns import is_town
from postil.suggest.entities.view import View

_ARTICLES = frozenset(("un", "une", "la", "le", "l'", "a", "an", "the"))
_OF = frozenset(("de", "du", "d'", "des", "qui", "dont", "of", "that", "which"))
_NO_KINDS = frozenset(("groupe", "equipe", "cabinet", "reseau", "maison", "site", "service", "group", "team", "force"))
_ENGLISH = frozenset(("subsidiary", "unit", "company", "party", "agency", "union", "organisation", "organization", "newspaper"))
_ALSO_KINDS = frozenset(("branche", "filiale", "coentreprise", "federation"))


def find_apposed(view: View, hits: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """Names that nothing else explains, or that only look like a person's, before a comma and the kind of an organisation."""
    weak = {hit.end: hit for hit in hits if hit.rule == "person.run"}
    for index in view.capitals:
        if index + 4 >= view.size or view.norm[index + 1] != "," or view.norm[index + 2] not in _ARTICLES:
            continue
        if view.shouted[index] or not _kind(view, index + 3):
            continue
        if (run := weak.get(view.ends[index])) is not None:
            first = view.index_at(run.start)
        elif free[index] and not view.initial[index] and not _goes_on(view, index):
            first = index
        else:
            continue
        if not is_town(view, first, index + 1):
            yield view.hit(first, index + 1, "org.apposed")


def _kind(view: View, index: int) -> bool:
    """Whether the word is a kind of organisation that is told more exactly: "filiale de", "fédération nationale"."""
    words, norm = view.lexicon, view.norm[index]
    if view.shape[index] != "l" or norm in _NO_KINDS:
        return False
    if not (norm in words.org_label or norm in words.org_head or norm in _ALSO_KINDS or norm in _ENGLISH):
        return False
    after = view.norm[index + 1]
    told = after in _OF or after.endswith("ant") or after in words.org_adj or after in words.demonym
    return told or view.like_adjective(index + 1)


def _goes_on(view: View, index: int) -> bool:
    """Whether the word is the end of a longer name."""
    return view.capital(index - 1) and view.joined[index - 1] and view.norm[index - 1] not in view.lexicon.common
