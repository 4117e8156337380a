"""The words of a folded text, with their offsets.

spaCy's French tokenizer makes a no-break space a token and glues "2022.La" and `ONU,"viole`; articles off the web are
full of both. These tokens are cut by character class instead. Names keep their hyphens ("Jong-un", "États-Unis").
"""

import re

from postil.suggest.analysis import Token

_ELIDED = r"(?:[ldjmtsncLDJMTSNC]|[qQ][uU]|[jJ]usqu|JUSQU|[lL]orsqu|[pP]uisqu|[qQ]uoiqu|[qQ]uelqu)'(?= ?[^\W_])"
_ACRONYM = r"(?:[A-ZÀ-Þ]\.){2,}(?:[A-ZÀ-Þ](?![^\W_]))?"
_CLITIC = r"-(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce|ci|là|moi|lui|leur)(?![\w'-])"
_LETTER = r"[^\W\d_]"
_WORD = (
    rf"(?:aujourd'hui|Aujourd'hui|AUJOURD'HUI|"
    rf"{_LETTER}(?:[^\W_]|(?!{_CLITIC})-(?=[^\W_])|'(?=[^\W_])(?![sS](?![^\W_]))(?!(?:re|ve|ll|m|d|t)(?![^\W_])))*)"
)
_PLAIN = rf"{_LETTER}{{2,}}(?![\w'-])"
_TOKEN = re.compile(
    rf"{_PLAIN}|{_ELIDED}|{_ACRONYM}|{_WORD}|{_CLITIC}|'(?:[sS]|re|ve|ll|m|d|t)(?![^\W_])|\d+(?:[.,]\d+)*(?:er|re|e|th|st|nd|rd)?(?![^\W\d_])|\d+|[^\s\w]|_"
)


def tokenize(folded: str) -> list[Token]:
    """The tokens of a folded text, in order. Linear in its length."""
    return [Token(*match.span(), match[0], match[0].lower()) for match in _TOKEN.finditer(folded)]
