"""Names known by their surroundings once, met again without them; and one key for all mentions of one thing."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from postil.suggest.analysis import EntityHit
from postil.suggest.entities.view import View

_AGAIN = {
    "org.label": "org.again",
    "org.suffix": "org.again",
    "org.head": "org.again",
    "org.bracket": "org.again",
    "org.initials": "org.again",
    "org.branch": "org.again",
    "org.club": "org.again",
    "city.context": "city.again",
    "city.hyphen": "city.again",
}


def find_repeats(view: View, hits: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """The same names elsewhere: "[X]" after "le groupe [X]" is the group, "[Y]" after "à [Y]" is the town."""
    known: dict[str, str] = {}
    sizes: dict[str, set[int]] = {}  # of the names with this first word, in words: an article can have thousands of them
    for hit in hits:
        if hit.rule in _AGAIN and view.analysis.folded[hit.start].isupper():
            known.setdefault(hit.key, _AGAIN[hit.rule])
            sizes.setdefault(hit.key.partition(" ")[0], set()).add(hit.key.count(" ") + 1)
    heads = _heads(view, hits)
    for index in view.capitals:
        if not free[index]:
            continue
        if (at := heads.get(view.norm[index], (view.size, ""))) and at[0] < index and _alone(view, index):
            yield view.hit(index, index + 1, "org.short", key=at[1])
        for size in sorted(sizes.get(view.norm[index], ())):
            last = index + size
            if last <= view.size and all(free[index:last]) and (rule := known.get(" ".join(view.norm[index:last]))):
                yield view.hit(index, last, rule)


def _heads(view: View, hits: Sequence[EntityHit]) -> dict[str, tuple[int, str]]:
    """The kinds with which full names of institutions begin: kind → its first token's index, and the key of the name."""
    out: dict[str, tuple[int, str]] = {}
    for hit in hits:
        if hit.label == "ORG" and " " in hit.key and (kind := hit.key.partition(" ")[0]) in _KINDS:
            out.setdefault(kind, (view.index_at(hit.start), hit.key))
    return out


def _alone(view: View, index: int) -> bool:
    """Whether a capitalised kind stands by itself after an article: "la [Commission]"."""
    if not index or view.initial[index] or view.shape[index] != "C" or view.norm[index - 1] not in _ARTICLES:
        return False
    return not (index + 1 < view.size and view.joined[index] and (view.capital(index + 1) or view.like_adjective(index + 1)))


_ARTICLES = frozenset(("le", "la", "l'", "du", "au", "the"))
_KINDS = frozenset(
    (
        *("commission", "conseil", "cour", "assemblee", "parlement", "senat", "union", "ligue", "organisation", "agence"),
        *("comite", "federation", "congres", "tribunal", "chambre", "communaute", "alliance", "haut-commissariat", "council"),
        *("court", "assembly", "parliament", "senate", "league", "organization", "agency", "committee", "congress"),
    )
)


def one_key(view: View, hits: Sequence[EntityHit]) -> list[EntityHit]:
    """The hits with the same key for all mentions of a person, and for an organisation and its acronym in brackets."""
    full: dict[str, str] = {}
    plain = {hit.key: _plain_key(hit.key) for hit in hits if hit.label == "PER"}
    for key in plain.values():
        if " " in key:
            for part in (key.partition(" ")[0], key.rpartition(" ")[2]):
                full.setdefault(part, key)
    short: dict[str, str] = {}
    for before, hit in pairwise(hits):
        if before.label == hit.label == "ORG" and view.analysis.folded[before.end : hit.start] == " (":
            short[hit.key] = before.key
    out = []
    for hit in hits:
        key = hit.key
        if hit.label == "PER":
            key = full.get(plain[key], plain[key])
        elif hit.label == "ORG":
            key = short.get(key, key)
        out.append(hit if key == hit.key else hit._replace(key=key))
    return out


def _plain_key(key: str) -> str:
    return key.replace("-", " ").replace(".", " ").strip()
