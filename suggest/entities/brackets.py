"""Short names in brackets: "Conseil national du blé (CNB)" makes both the full name and the short one known."""

from collections.abc import Iterator, Sequence

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_SMALL = frozenset(
    (
        *("de", "du", "des", "d'", "la", "le", "les", "l'", "et", "pour", "sur", "contre", "en", "a", "aux", "au"),
        *("of", "the", "and", "for", "on", "in", "to"),
    )
)
_FAR = 16
_WEAK = frozenset(("org.run", "person.run"))


def find_brackets(view: View, hits: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """The short name behind an organisation, and the organisation whose initials stand in brackets behind it."""
    ends = {hit.end: hit for hit in hits}
    for index in view.capitals:
        if view.shape[index] == "A" and (last := _spelled_after(view, index)) > index + 2:
            yield view.hit(index + 2, last, "org.initials")
            if free[index]:
                yield view.hit(index, index + 1, "org.bracket")
        if (
            index < 2
            or view.norm[index - 1] != "("
            or index + 1 >= view.size
            or view.norm[index + 1] not in (")", ",", ";", "en")
        ):
            continue
        full = ends.get(view.ends[index - 2])
        if full is not None and full.label != "ORG" and full.rule not in _WEAK:
            continue
        if full is not None and full.label == "ORG" and free[index] and _short(view, index):
            yield view.hit(index, index + 1, "org.bracket", key=full.key)
        if view.shape[index] == "A" and (first := _spelled(view, index)) < index - 1:
            if full is None or full.rule in _WEAK or view.starts[first] != full.start:
                yield view.hit(first, index - 1, "org.initials")
            if free[index]:
                yield view.hit(index, index + 1, "org.bracket")


def _short(view: View, index: int) -> bool:
    """Whether what begins a bracket may be a short name: in capitals, or alone in it."""
    return view.shape[index] == "A" or (view.shape[index] == "C" and view.norm[index + 1] == ")")


def _spelled_after(view: View, short: int) -> int:
    """The token after the name in the bracket behind a short name, when its words have its initials; else `short`."""
    if short + 3 >= view.size or view.norm[short + 1] != "(":
        return short
    letters, at, words = view.norm[short].replace(".", ""), short + 2, view.lexicon
    if len(letters) < 3 or not letters.isalpha() or letters in words.not_org or view.norm[at] not in words.org_head:
        return short
    initials = ""
    while at < view.size and at - short < _FAR and view.norm[at] != ")":
        if view.norm[at] not in _SMALL:
            initials += "".join(part[0] for part in view.norm[at].split("-") if part)
        at += 1
    return at if at < view.size and view.norm[at] == ")" and initials == letters else short


def _spelled(view: View, short: int) -> int:
    """The first token of the name before the bracket whose words have the initials of the short name, or `short`."""
    letters, at, words = view.norm[short].replace(".", ""), short - 2, view.lexicon
    left = len(letters)
    if left < 3 or not letters.isalpha() or letters in words.not_org:
        return short
    first = short
    while at >= 0 and left and short - at < _FAR and view.shape[at] != ".":
        norm = view.norm[at]
        if norm not in _SMALL:
            initials = [part[0] for part in norm.split("-") if part]
            matched = 1 if initials[0] == letters[left - 1] else 0
            if len(initials) > 1 and "".join(initials) == letters[max(0, left - len(initials)) : left]:
                matched = len(initials)
            if not matched:
                return short
            left -= matched
            first = at
        at -= 1
    if left or not (view.capital(first) or view.norm[first] in words.org_head):
        return short
    named = view.norm[first] in words.work_head or view.norm[first] in words.event_head or view.norm[first] in words.title
    return short if named or view.norm[first] in words.common else first
