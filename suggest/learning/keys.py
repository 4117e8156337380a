"""Features as numbers of 64 bits, the same in every process: what a feature says and of which words decides them alone.

A key is a sum: of the template's number, and of those of its values, each times an odd number that its place decides. Two
features of one key are as good as impossible, so nobody keeps their texts: of a few million, that is most of the memory.
"""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from postil.suggest.memo import Memo

Keys = NDArray[np.uint64]
NO_KEY = np.uint64(0)
"""Where a token does not have a feature."""


def number(text: str) -> int:
    """The number of a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


NUMBERS = Memo(number)
PLACES = tuple(np.uint64(number(f"place {place}") | 1) for place in range(5))


def numbers(texts: Iterable[str], count: int) -> Keys:
    """The numbers of some texts."""
    return np.fromiter(map(NUMBERS.__getitem__, texts), np.uint64, count)


def key(template: str, *values: str) -> int:
    """The key of one feature."""
    total = number(template) + sum(number(value) * int(place) for value, place in zip(values, PLACES, strict=False))
    return total % (1 << 64)


class Vocabulary:
    """Some keys, sorted, and for any others where they stand among them: a hash table with open addressing."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        size = 1 << max(4, int(2 * len(keys)).bit_length())
        self._mask = np.uint64(size - 1)
        self._slots = np.full(size, -1, np.int32)
        left = np.arange(len(keys), dtype=np.int32)
        slots = (keys & self._mask).astype(np.int64)
        while left.size:
            empty = self._slots[slots] < 0
            self._slots[slots[empty]] = left[empty]
            lost = self._slots[slots] != left
            left, slots = left[lost], (slots[lost] + 1) & (size - 1)

    def places(self, keys: Keys) -> NDArray[np.int32]:
        """Where each key stands, -1 for one that is unknown; in the shape of `keys`."""
        flat = keys.ravel()
        slots = (flat & self._mask).astype(np.int64)
        found = self._slots[slots]
        if not len(self.keys):
            return found.reshape(keys.shape)
        rivals = np.flatnonzero((found >= 0) & (self.keys[found] != flat))
        while rivals.size:
            slots[rivals] = (slots[rivals] + 1) & (len(self._slots) - 1)
            found[rivals] = self._slots[slots[rivals]]
            rivals = rivals[(found[rivals] >= 0) & (self.keys[found[rivals]] != flat[rivals])]
        return found.reshape(keys.shape)

    def rows(self, keys: Keys) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The places of the keys that are known, row after row, and how many each row has."""
        places = self.places(keys)
        known = places >= 0
        return places[known], known.sum(axis=1, dtype=np.int32)


def met(articles: Iterable[Keys], least: int) -> Keys:
    """The keys that came at least so often, sorted; a little at a time, so that only those that differ are in memory."""
    known, times = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    waiting: list[Keys] = []
    for keys in articles:
        waiting.append(keys.ravel())
        if sum(map(len, waiting)) > max(_MANY, len(known)):
            known, times = _counted(known, times, waiting)
            waiting.clear()
    known, times = _counted(known, times, waiting)
    often: Keys = known[(times >= least) & (known != NO_KEY)]
    return often


_MANY = 500_000


def _counted(known: Keys, times: NDArray[np.int64], waiting: list[Keys]) -> tuple[Keys, NDArray[np.int64]]:
    new, count = np.unique(np.concatenate([known[:0], *waiting]), return_counts=True)
    every, place = np.unique(np.concatenate([known, new]), return_inverse=True)
    total = np.bincount(place, np.concatenate([times, count]), len(every))
    return every, total.astype(np.int64)
