"""Runs of capitals that no table and no head explains: persons after titles, organisations, towns, acronyms."""

from collections.abc import Iterator, Sequence

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.given import extend
from postil.suggest.entities.titles import has_label, has_title
from postil.suggest.entities.towns import is_town, town_name
from postil.suggest.entities.view import View

_ARTICLES = frozenset(("le", "la", "l'", "les", "du", "au", "des", "aux", "the"))
_NAMES_BEGIN = frozenset(("le", "la", "les"))
_BEFORE_ACRONYM = _ARTICLES | {
    *("de", "d'", "a", "par", "selon", "avec", "pour", "contre", "chez", "sur", "entre", "dans", "et", "ou", "que", "qu'", ","),
    *(
        "of",
        "by",
        "and",
        "with",
        "for",
        "from",
        "to",
        "at",
        "in",
        "against",
        "via",
        "ex",
        ":",
        "/",
        '"',
        "«",
        "“",
        "-",
        "–",
        ".",
    ),
}
_NAMED = frozenset(
    ("gouvernement", "administration", "quinquennat", "affaire", "clan", "camp", "cabinet", "famille", "couple", "loi")
)
_NEAR = 6  # tokens from the first of a name on, in which a person's name may go on


def find_runs(view: View, free: Sequence[bool]) -> Iterator[EntityHit]:
    """One hit for each run that reads like a name. `free` are the tokens that no other hit covers."""
    reached = 0
    for index in view.capitals:
        if index < reached or not free[index] or (view.shouted[index] and view.norm[index] not in view.lexicon.given):
            continue
        last = index + 1
        while last < view.size and last - index < 7 and view.joined[last - 1] and free[last]:
            link = view.norm[last] in view.lexicon.particle and view.joined[last] and view.capital(last + 1) and free[last + 1]
            if not (view.capital(last) or link):
                break
            last += 1
        reached = last
        if hit := _run(view, index, last, free):
            yield hit


def _trim(view: View, first: int, last: int) -> tuple[int, int, bool]:
    """The run without the words at its ends that are no part of a name, and whether a title was among them."""
    words, titled = view.lexicon, False
    while first < last:
        norm = view.norm[first]
        title = norm in words.title or (words.language == "en" and norm in words.title_adj) or norm in words.demonym
        people = words.language == "en" and norm in words.demonym
        if norm in _NAMES_BEGIN and last - first > 1 and not view.initial[first]:
            break
        if not (norm in words.common or norm.endswith("'") or people or (title and last - first > 1)):
            break
        titled = titled or (title and norm not in words.common)
        first += 1
    while last > first and (
        view.norm[last - 1] in words.common or (words.language == "en" and view.norm[last - 1] in words.title)
    ):
        last -= 1
    return first, last, titled


def _run(view: View, first: int, last: int, free: Sequence[bool]) -> EntityHit | None:
    words = view.lexicon
    first, last, titled = _trim(view, first, last)
    size = last - first
    if not size or (size == 1 and view.norm[first] in words.title):
        return None
    parts = view.norm[first:last]
    if has_label(view, first):
        return view.hit(first, last, "org.label")
    if titled or has_title(view, first):
        if view.shape[first] == "A" and size == 1 and len(parts[0]) < 5:
            return view.hit(first, last, "org.acronym")
        if size == 1:
            last = extend(view, first, lambda at: at >= first + _NEAR or not free[at])
        return view.hit(first, last, "person.title") if last - first <= 5 else None
    if size > 1 and (words.org_suffix.intersection(parts[-1:]) or words.org_suffix.intersection(parts[:1])):
        return view.hit(first, last, "org.suffix")
    if is_town(view, first, last):
        return view.hit(first, last, "city.context")
    if size == 1:
        return _single(view, first)
    if parts[-1] == "republique":
        return None
    if parts[0] in _NAMES_BEGIN:
        return None
    before = view.norm[first - 1] if first and view.joined[first - 1] else ""
    if not words.org_word.isdisjoint(parts):
        return None if view.initial[first] else view.hit(first, last, "org.run")
    if (before in _ARTICLES and parts[0] not in words.given) or not words.not_person.isdisjoint(parts):
        return view.hit(first, last, "org.run") if before == "the" else None
    plain = not any(p in words.org_head or p in words.place_head for p in parts)
    if size <= 4 and plain and all(s != "A" or n > 1 for n, s in enumerate(view.shape[first:last])):
        if view.initial[first] and parts[0] in view.lower_words:
            return None
        return view.hit(first, last, "person.run")
    return None


def _single(view: View, index: int) -> EntityHit | None:
    words, norm = view.lexicon, view.norm[index]
    if view.shape[index] == "A":
        return view.hit(index, index + 1, "org.acronym") if _acronym(view, index) else None
    if view.shape[index] == "C" and "-" in norm and town_name(norm):
        return view.hit(index, index + 1, "city.hyphen")
    if norm in words.org_alone and not view.initial[index]:
        return view.hit(index, index + 1, "org.alone")
    return None


def _acronym(view: View, index: int) -> bool:
    """Whether a word in capitals stands where organisations stand: not after a noun ("format"), not after a number."""
    norm = view.norm[index]
    if not (2 <= len(norm) <= 6 and norm.isalpha()) or not norm.strip("ivxlcm") or norm in view.lexicon.not_org:
        return False
    if not index or view.initial[index]:
        return True
    if view.norm[index - 1] == "(":
        return view.capital(index - 2)
    return view.norm[index - 1] in _BEFORE_ACRONYM or view.capital(index - 1)
