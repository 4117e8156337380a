"""Tags of tokens to spans of tokens, in every scheme there is: IOB1, IOB2, IOBES, BILOU, BMES."""

import re
from collections.abc import Sequence

_TAG = re.compile(r"([BIESLUM])[-_](\S.*)")


def is_tag(text: str) -> bool:
    """Whether it is O, or a label with a place before it: "B-PER", "I_LOC"."""
    return text == "O" or _TAG.fullmatch(text) is not None


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """The spans (first token, token after the last, label) in the tags of one sentence; each is one that `is_tag`.

    A scheme need not be known: B, U and S begin a span; I, M, E and L go on with one of their label, and begin one where
    there is none; U, S, E and L end it.
    """
    found: list[tuple[int, int, str]] = []
    open_from, open_label = -1, ""
    for at, tag in enumerate(tags):
        match = None if tag == "O" else _TAG.fullmatch(tag)
        place, label = match.groups() if match else ("O", "")
        if open_from >= 0 and (place in "OBUS" or label != open_label):
            found.append((open_from, at, open_label))
            open_from = -1
        if match and open_from < 0:
            open_from, open_label = at, label
        if open_from >= 0 and place in "USEL":
            found.append((open_from, at + 1, open_label))
            open_from = -1
    if open_from >= 0:
        found.append((open_from, len(tags), open_label))
    return found
