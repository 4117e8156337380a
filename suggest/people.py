"""Persons: after titles, by first names, in runs of capitals, and again by a part of their name."""

from collections.abc import Iterator, Sequence

from postil.suggest.analysis import EntityHit
from postil.suggest.view import View

_OF = frozenset(("de", "du", "des", "d'", "la", "l'", "le", "les", "et", "of", "the", "for", "a", "aux", "'s", "au"))
_FAR = 12


def find_given(view: View, taken: Sequence[bool]) -> Iterator[EntityHit]:
    """First names with what follows. `taken` tells tokens of names of several words that the tables know."""
    reached = 0
    for index in view.capitals:
        if (
            index >= reached
            and view.norm[index] in view.lexicon.given
            and view.capital(index)
            and not taken[index]
            and view.shape[index] != "1"
            and not view.shouted[index]
        ):
            last = extend(view, index, taken)
            if last > index + 1:
                yield view.hit(index, last, "person.given")
                reached = last


def extend(view: View, first: int, taken: Sequence[bool], longest: int = 5) -> int:
    """The token after a person's name that begins at `first`: capitals, initials, and particles between them."""
    at, count = first + 1, 1
    while at < view.size and count < longest and view.joined[at - 1] and not taken[at]:
        norm = view.norm[at]
        if view.capital(at):
            if norm in view.lexicon.common and norm not in ("le", "la", "de", "un", "will", "may", "an", "so"):
                break
            if (norm in view.lexicon.demonym and count > 1) or (
                view.shape[at] == "A" and view.shape[first] != "A" and len(norm) < 5
            ):
                break
            if norm in ("le", "la", "de") and not (view.capital(at + 1) and view.joined[at]):
                break
            at += 1
            count += 1
            if view.shape[at - 1] == "1" and at < view.size and view.norm[at] == "." and view.capital(at + 1):
                at += 1
        elif norm in view.lexicon.particle or norm in ("de", "du", "d'", "des"):
            after = at + 1
            if after < view.size and view.norm[after] in ("la", "der", "den", "los"):
                after += 1
            if not (view.capital(after) and view.joined[at] and not taken[after]) or view.norm[after] in view.lexicon.common:
                break
            if norm not in view.lexicon.particle and ((count > 1 and norm != "de") or _place_after(view, after)):
                break
            at = after + 1
            count += 1
        else:
            break
    return at


def _place_after(view: View, index: int) -> bool:
    return any(
        f.first <= index < f.last and f.name.rule in ("territory", "city", "region", "org.name") for f in view.found_at(index)
    )


def find_runs(view: View, free: Sequence[bool]) -> Iterator[EntityHit]:
    """Runs of capitals that no table and no head explains: after a title, as companies are named, or plain."""
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
        yield from _run(view, index, last)


def _run(view: View, first: int, last: int) -> Iterator[EntityHit]:
    words = view.lexicon
    titled = False
    while first < last:
        norm = view.norm[first]
        title = norm in words.title or (words.language == "en" and norm in words.title_adj)
        people = words.language == "en" and norm in words.demonym
        if not (norm in words.common or norm.endswith("'") or people or (title and last - first > 1)):
            break
        titled = titled or (title and norm not in words.common)
        first += 1
    while last > first and (
        view.norm[last - 1] in words.common or (words.language == "en" and view.norm[last - 1] in words.title)
    ):
        last -= 1
    if first >= last or (last - first == 1 and view.norm[first] in words.title):
        return
    parts = view.norm[first:last]
    size = last - first
    before = view.norm[first - 1] if first and view.joined[first - 1] else ""
    if _labelled(view, first):
        yield view.hit(first, last, "org.label")
        return
    if titled or has_title(view, first):
        if view.shape[first] == "A" and size == 1 and len(parts[0]) < 5:
            yield view.hit(first, last, "org.acronym")
        elif size <= 5:
            yield view.hit(first, last, "person.title")
        return
    if size > 1 and (parts[-1] in words.org_suffix or parts[0] in words.org_suffix):
        yield view.hit(first, last, "org.suffix")
        return
    if _town(view, first, last):
        yield view.hit(first, last, "city.context")
        return
    if size == 1:
        if (
            view.shape[first] == "A"
            and 2 <= len(parts[0]) <= 6
            and parts[0].isalpha()
            and not _numeral(parts[0])
            and parts[0] not in words.not_org
        ):
            yield view.hit(first, last, "org.acronym")
        elif view.shape[first] == "C" and "-" in parts[0] and _town_name(parts[0]):
            yield view.hit(first, last, "city.hyphen")
        elif parts[0] in words.org_alone and not view.initial[first]:
            yield view.hit(first, last, "org.alone")
        return
    if before in ("le", "la", "l'", "les", "du", "au", "des", "aux", "the") and parts[0] not in words.given:
        if (view.lexicon.language == "fr" and not view.initial[first]) or before == "the":
            yield view.hit(first, last, "org.run")
        return
    if (
        size <= 4
        and not any(p in words.org_head or p in words.place_head for p in parts)
        and all(s != "A" or n > 1 for n, s in enumerate(view.shape[first:last]))
    ):
        if view.initial[first] and parts[0] in view.lower_words:
            return
        yield view.hit(first, last, "person.run")


