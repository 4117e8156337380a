"""Near-copies: articles whose words are mostly the same, as when two sites print one agency's report.

Sets of five-word shingles are compared by MinHash signatures (Broder 1997). Only articles whose signatures agree in a whole
band are compared (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3); the bands are gone through one after
the other, so that no more than one of them is indexed at a time. About 1 kB is kept for each article, and its text is not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zlib import crc32

from postil.schema.article import Article
from postil.schema.errors import PostilError

ALIKE = 0.6
"""The share of shingles that two articles have in common, of all that either has, from which they are near-copies."""

_SHINGLE = 5
_SIGNS = 128
_MISSED = 0.02  # of the pairs that are just alike enough, how many may agree in no band
_AT_ONCE = 1024  # shingles of an article, or signatures: as many as are worked on together
_Signature = Any  # an array of as many unsigned numbers as there are signs; datasketch, which makes it, has no types
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a group, and how alike it is to the first of the group: an estimate, from 0 to 1, as is `ALIKE`."""

    id: str
    alike: float


def copies(articles: Iterable[Article], *, alike: float = ALIKE) -> list[list[str]]:
    """The ids of `near_copies`."""
    return [[copy.id for copy in group] for group in near_copies(articles, alike=alike)]


def near_copies(articles: Iterable[Article], *, alike: float = ALIKE) -> list[list[Copy]]:
    """Groups of articles that are near-copies, directly or through others; each article in one group at most.

    Both the groups and what is in them stand in the order of the articles; who is in a group does not depend on it. Hidden
    regions do not count, nor does an id that comes again. `alike` is met about: signatures estimate it within 0.05 (one
    standard deviation), and are the same on every machine. Raises PostilError unless 0 < `alike` <= 1.
    """
    if not 0 < alike <= 1:
        raise PostilError(
            f"{alike:g} is no share of words that two articles can have in common.",
            hint="Give a number above 0 and up to 1, such as 0.8; 1 finds only articles that say the same word for word.",
        )
    signed = dict(_signed(articles))
    ids, signatures = list(signed), list(signed.values())
    groups: dict[int, list[int]] = {}
    for at, root in enumerate(_roots(signatures, alike)):
        groups.setdefault(root, []).append(at)
    return [
        [Copy(ids[at], _share(signatures[group[0]], signatures[at])) for at in group]
        for group in groups.values()
        if len(group) > 1
    ]


def rows_of_a_band(alike: float) -> int:
    """How many signs make a band: as many as can be, while pairs that are just `alike` are hardly ever missed."""
    fits = [rows for rows in range(1, _SIGNS + 1) if (1 - alike**rows) ** (_SIGNS // rows) <= _MISSED]
    return max(fits, default=1)


def _signed(articles: Iterable[Article]) -> Iterator[tuple[str, _Signature]]:
    """The signature of each article that has words; of those with one id, the first only."""
    from datasketch import MinHash  # type: ignore[import-untyped]  # it has no stubs

    empty = MinHash(num_perm=_SIGNS, hashfunc=crc32)
    known: set[str] = set()
    for article in articles:
        shingles = _shingles(article)
        if article.id in known or not (some := list(islice(shingles, _AT_ONCE))):
            continue
        known.add(article.id)
        signature = empty.copy()
        while some:
            signature.update_batch(some)
            some = list(islice(shingles, _AT_ONCE))
        yield article.id, signature.hashvalues


def _shingles(article: Article) -> Iterator[bytes]:
    """Every run of five words, in lower case; of a shorter text the one run that it is."""
    words: list[str] = []
    at = 0
    for region in (*sorted(article.hidden, key=lambda r: r.start), None):
        until = region.start if region else len(article.text)
        words += _WORD.findall(article.text[at:until].lower())
        at = max(at, region.end) if region else until
    line = " ".join(words).encode("utf-8", "replace")
    if len(words) <= _SHINGLE:
        return iter([line] if line else [])
    parts = line.split(b" ")
    return map(b" ".join, zip(*(parts[first:] for first in range(_SHINGLE)), strict=False))


def _roots(signatures: Sequence[_Signature], alike: float) -> list[int]:
    """For each signature the number of the first one of its group."""
    root = list(range(len(signatures)))
    rows = rows_of_a_band(alike)
    for start in range(0, _SIGNS - rows + 1, rows):
        first: dict[bytes, int] = {}
        shared: dict[int, list[int]] = {}
        for at, signature in enumerate(signatures):
            other = first.setdefault(signature[start : start + rows].tobytes(), at)
            if other != at:
                shared.setdefault(other, [other]).append(at)
        for bucket in shared.values():
            _join(bucket, root, signatures, alike)
    return [_find(root, at) for at in range(len(root))]


def _join(bucket: Sequence[int], root: list[int], signatures: Sequence[_Signature], alike: float) -> None:
    """Join the groups of which two members in the bucket are alike; members of one group are not compared."""
    groups: dict[int, list[int]] = {}
    for at in bucket:
        groups.setdefault(_find(root, at), []).append(at)
    if len(groups) == 1:
        return
    order = [at for members in groups.values() for at in members]
    rows = signatures[0].repeat(len(order)).reshape(_SIGNS, len(order)).T  # one for each, written over here
    for row, at in enumerate(order):
        rows[row] = signatures[at]
    before = 0
    apart = 0  # how many groups those before belong to by now
    for members in groups.values():
        apart += 1
        for row in range(before, before + len(members)):
            for start in range(0, before, _AT_ONCE):
                if apart == 1:
                    break
                same = (rows[start : min(start + _AT_ONCE, before)] == rows[row]).sum(
                    axis=1, dtype="u1"
                )  # none is above _SIGNS
                near = (same >= alike * _SIGNS).nonzero()[0].tolist()
                for found in {root[order[start + at]] for at in near}:
                    one, other = sorted((_find(root, found), _find(root, order[row])))
                    apart -= one != other
                    root[other] = one
        before += len(members)


def _find(root: list[int], at: int) -> int:
    while root[at] != at:
        root[at] = root[root[at]]
        at = root[at]
    return at


def _share(one: _Signature, other: _Signature) -> float:
    return float((one == other).sum()) / _SIGNS
