"""Which article goes to which split: train, dev, test. Nothing but ids, labels, groups of copies and a seed decides."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from math import fsum
from typing import NamedTuple

from postil.schema.errors import PostilError

Label = tuple[str, str]
"""A layer and one of its labels."""

_NAMES = {2: ("train", "test"), 3: ("train", "dev", "test")}
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}")
_NONE: Label = ("", "")
_HASHES = 2**64


@dataclass(frozen=True, slots=True)
class Share:
    """A split and its share of the articles, above 0 and below 1; all shares of a dataset add up to 1."""

    name: str
    part: float


@dataclass(frozen=True, slots=True)
class Unit:
    """What is on one side as a whole: an article or a group of copies, with the labels that any of them carries.

    `key` is the smallest id of the group, of those too that are not in the dataset: the place of a unit depends on it.
    """

    key: str
    ids: tuple[str, ...]
    labels: frozenset[Label]


class _Placed(NamedTuple):
    """A unit, and what says in which order units are moved: the smallest first, and of those from the largest stratum."""

    size: int
    stratum: int  # how many units it has, below 0
    hash: int
    key: str  # so that no two are equal up to here
    unit: Unit


def shares(text: str) -> tuple[Share, ...]:
    """The splits that "80/10/10" (train, dev, test) or "80/20" (train, test) asks for, as shares of their sum.

    Raises PostilError for anything but two or three numbers above 0.
    """
    numbers = [number.strip() for number in text.split("/")]
    names = _NAMES.get(len(numbers), ())
    parts = [float(number) if _NUMBER.fullmatch(number) else 0.0 for number in numbers]
    if not names or not all(parts):
        raise PostilError(
            f"{text!r} does not say how to split a dataset.",
            hint="Two or three numbers above 0, as in 80/10/10 (train/dev/test) or 80/20 (train/test).",
        )
    whole = fsum(parts)  # not `sum`, which adds up differently from Python 3.12 on
    return tuple(Share(name, part / whole) for name, part in zip(names, parts, strict=True))


def assign(
    articles: Iterable[tuple[str, Collection[Label]]],
    groups: Sequence[Sequence[str]],
    parts: Sequence[Share],
    *,
    seed: int = 0,
) -> dict[str, str]:
    """The name of the split for each article (id, labels); of an id that comes again, all labels count.

    The order of articles, labels and groups does not matter. Articles of one group are in one split, and groups that have
    an article in common are one. As many articles are in a split as it is to have, up to one, or up to the largest group;
    but none is empty when there are as many units (`Unit`) as splits, however small its share. A group that is larger than
    a split is to be goes to the largest split. Each label is divided as the whole is, as far as its articles have no rarer
    one.

    An article more, or a label, moves few others: mostly none or two, of 500 hardly ever more than ten. Only ids, and
    the different labels and sets of labels, are kept in memory.
    """
    placed = [list[_Placed]() for _ in parts]
    for label, units in _strata(_units(articles, groups)).items():
        stratum = [_Placed(len(unit.ids), -len(units), _hash(seed, unit.key), unit.key, unit) for unit in units]
        stratum.sort(key=lambda one: (one.hash, one.key))
        edges = [0, *accumulate(one.size for one in stratum)]
        cuts = _cuts(edges, parts, _hash(seed, *label) / _HASHES)
        for mine, (start, end) in zip(placed, pairwise(cuts), strict=True):
            mine += stratum[start:end]
    _even(placed, parts)
    _fill(placed)
    return {key: part.name for part, mine in zip(parts, placed, strict=True) for one in mine for key in one.unit.ids}


def _units(articles: Iterable[tuple[str, Collection[Label]]], groups: Sequence[Sequence[str]]) -> list[Unit]:
    one_label: dict[Label, Label] = {}
    one_set: dict[frozenset[Label], frozenset[Label]] = {}
    carried: dict[str, frozenset[Label]] = {}
    for key, labels in articles:
        every = frozenset(one_label.setdefault(label, label) for label in labels) | carried.get(key, frozenset())
        carried[key] = one_set.setdefault(every, every)
    root = _roots(groups)
    members: dict[str, list[str]] = {}
    for key in carried:
        members.setdefault(root.get(key, key), []).append(key)
    return [Unit(key, tuple(sorted(ids)), frozenset().union(*(carried[one] for one in ids))) for key, ids in members.items()]


def _roots(groups: Sequence[Sequence[str]]) -> dict[str, str]:
    """For each id in a group the smallest id of its group, and of all groups that hang together with it."""
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for group in groups:
        for key in group:
            one, other = sorted((root(group[0]), root(key)))
            above[other] = one
    return {key: root(key) for key in list(above)}


def _strata(units: Sequence[Unit]) -> dict[Label, list[Unit]]:
    """The units by the label of theirs that the fewest units have; those without any by an empty one."""
    carriers = Counter(label for unit in units for label in unit.labels)
    strata: dict[Label, list[Unit]] = {}
    for unit in units:
        rarest = min(unit.labels, key=lambda label: (carriers[label], label), default=_NONE)
        strata.setdefault(rarest, []).append(unit)
    return strata


def _hash(seed: int, *words: str) -> int:
    text = "\0".join((str(seed), *words)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def _cuts(edges: Sequence[int], parts: Sequence[Share], offset: float) -> list[int]:
    """Between which units of a stratum to cut, so that each split has its share.

    `offset`, from 0 to 1, is the stratum's own: it says from where on to round up. Were it the same for all, a hundred
    strata of one article would all go to one split; were the rest of one stratum carried on to the next, an article more in
    the first would move some in each.
    """
    shares_up_to = accumulate(part.part for part in parts[:-1])
    return [0, *(_nearest(edges, edges[-1] * share + offset - 0.5) for share in shares_up_to), len(edges) - 1]


def _nearest(edges: Sequence[int], wanted: float) -> int:
    above = min(bisect_left(edges, wanted), len(edges) - 1)
    return above - 1 if above and wanted - edges[above - 1] < edges[above] - wanted else above


def _even(placed: Sequence[list[_Placed]], parts: Sequence[Share]) -> None:
    """Move units from the split that has the most too many to the one that lacks the most, while that brings both nearer.

    Before, a group that would more than fill its split is moved to the largest one.
    """
    whole = sum(one.size for mine in placed for one in mine)
    wanted = [part.part * whole for part in parts]
    largest = placed[wanted.index(max(wanted))]
    for mine, size in zip(placed, wanted, strict=True):
        if mine is not largest:
            largest += [one for one in mine if one.size > max(size, 1)]
            mine[:] = [one for one in mine if one.size <= max(size, 1)]
    for mine in placed:
        heapify(mine)
    over = [sum(one.size for one in mine) - size for mine, size in zip(placed, wanted, strict=True)]
    while True:
        most, least = over.index(max(over)), over.index(min(over))
        if not placed[most] or placed[most][0].size >= over[most] - over[least]:
            return
        moved = heappop(placed[most])
        heappush(placed[least], moved)
        over[most] -= moved.size
        over[least] += moved.size


def _fill(placed: Sequence[list[_Placed]]) -> None:
    """Give an empty split a unit of the split that has the most. All are heaps by now."""
    for mine in placed:
        most = max(placed, key=len)
        if not mine and len(most) > 1:
            mine.append(heappop(most))
