"""Tokens to text, where a file has no text: which of them had no space between them, as most languages have it."""

import re
from collections.abc import Sequence

_CLOSING = re.compile(r"[,.;:!?…)\]}%]+|[’'](?:s|S|re|ve|ll|d|m|t)|[nN][’']t")
_UNSPACED = (
    "[\u2e80-\u2fdf\u3001-\u30ff\u31c0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff65\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_ENDS_UNSPACED, _BEGINS_UNSPACED = re.compile(f".*{_UNSPACED}", re.DOTALL), re.compile(_UNSPACED)
_OPENING = re.compile(r"[(\[{]+|(?:[A-Za-z]|\w*[Qq]u|[DdNnSs]?[AEUaeu]ll|[Uu]n)[’']")


def joined(tokens: Sequence[str], spaces: Sequence[bool | None] = ()) -> tuple[str, list[int]]:
    """The tokens as one line of text, and where each of them begins in it. `spaces`: whether a space comes behind each, None
    where that is not known.
    """
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for number, token in enumerate(tokens):
        if number:
            known = spaces[number - 1] if spaces else None
            if known or (known is None and _apart(tokens[number - 1], token)):
                parts.append(" ")
                at += 1
        starts.append(at)
        parts.append(token)
        at += len(token)
    return "".join(parts), starts


def _apart(before: str, token: str) -> bool:
    """Whether there is a space between two tokens; Chinese and Japanese have none."""
    if _CLOSING.fullmatch(token) or _OPENING.fullmatch(before):
        return False
    return not (_BEGINS_UNSPACED.match(token) and _ENDS_UNSPACED.fullmatch(before))
