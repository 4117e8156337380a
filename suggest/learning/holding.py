"""Which articles are held back to judge a model on: always the same ones, and near-copies on one side together."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

from postil.suggest.learning.lessons import Lesson

Groups = Sequence[Collection[str]]
"""Ids of articles that are copies of each other, group by group; articles without a copy may be left out."""


def split(found: Sequence[Lesson], share: float, copies: Groups = ()) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons to learn from, and the finished ones to judge on: about `share` of all.

    An article's side depends on nothing but its id, or the smallest id among its copies, and stays the same as the
    project grows. Of the articles held back those that are only begun are in neither list.
    """
    first = {key: min(group) for group in copies for key in group}
    train, held = [], []
    for lesson in found:
        key = lesson.article.id
        if _place(first.get(key, key)) >= share:
            train.append(lesson)
        elif lesson.done:
            held.append(lesson)
    return train, held


def _place(key: str) -> float:
    """A number from 0 to 1 that the id alone decides."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=7).digest(), "big") / (1 << 56)