def _numeral(word: str) -> bool:
    return not word.strip("ivxlcm")


def _town_name(word: str) -> bool:
    parts = word.split("-")
    return parts[0] in ("saint", "sainte") or any(
        p in ("sur", "en", "les", "sous", "le", "la", "de", "du", "et", "aux") for p in parts[1:-1]
    )


def _town(view: View, first: int, last: int) -> bool:
    """Whether an unknown name stands where places stand."""
    if not first or not view.joined[first - 1]:
        return False
    words, before = view.lexicon, view.norm[first - 1]
    if words.language == "en":
        return (before in ("in", "near", "at") and last - first <= 2) or (
            before == "of" and first > 1 and view.norm[first - 2] in words.city_before
        )
    if before in ("a", "en") and last - first <= 3 and view.norm[first] not in words.given:
        return view.analysis.tokens[first - 1].text in ("à", "À", "en", "En")
    if before in ("de", "d'") and first > 1:
        return view.norm[first - 2] in words.city_before or (
            view.norm[first - 2] == "pres" and view.norm[first] not in words.given
        )
    return before in words.city_before and before not in (
        "capital",
        "nord",
        "sud",
        "est",
        "ouest",
        "centre",
        "large",
        "republique",
        "maire",
        "eveque",
    )


def _labelled(view: View, first: int) -> bool:
    """Whether what precedes says that a name is an organisation's: "le quotidien officiel nord-coréen"."""
    words, at = view.lexicon, first - 1
    while at >= 0 and first - at < 5 and view.joined[at]:
        norm = view.norm[at]
        if norm in words.org_label and view.shape[at] == "l":
            return True
        if not (
            norm in words.org_label_adj
            or norm in words.demonym
            or norm in words.org_adj
            or norm in ("de", "presse", "d'", "information", "news")
        ):
            return False
        at -= 1
    return False


def has_title(view: View, first: int) -> bool:
    """Whether a title or function stands before a name, with adjectives and complements between them, or a comma."""
    words, at = view.lexicon, first - 1
    if at < 0:
        return False
    if (
        view.norm[at] == "."
        and at
        and view.norm[at - 1] in words.title
        and len(view.norm[at - 1]) < 5
        and view.shape[at - 1] != "l"
    ):
        return True
    comma = False
    complement = False
    while at >= 0 and first - at < _FAR:
        norm = view.norm[at]
        if norm in words.title and (not complement or comma or first - at < 9):
            return view.shape[at] != "d"
        if norm == "," and at == first - 1:
            comma = True
        elif norm in words.title_adj or norm in words.demonym or norm in words.org_adj or _like_adjective(view, at):
            pass
        elif view.capital(at) or norm in _OF or norm in words.org_noun or norm in words.org_head:
            if at == first - 1 and (norm in _OF or (view.capital(at) and not view.known_end(at))):
                return False
            complement = True
        else:
            return False
        if not view.joined[at]:
            return False
        at -= 1
    return False


def _like_adjective(view: View, index: int) -> bool:
    """Whether a French word in small letters ends as adjectives of places and of fields do."""
    norm = view.norm[index]
    small = view.shape[index] == "l" and len(norm) > 5 and view.lexicon.language == "fr"
    return small and norm.endswith(_ADJECTIVE_ENDS) and norm not in view.lexicon.common


_ADJECTIVE_ENDS = ("ien", "ienne", "ais", "aise", "ain", "aine", "ois", "oise", "een", "eenne", "ique", "aire", "iste")


def find_again(view: View, persons: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """Parts of the names of persons found: first and last tokens, and the whole in other case or with other hyphens."""
    whole: dict[str, tuple[str, ...]] = {}
    part: dict[str, str] = {}
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
        tail = person.key.split()[-1]
        part.setdefault(tail, key)
        for at in range(1, len(names)):
            if names[at] in view.lexicon.particle or names[at] in ("de", "le", "la"):
                whole.setdefault(names[at], ())
                whole[names[at]] = (*whole[names[at]], " ".join(names[at:]))
        whole[names[0]] = (*whole.get(names[0], ()), key)
    reached = 0
    for index, norm in enumerate(view.norm):
        if index < reached or not (norm in part or norm.partition("-")[0] in whole):
            continue
        last = 0
        if view.capital(index) or norm in view.lexicon.particle:
            last = _whole(view, index, whole, free)
            if not last and free[index] and view.capital(index) and norm in part and len(norm) > 1:
                alone = view.initial[index] and norm in view.lexicon.common
                last = 0 if alone or norm in view.lexicon.demonym else index + 1
        if last:
            yield view.hit(index, last, "person.again", key=part.get(norm, ""))
        reached = last


def _whole(view: View, first: int, whole: dict[str, tuple[str, ...]], free: Sequence[bool]) -> int:
    start = view.norm[first].replace("-", " ").split()
    for name in whole.get(start[0], ()) if start else ():
        at, text = first, ""
        while at < view.size and len(text) < len(name) and free[at]:
            text = f"{text} {view.norm[at].replace('-', ' ')}".strip()
            at += 1
            if text == name:
                return at
            if not view.joined[at - 1]:
                break
    return 0
