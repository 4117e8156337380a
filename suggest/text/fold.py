"""Text with its typographic variants made one, code point for code point, so that offsets hold."""

import re
from collections.abc import Sequence

from postil.schema.article import Region

_SAME = {
    "'": "’‘ʼ‛′＇",
    " ": "\u00a0\u202f\u2009\u2007\u2002\u2003\u2008\u200a\u3000\x00\u200b\u200c\u200d\u200e\u200f\ufeff\u2060",
    "-": "\u2010\u2011\u2012\u00ad",
    "–": "—\u2015",
    '"': "„‟〝〞＂",
    "\n": "\u2028\u2029\x85\r\x0b\x0c",
}
_ONE = {ord(char): kept for kept, chars in _SAME.items() for char in chars}
_ONE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")
_ONE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_VARIANT = re.compile(f"[{re.escape(''.join(map(chr, _ONE)))}]")


def fold(text: str, hidden: Sequence[Region] = ()) -> str:
    """The text with one kind of apostrophe, space, hyphen, dash and line end, and with hidden regions blank.

    `len(fold(text)) == len(text)` always. Lone surrogates become U+FFFD, invisible marks a space.
    """
    folded = text
    for variant in set(_VARIANT.findall(text)):
        folded = folded.replace(variant, _ONE[ord(variant)])
    if not hidden:
        return folded
    parts, at = [], 0
    for region in sorted(hidden, key=lambda r: r.start):
        start, end = max(at, region.start), min(len(folded), region.end)
        if start < end:
            parts += [folded[at:start], "\n" * (end - start)]
            at = end
    return "".join([*parts, folded[at:]])
