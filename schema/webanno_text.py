"""What is escaped in WebAnno TSV: in values, and in texts of sentences."""

import re
from collections.abc import Sequence

_VALUE = re.compile(r"->|[\\\[\]|_;\t\n\r*]")
_VALUE_LETTERS = {"\t": "t", "\n": "n", "\r": "r"}
_VALUE_ESCAPED = re.compile(r"\\(->|[\\\[\]|_;tnr*])")
_VALUE_CHARS = {letter: char for char, letter in _VALUE_LETTERS.items()}

_LISTED = re.compile(r"\\([\\n])")

# Of the control characters, those with a letter are escaped by it, the vertical tab not at all, the others by a backslash.
_TEXT = re.compile(r"[\x00-\x0a\x0c-\x1f\\]")
_TEXT_LETTERS = {"\t": "t", "\n": "n", "\r": "r", "\f": "f", "\b": "b"}
_TEXT_ESCAPED = re.compile(r"\\([\x00-\x07\x0e-\x1f\\tnrfb])")
_TEXT_CHARS = {letter: char for char, letter in _TEXT_LETTERS.items()}
_JAVA_ESCAPED = re.compile(r"\\(?:u+([0-9A-Fa-f]{4})|([0-3]?[0-7]{1,2})|(.))", re.DOTALL)


def escaped_value(value: str) -> str:
    """A value of a feature as it stands in a cell."""
    return _VALUE.sub(lambda match: "\\" + _VALUE_LETTERS.get(match[0], match[0]), value)


def value_of(cell: str) -> str:
    """The inverse of `escaped_value`."""
    if "\\" not in cell:
        return cell
    return _VALUE_ESCAPED.sub(lambda match: _VALUE_CHARS.get(match[1], match[1]), cell)


def listed(texts: Sequence[str]) -> str:
    """Several texts as one value, a line for each."""
    return "\n".join(text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)


def texts_of(value: str) -> list[str]:
    """The inverse of `listed`."""
    return [_LISTED.sub(lambda match: "\n" if match[1] == "n" else "\\", line) for line in value.split("\n")]


def escaped_text(line: str) -> str:
    """A line of a sentence as it stands behind "#Text="."""
    return _TEXT.sub(lambda match: "\\" + _TEXT_LETTERS.get(match[0], match[0]), line)


def text_of(line: str, *, java: bool = False) -> str:
    """The inverse of `escaped_text`; with `java`, of the escapes of Java, which the format had before version 3.2."""
    if "\\" not in line:
        return line
    if not java:
        return _TEXT_ESCAPED.sub(lambda match: _TEXT_CHARS.get(match[1], match[1]), line)
    found = _JAVA_ESCAPED.sub(_java, line)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _java(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return chr(int(match[2], 8)) if match[2] else _TEXT_CHARS.get(match[3], match[3])
