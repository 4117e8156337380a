"""Whether a token pattern can match at all: spaCy's own validation, and what it lets pass though it finds nothing."""

import re
from collections.abc import Mapping, Sequence

from spacy.errors import MatchPatternError
from spacy.matcher import Matcher
from spacy.vocab import Vocab

from postil.schema.json_types import Json
from postil.schema.safe import safe
from postil.schema.scheme_fields import nearest
from postil.suggest.text.fold import fold
from postil.suggest.text.tokens import tokenize

_TEXTS = ("TEXT", "ORTH", "LOWER", "NORM")
_FLAGS = (
    *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_SPACE", "IS_BRACKET"),
    *("IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_CURRENCY", "IS_STOP", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
)
LEXICAL = (*_TEXTS, "SHAPE", "LENGTH", "SPACY", *_FLAGS)
_FROM_PIPELINES = frozenset(
    ("POS", "TAG", "MORPH", "DEP", "LEMMA", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID", "IS_SENT_START", "SENT_START", "_")
)
_MOST_TOKENS = 50
_RANGE = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_OPERATORS = ("!", "?", "+", "*", "1")
_PLACE = re.compile(r"^- \[pattern -> (\d+)(?: -> ([^\]]*))?\] (.*)$", re.MULTILINE)


def checked(pattern: Sequence[Json]) -> tuple[list[Mapping[str, Json]], str]:
    """The pattern with the names of attributes in capitals and its texts folded, and "" or what is wrong with it."""
    tokens: list[Mapping[str, Json]] = []
    if not 0 < len(pattern) <= _MOST_TOKENS:
        return [], f"a pattern has 1 to {_MOST_TOKENS} tokens, this one {len(pattern)}."
    for number, token in enumerate(pattern, 1):
        if not isinstance(token, Mapping):
            return [], f"token {number} must be an object."
        wanted = {key.upper(): _folded(value) for key, value in token.items()}
        wrong = next((reason for key, value in wanted.items() if (reason := _reason(key, value))), "")
        if wrong:
            return [], f"token {number}: {wrong}"
        tokens.append(wanted)
    return tokens, _refused(tokens)


def _reason(key: str, value: Json) -> str:
    if key in _FROM_PIPELINES:
        return f"{safe(key)} needs a pipeline; patterns see words only: {', '.join(LEXICAL)}."
    if key == "OP":
        return _wrong_operator(value)
    if key not in LEXICAL:
        return f"unknown attribute '{safe(key[:60])}'. {nearest(key, (*LEXICAL, 'OP'))}"
    if key not in _TEXTS or not isinstance(value, str):
        return ""
    # An apostrophe belongs to a word only before another one.
    cut = tokenize(value + "x" if value.endswith("'") else value)
    if not cut or cut[0].text != value:
        parts = " and ".join(f"'{safe(token.text)}'" for token in cut[:6])
        return f"{key} '{safe(value[:60])}' is not one word but {parts or 'none'}: write one object for each."
    return (
        f"LOWER is compared with lower-case words: write '{safe(value.lower())}'."
        if key == "LOWER" and value != value.lower()
        else ""
    )


def _wrong_operator(value: Json) -> str:
    sizes = _RANGE.fullmatch(value) if isinstance(value, str) else None
    least, most = (int(size[:9]) if size else None for size in sizes.groups()) if sizes else (None, None)
    if max(least or 0, most or 0) > _MOST_TOKENS:
        return f"OP repeats a token {_MOST_TOKENS} times at most."
    sound = value in _OPERATORS or least is not None or most is not None
    if sound and not (least is not None and most is not None and least > most):
        return ""
    shown = f"'{safe(value[:60])}'" if isinstance(value, str) else "that"
    return f"OP cannot be {shown}: it is !, ?, + or *, or a number of times, such as {{2}}, {{2,}}, {{,4}} or {{2,4}}."


def _folded(value: Json) -> Json:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return {key: _folded(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _refused(tokens: Sequence[Mapping[str, Json]]) -> str:
    """What spaCy says against the pattern, or ""."""
    try:
        Matcher(Vocab(), validate=True).add("pattern", [[dict(token) for token in tokens]])
    except MatchPatternError as error:
        found = _PLACE.search(str(error))
        if not found:
            return f"spaCy refuses the pattern: {safe(' '.join(str(error).split()))}"
        where = (found[2] or "").partition(" -> ")[0]
        return f"token {int(found[1]) + 1}{f', {safe(where)}' if where else ''}: {safe(found[3][:1].lower() + found[3][1:])}."
    except re.error as error:
        return f"a regular expression cannot be read: {safe(str(error))}."
    except ValueError as error:
        return f"spaCy refuses the pattern: {safe(' '.join(str(error).split()))}"
    return ""
