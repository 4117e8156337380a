"""Texts cut and grouped, so that a pipeline's memory stays within bounds however long they are."""

from collections.abc import Iterator, Sequence

# In characters: what a parser and a tagger of names read at once costs a gigabyte of memory for each 100,000 or so.
PIECE = 20_000
GROUP = 50_000
_LAST = ("\n", ". ", " ")


def cut(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """The text in pieces of `longest` characters at most, cut after a line end, else a sentence, else a word."""
    start = 0
    while start < len(text):
        end = min(start + longest, len(text))
        if end < len(text):
            ends = ((text.rfind(last, start, end), len(last)) for last in _LAST)
            end = next((at + size for at, size in ends if at > start), end)
        yield start, end
        start = end


def groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts, as many at once as have GROUP characters together, and one at least."""
    group: list[str] = []
    size = 0
    for text in texts:
        if group and size + len(text) > GROUP:
            yield group
            group, size = [], 0
        group.append(text)
        size += len(text)
    if group:
        yield group
