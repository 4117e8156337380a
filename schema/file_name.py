"""Ids of articles as names of files, and back: no id leads out of a folder, and none is lost in a name."""

import re
from urllib.parse import unquote

LONGEST = 180
"""Bytes of a name, at most: file systems take 255, and suffixes are to come."""

_PLAIN = re.compile(r"[^\W_][\w.-]*")
_ESCAPED = re.compile(r"(?:[\w.-]|%[0-9A-F]{2})+")


def file_name(name: str) -> str:
    """The id as the name of a file: letters, digits, "_", "-" and "." stay, everything else is percent-encoded UTF-8.

    No name begins with a dot, a hyphen or an underscore. An id that is too long (`fits`) is the caller's to think of.
    """
    if _PLAIN.fullmatch(name):
        return name
    return _escaped(name[:1], "") + "".join(_escaped(char, "_.-") for char in name[1:])


def id_of(stem: str) -> str:
    """The id in the name of a file without its suffix; a name that `file_name` would not have made is the id itself."""
    if "%" not in stem or not _ESCAPED.fullmatch(stem):
        return stem
    try:
        found = unquote(stem, errors="strict")
    except UnicodeDecodeError:
        return stem
    return found if file_name(found) == stem else stem


def fits(name: str) -> bool:
    """Whether the id's file name is short enough for every file system."""
    return 0 < len(file_name(name).encode("utf-8", "surrogatepass")) <= LONGEST


def _escaped(char: str, plain: str) -> str:
    if char.isalnum() or (char and char in plain):
        return char
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
