"""Tags of tokens (IOB1, IOB2, BIOES, BILOU) to ranges."""

from collections.abc import Sequence

_FIRST, _LAST, _ALONE = frozenset("BSU"), frozenset("ELSU"), frozenset("BIESLUM")


def ranges(places: Sequence[tuple[int, int]], tags: Sequence[object]) -> list[tuple[int, int, str]]:
    """(start, end, label) of everything that is tagged; `places` are the tokens' own. What is no tag is none, as "O" is.

    A tag without a prefix is a label that goes on as long as it stays the same.
    """
    found: list[tuple[int, int, str]] = []
    going = False
    for (start, end), tag in zip(places, tags, strict=True):
        prefix, label = _split(tag)
        if not label:
            going = False
            continue
        if going and prefix not in _FIRST and found[-1][2] == label:
            found[-1] = (found[-1][0], end, label)
        else:
            found.append((start, end, label))
        going = prefix not in _LAST
    return found


def tagged(tags: Sequence[object]) -> bool:
    """Whether these are tags, and not just any labels: one is "O", or each says where in a range its token stands."""
    return "O" in tags or all(_split(tag)[0] in _ALONE - {"I"} or str(tag)[:2] in ("I-", "I_") for tag in tags if tag)


def _split(tag: object) -> tuple[str, str]:
    if not isinstance(tag, str) or tag in ("O", "", "_"):
        return "", ""
    if len(tag) > 2 and tag[1] in "-_" and tag[0] in _ALONE:
        return tag[0], tag[2:]
    return "I", tag
