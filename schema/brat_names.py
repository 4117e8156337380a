"""Names in brat's files. brat takes letters of ASCII, digits, "_" and "-"; all else is written so that it can be read back.

A character that brat does not take is its code in hexadecimal between "_x" and "_": "É" is "_xC9_". A full stop divides
the layer from the label: "event.PER" is "event_x2E_PER".
"""

import re

_PLAIN = re.compile(r"[A-Za-z0-9_-]*")
_ESCAPE = re.compile(r"_x([0-9A-F]{1,6})_")
_DOT = "_x2E_"
_EMPTY = "_x_"


def brat_name(name: str, *, letters: bool = False) -> str:
    """The name as brat can have it; `letters`: with letters of every script, as values of attributes may have them."""
    if not name:
        return _EMPTY
    if _PLAIN.fullmatch(name):
        return name if name_of(name) == name else _careful(name, letters)
    return _careful(name, letters)


def name_of(written: str) -> str:
    """The name that was written so; one that `brat_name` would not write is the name itself."""
    if written == _EMPTY:
        return ""
    return _ESCAPE.sub(_char, written) if "_x" in written else written


def brat_role(name: str) -> str:
    """The name of a role: as `brat_name`, and without a digit at its end, where brat numbers those that fill it."""
    if name and name[-1] in "0123456789":
        return _careful(name[:-1], False) + _code(name[-1])
    return brat_name(name)


def brat_type(layer: str, label: str) -> str:
    """The type of an entity or event: the label, after its layer where one is given, as it must be before a full stop."""
    return f"{_careful(layer, False)}{_DOT}{_careful(label, False)}" if layer else brat_name(label)


def type_of(written: str) -> tuple[str, str]:
    """Layer and label of a type; the layer is "" where the type does not say it."""
    for match in _ESCAPE.finditer(written) if _DOT in written else ():
        if match[0] == _DOT:
            return name_of(written[: match.start()]), name_of(written[match.end() :])
    return "", name_of(written)


def _careful(name: str, letters: bool) -> str:
    """The name with every "_x" of its own escaped too, so that it can stand before and behind anything."""
    found = []
    for at, char in enumerate(name):
        own = char == "_" and name.startswith("x", at + 1)
        plain = _PLAIN.fullmatch(char) or (letters and (char.isalnum() or char == "."))
        found.append(char if plain and not own else _code(char))
    return "".join(found)


def _code(char: str) -> str:
    return f"_x{ord(char):X}_"


def _char(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]
