"""Checked values from positioned YAML nodes: each reader takes a node and gives a value, or an error with its place."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

from postil.schema import scheme_keys as keys
from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme_keys import Key
from postil.schema.scheme_yaml import Items, Node, Scalar, Table, quoted

_TRUE = frozenset(("true", "yes", "on"))
_FALSE = frozenset(("false", "no", "off"))


def nearest(word: str, known: Iterable[str], *, say: str = "Known here") -> str:
    """The hint about a word that is not known: the nearest one that is, else all of them."""
    names = list(known)
    folded = {name.casefold(): name for name in reversed(names)}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    if close:
        return f"Did you mean {quoted(folded[close[0]])}?"
    shown = ", ".join(safe(name) for name in names[:12]) + (", …" if len(names) > 12 else "")
    return f"{say}: {shown}." if names else ""


def table(node: Node, what: str, example: str = "") -> Table:
    """The map that is wanted here; `example`: what could be written instead of anything else."""
    if not isinstance(node, Table):
        hint = f"For example: {example}" if example else ""
        raise node.at.error(f"{what} must be a map of keys and values, not {_kind(node)}.", hint)
    return node


def fields(node: Node, known: tuple[Key, ...], what: str, example: str = "") -> dict[str, Node]:
    """The values of a map by key, all of them known, and none missing that is required."""
    entries = table(node, what, example).entries
    names = [key.name for key in known]
    for name, (written, _) in entries.items():
        if name not in names:
            raise written.at.error(f"unknown key {quoted(name)} in {what}.", nearest(name, names))
    for key in known:
        if key.required and key.name not in entries:
            raise node.at.error(f"{what} lacks the key {quoted(key.name)}.", key.meaning)
    return {name: value for name, (_, value) in entries.items()}


def fields_or_none(node: Node | None, known: tuple[Key, ...], what: str, example: str = "") -> dict[str, Node]:
    """As `fields`; no values when the key is absent or nothing stands below it."""
    if node is None or (isinstance(node, Scalar) and node.empty):
        return {}
    return fields(node, known, what, example)


def text(node: Node | None, what: str, *, longest: int = keys.MAX_TEXT, lines: bool = True) -> str:
    """A text without control characters; "" when the key is absent."""
    if node is None:
        return ""
    if not isinstance(node, Scalar):
        raise node.at.error(f"{what} must be a text, not {_kind(node)}.", _flow_hint(node))
    if node.empty:
        raise node.at.error(f"{what} has no value.")
    value = unicodedata.normalize("NFC", node.text.strip())
    if not value:
        raise node.at.error(f"{what} is empty.")
    if len(value) > longest:
        raise node.at.error(f"{what} is longer than {longest:,} characters.")
    if not lines and ("\n" in value or "\r" in value):
        raise node.at.error(f"{what} must stand on one line.")
    for char in value:
        if char != "\n" and (unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") or char in "\u2028\u2029"):
            raise node.at.error(f"{what} holds the control character U+{ord(char):04X}.", "Take it out.")
    return value


def line(node: Node | None, what: str) -> str:
    """A text on one line."""
    return text(node, what, longest=keys.MAX_LINE, lines=False)


def flag(node: Node | None, what: str, default: bool) -> bool:
    """true or false (YAML's yes, no, on and off too)."""
    if node is None:
        return default
    value = node.text.casefold() if isinstance(node, Scalar) and node.plain else ""
    if value not in _TRUE | _FALSE:
        raise node.at.error(f"{what} must be true or false.")
    return value in _TRUE


def choice(node: Node | None, what: str, choices: tuple[str, ...], default: str) -> str:
    """One of the choices."""
    if node is None:
        return default
    value = line(node, what)
    if value not in choices:
        raise node.at.error(f"{what} cannot be {quoted(value)}.", nearest(value, choices, say="It is one of"))
    return value


def name(node: Scalar, what: str, pattern: str = keys.NAME) -> str:
    """A name: letters, digits, _ and -, in labels . too; the first one a letter or digit."""
    value = unicodedata.normalize("NFC", node.text)
    if not re.fullmatch(pattern, value) or safe(value) != value:
        allowed = "_, - and ." if pattern == keys.LABEL else "_ and -"
        hint = f"A name has letters, digits, {allowed}, begins with a letter or digit, and is at most 60 long."
        raise node.at.error(f"{quoted(value)} cannot be the name of {what}.", hint)
    return value


def matching(node: Node | None, what: str, pattern: str, hint: str) -> str:
    """A text of a given form; "" when the key is absent."""
    value = line(node, what)
    if node is not None and not re.fullmatch(pattern, value):
        raise node.at.error(f"{what} cannot be {quoted(value)}.", hint)
    return value


def color(node: Node | None, what: str) -> str:
    """A colour by name, or #rrggbb."""
    value = line(node, what).lower()
    if node is not None and value not in keys.COLORS and not re.fullmatch(keys.COLOR, value):
        hint = nearest(value, keys.COLORS, say="It is #rrggbb (in quotes) or one of")
        raise node.at.error(f"{what} cannot be {quoted(value)}.", hint)
    return value


def whole(node: Node | None, what: str, bounds: tuple[float, float], default: int) -> int:
    """A whole number within the bounds, which count as allowed."""
    if node is None:
        return default
    written = _digits(node, r"0|[1-9][0-9]{0,17}")
    if written is None or not bounds[0] <= int(written) <= bounds[1]:
        raise node.at.error(f"{what} must be a whole number from {bounds[0]:,.0f} to {bounds[1]:,.0f}.")
    return int(written)


def number(node: Node | None, what: str, bounds: tuple[float, float], default: float) -> float:
    """A number within the bounds, which count as allowed."""
    if node is None:
        return default
    written = _digits(node, r"[0-9]{1,18}(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?|\.[0-9]+")
    if written is None or not bounds[0] <= float(written) <= bounds[1]:
        comma = isinstance(node, Scalar) and re.fullmatch("[0-9]+,[0-9]+", node.text)
        hint = "Write a point before the decimals." if comma else ""
        raise node.at.error(f"{what} must be a number from {bounds[0]:,g} to {bounds[1]:,g}.", hint)
    return float(written)


def _digits(node: Node, pattern: str) -> str | None:
    return node.text if isinstance(node, Scalar) and node.plain and re.fullmatch(pattern, node.text) else None


def file_name(node: Node | None, what: str, default: str) -> str:
    """The name of a file in the project folder, or in a folder below it."""
    if node is None:
        return default
    value = line(node, what)
    if "://" in value:
        raise node.at.error(f"{what} must be a file name, not an address.")
    if value.startswith(("/", "~")) or "\\" in value or ".." in value.split("/") or value.endswith("/"):
        raise node.at.error(f"{what} must be the name of a file in the project folder, not {quoted(value)}.")
    return value


def lines(node: Node | None, what: str) -> tuple[str, ...]:
    """A list of different texts of one line each; () when the key is absent or without a value."""
    out: dict[str, int] = {}
    for item in items(node, what):
        value = line(item, f"an entry of {what}")
        if value in out:
            raise item.at.error(f"{quoted(value)} is in {what} twice.", f"It is already on line {out[value]}.")
        out[value] = item.at.line
    return tuple(out)


def items(node: Node | None, what: str) -> list[Node]:
    """The items of a list; none when the key is absent or without a value."""
    if node is None or (isinstance(node, Scalar) and node.empty):
        return []
    if not isinstance(node, Items):
        raise node.at.error(f"{what} must be a list, not {_kind(node)}.", "Write [one, two], or one '- …' on each line.")
    return node.items


def entries(node: Node | None, what: str, example: str = "") -> Mapping[str, tuple[Scalar, Node]]:
    """The entries of a map with names of one's own; none when the key is absent or without a value."""
    if node is None or (isinstance(node, Scalar) and node.empty):
        return {}
    return table(node, what, example).entries


def unknown(node: Node, what: str, value: str, known: Iterable[str], say: str) -> PostilError:
    """The error about a reference to something that is not there."""
    return node.at.error(f"{what} {quoted(value)}.", nearest(value, known, say=say))


def _kind(node: Node) -> str:
    if isinstance(node, Scalar):
        return "nothing" if node.empty else f"the text {quoted(node.text)}"
    return "a list" if isinstance(node, Items) else "a map"


def _flow_hint(node: Node) -> str:
    return "Put the text in quotes if it begins with { or [." if node.at.column > 1 else ""
