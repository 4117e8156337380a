"""An article's place in the order "random": the same for everybody, on every machine, whenever the article came in."""

from hashlib import blake2b


def shuffled(article_id: str) -> int:
    """A number from 0 to 2⁶³ - 1, made from the id alone."""
    return int.from_bytes(blake2b(article_id.encode(), digest_size=8).digest()) >> 1
