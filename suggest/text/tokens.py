"""The words of a folded text, with their offsets.

spaCy's French tokenizer makes a no-break space a token and glues "2022.La" and `ONU,"viole`; articles off the web are
full of both. These tokens are cut by character class instead. Names keep their hyphens ("Jong-un", "États-Unis").
"""

import re
from functools import partial
from itertools import accumulate

from postil.suggest.analysis import Token
from postil.suggest.memo import Memo

_ELIDED = r"(?:[ldjmtsncLDJMTSNC]|[qQ][uU]|[jJ]usqu|JUSQU|[lL]orsqu|[pP]uisqu|[qQ]uoiqu|[qQ]uelqu)'(?= ?[^\W_])"
_ACRONYM = r"(?:[A-ZÀ-Þ]\.){2,}(?:[A-ZÀ-Þ](?![^\W_]))?"
_CLITIC = r"-(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce|ci|là|moi|lui|leur)(?![\w'-])"
_LETTER = r"[^\W\d_]"
# Most words are these letters and nothing else; a character class that lists them is matched twice as fast.
_PLAIN = r"[A-Za-zÀ-ÖØ-öø-ÿœŒ]{2,}+(?![\w'-])"
_WORD = (
    rf"(?:aujourd'hui|Aujourd'hui|AUJOURD'HUI|"
    rf"{_LETTER}(?:[^\W_]|(?!{_CLITIC})-(?=[^\W_])|'(?=[^\W_])(?![sS](?![^\W_]))(?!(?:re|ve|ll|m|d|t)(?![^\W_])))*)"
)
_ENGLISH = r"'(?:[sS]|re|ve|ll|m|d|t)(?![^\W_])"
_NUMBER = r"\d+(?:[.,]\d+)*(?:er|re|e|th|st|nd|rd)?(?![^\W\d_])|\d+"
# What is no blank begins a token: said first, it spares each blank all alternatives. Most signs begin nothing longer.
_TOKEN = re.compile(rf"(?=\S)({_PLAIN}|[^\s\w'-]|{_ELIDED}|{_ACRONYM}|{_WORD}|{_CLITIC}|{_ENGLISH}|{_NUMBER}|[^\s\w]|_)")
# A word met before has its small letters at hand, as the same string: looking that up again costs no hashing.
_LOWER = Memo(str.lower)
_make = partial(tuple.__new__, Token)
_MANY = 50_000  # from so many on, equal words are one string: a quarter less memory for a hundredth of the time


def tokenize(folded: str) -> list[Token]:
    """The tokens of a folded text, in order. Linear in its length."""
    parts = _TOKEN.split(folded)  # what lies between tokens, a token, and so on
    words, ends = parts[1::2], list(accumulate(map(len, parts)))
    if len(words) > _MANY:
        once: dict[str, str] = {}
        words = [once.setdefault(word, word) for word in words]
    return list(map(_make, zip(ends[::2], ends[1::2], words, map(_LOWER.__getitem__, words), strict=False)))
