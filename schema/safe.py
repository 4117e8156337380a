"""Foreign text made harmless for a terminal, cell for cell.

Article text, metadata, labels, notes, names and error messages can hold control characters, escape sequences, bidi
overrides and invisible characters. Everything that is shown goes through `safe`, whose result has the same length,
so that offsets hold.
"""

import re
import unicodedata

_LONGEST_STACK = 4
# Everything outside of these blocks of letters, digits, punctuation and symbols is looked at one by one. No block holds
# a combining mark, so a run of suspects holds the whole of a stack of marks.
_SUSPECTS = re.compile(
    "[^\\x20-\\x7e\\xa0-\\xac\\xae-\\u02ff\\u0388-\\u038a\\u0391-\\u03a1\\u03a3-\\u0482\\u048a-\\u052f"
    "\\u2010-\\u2027\\u202f-\\u205e\\u20a0-\\u20bf\\u2100-\\u218b\\u2190-\\u23ff\\u2500-\\u27bf"
    "\\u3000-\\u3029\\u3030-\\u303e\\u3041-\\u3096\\u30a0-\\u30ff\\u4e00-\\u9ffc\\uac00-\\ud7a3]+"
)


def safe(text: str, *, keep: str = "") -> str:
    """`text` with every character that could act on a terminal replaced by a visible stand-in of one code point.

    C0 becomes its control picture (U+2400 + c), DEL U+2421, C1 U+2426, surrogates, private and unassigned code points
    U+FFFD, format characters, line and paragraph separators and other invisible ones U+25CC; from the fifth combining
    mark in a row on, U+25CC too. Characters in `keep` ("\\n", say) stay. `len(safe(s)) == len(s)` always.
    """
    return _SUSPECTS.sub(lambda match: _replaced(match[0], keep), text)


def _replaced(suspects: str, keep: str) -> str:
    out: list[str] = []
    stack = 0
    for char in suspects:
        if _joins(char):
            stack += 1
            out.append(_stand_in(char) if stack <= _LONGEST_STACK else "\u25cc")
            continue
        stack = 0
        out.append(char if char in keep else _stand_in(char))
    return "".join(out)


def _joins(char: str) -> bool:
    """Whether it is drawn on the character before: marks, and the vowels and finals of Korean syllables in pieces."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb"


# Letters and marks that are drawn as nothing: Hangul fillers, Braille blank, Khmer inherent vowels, Mongolian and other
# variation selectors, the combining grapheme joiner.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u034f\U00016fe4") | frozenset(
    chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
)


def _stand_in(char: str) -> str:
    code = ord(char)
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
