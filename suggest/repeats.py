"""Names known by their surroundings once, met again without them; and one key for all mentions of one thing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from postil.suggest.analysis import EntityHit
from postil.suggest.view import View

_AGAIN = {
    "org.label": "org.again",
    "org.suffix": "org.again",
    "org.head": "org.again",
    "city.context": "city.again",
    "city.hyphen": "city.again",
}


def find_repeats(view: View, hits: Sequence[EntityHit], free: Sequence[bool]) -> Iterator[EntityHit]:
    """The same names elsewhere: "[X]" after "le groupe [X]" is the group, "[Y]" after "à [Y]" is the town."""
    known: dict[str, dict[str, str]] = {}
    for hit in hits:
        if hit.rule in _AGAIN and view.analysis.folded[hit.start].isupper():
            known.setdefault(hit.key.partition(" ")[0], {}).setdefault(hit.key, _AGAIN[hit.rule])
    for index in view.capitals:
        if not free[index]:
            continue
        for key, rule in known.get(view.norm[index], {}).items():
            last = index + key.count(" ") + 1
            if last <= view.size and all(free[index:last]) and " ".join(view.norm[index:last]) == key:
                yield view.hit(index, last, rule)


def one_key(view: View, hits: Sequence[EntityHit]) -> list[EntityHit]:
    """The hits with the same key for all mentions of a person, and for an organisation and its acronym in brackets."""
    full: dict[str, str] = {}
    for hit in hits:
        if hit.label == "PER" and " " in (key := _plain_key(hit.key)):
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
            key = _plain_key(key)
            key = full.get(key, key)
        elif hit.label == "ORG":
            key = short.get(key, key)
        out.append(hit if key == hit.key else replace(hit, key=key))
    return out


def _plain_key(key: str) -> str:
    return key.replace("-", " ").replace(".", " ").strip()
