"""Foreign text made harmless for a terminal, cell for cell.

Article text, metadata, labels, notes, names and error messages can hold control characters, escape sequences, bidi
overrides and invisible characters. Everything that is shown goes through `safe`, whose result has the same length,
so that offsets hold.
"""

import re
import unicodedata

_LONGEST_STACK = 4
_SUSPECT = re.compile(
    "[^\\x20-\\x7e\\xa0-\\xac\\xae-\\u02ff\\u0370-\\u0482\\u048a-\\u0590\\u1e00-\\u1fff"
    "\\u2010-\\u2027\\u2030-\\u205e\\u20a0-\\u20bf\\u2100-\\u218b\\u2190-\\u23ff\\u2500-\\u27bf"
    "\\u3000-\\u3029\\u3030-\\u303e\\u3041-\\u3096\\u30a0-\\u30ff\\u3131-\\u318e\\u4e00-\\u9fff\\uac00-\\ud7a3]"
)


def safe(text: str, *, keep: str = "") -> str:
    """`text` with every character that could act on a terminal replaced by a visible stand-in of one code point.

    C0 becomes its control picture (U+2400 + c), DEL U+2421, C1 U+2426, surrogates and unassigned code points U+FFFD,
    format characters, line and paragraph separators and other invisible ones U+25CC; from the fifth combining mark in
    a row on, U+25CC too. Characters in `keep` ("\\n", say) stay. `len(safe(s)) == len(s)` always.
    """
    if not _SUSPECT.search(text):
        return text
    out: list[str] = []
    stack = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
            stack += 1
            out.append(char if stack <= _LONGEST_STACK and char not in _BLANK else "\u25cc")
            continue
        stack = 0
        out.append(char if char in keep else _stand_in(char))
    return "".join(out)


# Letters by category, but drawn as nothing: Hangul fillers, Braille blank, Khmer inherent vowels, Mongolian vowel separator.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u034f") | frozenset(
    chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
)


def _stand_in(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F:
        return char
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0:
        return "\u2426"
    category = unicodedata.category(char)
    if category in ("Cs", "Cn", "Co"):
        return "\ufffd"
    if category in ("Cf", "Zl", "Zp") or char in _BLANK:
        return "\u25cc"
    return char
