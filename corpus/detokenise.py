"""Tokens to text, where a file has no text: which of them had no space between them, as most languages have it."""

import re
from collections.abc import Sequence

_CLOSING = re.compile(r"[,.;:!?…)\]}%]+|[’'](?:s|S|re|ve|ll|d|m|t)|[nN][’']t")
_OPENING = re.compile(r"[(\[{]+|(?:[A-Za-z]|\w*[Qq]u|[DdNnSs]?[AEUaeu]ll|[Uu]n)[’']")


def joined(tokens: Sequence[str]) -> tuple[str, list[int]]:
    """The tokens as one line of text, and where each of them begins in it."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    before = ""
    for token in tokens:
        if parts and not (_CLOSING.fullmatch(token) or _OPENING.fullmatch(before)):
            parts.append(" ")
            at += 1
        starts.append(at)
        parts.append(token)
        at += len(token)
        before = token
    return "".join(parts), starts
