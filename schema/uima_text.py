"""Text in a UIMA CAS: XML has no place for some characters, so that U+FFFD stands for each; what they were is kept aside."""

import json
import re
from collections.abc import Iterable

from postil.schema.json_types import Json

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
STAND_IN = "\ufffd"
_NO_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def xml_text(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 does not have; as long as it was."""
    return _NO_XML.sub(STAND_IN, text)


def replaced(text: str) -> list[tuple[int, int]]:
    """What `xml_text` replaces: (offset in code points, code point) of each."""
    return [(match.start(), ord(match[0])) for match in _NO_XML.finditer(text)]


def restored(text: str, characters: Iterable[tuple[int, int]]) -> str:
    """The inverse of `xml_text`, with what `replaced` says; a place where no U+FFFD stands any more stays as it is."""
    found = list(text)
    for offset, code in characters:
        if 0 <= offset < len(found) and found[offset] == STAND_IN and 0 <= code < 0x110000 and not 0xD800 <= code <= 0xDFFF:
            found[offset] = chr(code)
    return "".join(found)


def json_text(value: Json) -> str:
    """The value as JSON in which every character is one of XML. Raises ValueError, RecursionError for what is no JSON."""
    return _NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", _ENCODER.encode(value))
