"""CoNLL-U: words in ten columns, of which the last can say to which entity a word belongs."""

import re
from collections.abc import Iterable, Sequence

from postil.corpus.tags import is_tag

COLUMNS = 10
NO_TAGS = "it is CoNLL-U, and no word says in its last column of which entity it is, as in NER=B-PER"
_ID = re.compile(r"(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9})|\.[0-9]{1,9})?")
_KEYS = ("ner", "ne")
_FORM, _MISC = 1, 9


def is_universal(lines: Sequence[str]) -> bool:
    """Whether these lines begin a CoNLL-U file; it need not have any tags."""
    row = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    cells = row.split("\t")
    match = _ID.fullmatch(cells[0])
    return len(cells) == COLUMNS and match is not None and match["first"] in ("0", "1")


def has_tags(lines: Iterable[str]) -> bool:
    """Whether any of these lines is a word with a tag."""
    return any(tag_of(line.split("\t")[_MISC]) for line in lines if line.count("\t") == COLUMNS - 1)


def tag_of(column: str) -> str:
    """The tag in a last column (NER=B-PER|SpaceAfter=No), "" if there is none."""
    found = _features(column)
    return next((found[key] for key in _KEYS if is_tag(found.get(key, ""))), "")


def spaced(column: str) -> bool:
    """Whether a space comes behind the word with this last column."""
    return _features(column).get("spaceafter") != "No"


def numbers(cell: str) -> tuple[int, int] | None:
    """The first and the last word of a row: the same for a word, two for a token of several words, (n, n - 1) for a word that
    is not in the text. None where it is no number.
    """
    match = _ID.fullmatch(cell)
    if match is None:
        return None
    first = int(match["first"])
    return (first, int(match["last"])) if match["last"] else (first, first - 1 if "." in cell else first)


def form_of(cells: Sequence[str]) -> str:
    """The word as it is in the text."""
    return cells[_FORM]


def misc_of(cells: Sequence[str]) -> str:
    """The last column."""
    return cells[_MISC]


def _features(column: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in column.split("|"))
    return {key.strip().casefold(): value.strip() for key, equals, value in pairs if equals}
