"""The project's own names and patterns, read strictly: JSON Lines in the syntax of spaCy's EntityRuler and SpanRuler."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from postil.schema.annotation import AND
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Scheme
from postil.schema.scheme_fields import nearest
from postil.suggest.patterns.check import checked
from postil.suggest.patterns.places import nearest_place, place
from postil.suggest.text.fold import fold
from postil.suggest.text.tokens import tokenize

KINDS = (Kind.SPANS, Kind.FRAMES)
_KEYS = ("label", "pattern", "id")
_MAX_BYTES = 64_000_000
_LONGEST = 300
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file: where what it finds goes, its name, and either a phrase or the tokens of a pattern."""

    line: int
    layer: str
    label: str
    name: str
    phrase: str = ""
    tokens: Sequence[Mapping[str, Json]] = ()


def read_patterns(path: Path, scheme: Scheme) -> tuple[bytes, list[Entry]]:
    """The file's bytes and its entries, in order. Raises PostilError naming file, line and reason."""
    shown = safe(path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PostilError(f"The patterns in {safe(str(path))} cannot be read: {error.strerror}.") from None
    if len(data) > _MAX_BYTES:
        raise PostilError(f"{shown} is longer than {_MAX_BYTES:,} bytes.")
    return data, list(_entries(data.removeprefix(b"\xef\xbb\xbf"), shown, scheme))


def _entries(data: bytes, file: str, scheme: Scheme) -> Iterator[Entry]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield _entry(_object(line), number, scheme)
        except _Wrong as wrong:
            raise PostilError(f"{file}, line {number}: {wrong}", hint=wrong.hint) from None


class _Wrong(PostilError):
    """What is wrong with a line, before the line is named."""


def _object(line: bytes) -> Mapping[str, Json]:
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _Wrong(f"the byte 0x{line[error.start]:02X} is not UTF-8.", hint="Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise _Wrong(f"this is not JSON: {error.msg} (column {error.colno}).", hint="One object stands on each line.") from None
    except RecursionError:
        raise _Wrong("this is nested too deep.") from None
    if not isinstance(value, dict):
        raise _Wrong("an object is expected.", hint='Write {"label": …, "pattern": …}.')
    return value


def _entry(found: Mapping[str, Json], number: int, scheme: Scheme) -> Entry:
    for key in found:
        if key not in _KEYS:
            raise _Wrong(f"unknown key '{_short(key)}'.", hint=nearest(key, _KEYS))
    label, pattern, given = found.get("label"), found.get("pattern"), found.get("id", "")
    if not isinstance(label, str) or not label:
        raise _Wrong("'label' must be a text.", hint="It is a LABEL of the scheme, or layer.LABEL.")
    where = place(scheme, label, KINDS)
    if where is None:
        raise _Wrong(f"the scheme has no spans or frames labelled '{_short(label)}'.", hint=nearest_place(scheme, label, KINDS))
    if not isinstance(given, str) or len(given) > _LONGEST:
        raise _Wrong(f"'id' must be a text of {_LONGEST} characters at most.")
    layer, label = where[0].name, where[1]
    if isinstance(pattern, str):
        phrase = _phrase(pattern)
        return Entry(number, layer, label, _name(given) or _name(phrase), phrase=phrase)
    if isinstance(pattern, list):
        tokens, wrong = checked(pattern)
        if wrong:
            raise _Wrong(wrong)
        return Entry(number, layer, label, _name(given) or _name(" ".join(map(_said, tokens))), tokens=tokens)
    raise _Wrong("'pattern' must be a text, or a list of objects, one for each token.")


def _phrase(pattern: str) -> str:
    phrase = " ".join(fold(unicodedata.normalize("NFC", pattern)).split())
    if len(phrase) > _LONGEST:
        raise _Wrong(f"the pattern is longer than {_LONGEST} characters.")
    if not tokenize(phrase):
        raise _Wrong("the pattern holds no word.")
    return phrase


def _said(token: Mapping[str, Json]) -> str:
    """A token of a pattern in a word: the text that it wants, else what it is asked."""
    texts = [value for key, value in token.items() if key != "OP" and isinstance(value, str)]
    return texts[0] if texts else "+".join(key for key in token if key != "OP") or "*"


def _name(text: str) -> str:
    """A name that is safe to stand in a source: on one line, not too long, without what joins sources."""
    name = re.sub(r"\s+", " ", safe(text, keep="\n\t")).strip().replace(AND, "+")
    return name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"


def _short(text: str) -> str:
    return safe(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
