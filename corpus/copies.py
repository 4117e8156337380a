"""Near-copies: articles whose words are mostly the same, as when two sites print one agency's report.

Sets of five-word shingles are compared by MinHash signatures, found by locality-sensitive hashing (Broder 1997; Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3). About 1 kB is kept for each article, and its text is not.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from postil.schema.article import Article

ALIKE = 0.6
"""The share of shingles that two articles have in common, of all that either has, from which they are near-copies."""

_SHINGLE = 5
_SIGNS = 64
_WORD = re.compile(r"\w+")


def copies(articles: Iterable[Article], *, alike: float = ALIKE) -> list[list[str]]:
    """Groups of ids of articles that are near-copies, directly or through others; each id in one group at most.

    Both the groups and their ids stand in the order of the articles. Hidden regions do not count. `alike` is met about:
    signatures estimate it within 0.06 (one standard deviation).
    """
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]  # it has no stubs

    index = MinHashLSH(threshold=alike, num_perm=_SIGNS)
    signatures: dict[str, MinHash] = {}
    group_of: dict[str, list[str]] = {}
    order: list[str] = []
    for article in articles:
        shingles = list(dict.fromkeys(_shingles(article)))
        if not shingles or article.id in signatures:
            continue
        signature = MinHash(num_perm=_SIGNS, hashfunc=_hash)
        signature.update_batch(shingles)
        group = [article.id]
        for near in index.query(signature):
            if signatures[near].jaccard(signature) >= alike and group_of[near] is not group:
                group = _joined(group_of[near], group)
                group_of.update(dict.fromkeys(group, group))
        group_of[article.id] = group
        signatures[article.id] = signature
        index.insert(article.id, signature)
        order.append(article.id)
    place = {key: at for at, key in enumerate(order)}
    found = {id(group): sorted(group, key=place.__getitem__) for group in group_of.values() if len(group) > 1}
    return sorted(found.values(), key=lambda group: place[group[0]])


def _joined(one: list[str], other: list[str]) -> list[str]:
    one.extend(other)
    return one


def _shingles(article: Article) -> Iterator[bytes]:
    """Every run of five words, in lower case; of a shorter text the one run that it is."""
    words: list[str] = []
    at = 0
    for region in (*sorted(article.hidden, key=lambda r: r.start), None):
        until = region.start if region else len(article.text)
        words += _WORD.findall(article.text[at:until].lower())
        at = max(at, region.end) if region else until
    for first in range(max(1, len(words) - _SHINGLE + 1) if words else 0):
        yield " ".join(words[first : first + _SHINGLE]).encode("utf-8", "replace")


def _hash(shingle: bytes) -> int:
    return int.from_bytes(blake2b(shingle, digest_size=4).digest(), "little")
