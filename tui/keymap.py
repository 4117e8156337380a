"""Remapped keys from postil.yaml: checked, and put in place of the keys in the table of commands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from string import punctuation
from unicodedata import name as unicode_name

from textual.binding import Binding
from textual.keys import Keys

from postil.schema.errors import PostilError
from postil.tui.commands import COMMANDS, Command

# They reach a program as something else: Tab, Enter, Backspace, line feed, Escape.
_AMBIGUOUS = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+left_square_bracket"}
_FIXED = {"label-digit"}
_NAMED = {key.value for key in Keys}


@dataclass(frozen=True, slots=True)
class Keymap:
    """The commands with the keys that hold in this project."""

    commands: tuple[Command, ...] = COMMANDS

    def bindings(self, *, mark: bool) -> list[Binding]:
        """Bindings for the list (mark=False) or for the text while marking."""
        out: list[Binding] = []
        for command in self.commands:
            if command.mark is mark:
                for key in command.keys.split(","):
                    action = f"label_digit({int(key)})" if command.id == "label-digit" else command.action
                    out.append(Binding(key, action, command.title, show=False))
        return out

    def shown(self, command_id: str) -> str:
        """The keys of a command as people write them."""
        return next(c.shown for c in self.commands if c.id == command_id)


def keymap(remapped: Mapping[str, str]) -> Keymap:
    """The keymap with the project's changes. Raises PostilError for unknown commands, unfit keys and clashes."""
    known = {command.id: command for command in COMMANDS}
    for command_id, keys in remapped.items():
        if command_id not in known or command_id in _FIXED:
            near = get_close_matches(command_id, [c for c in known if c not in _FIXED], n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Commands are: {', '.join(c for c in known if c not in _FIXED)}."
            raise PostilError(f"postil.yaml, keys: there is no command {command_id!r} to remap.", hint=hint)
        names = [_name(key.strip(), command_id) for key in keys.split(",") if key.strip()]
        if not names:
            raise PostilError(f"postil.yaml, keys: {command_id!r} has no key.", hint="Give it one, or take the line out.")
        known[command_id] = replace(known[command_id], keys=",".join(names), shown=" ".join(_written(n) for n in names))
    commands = tuple(known[c.id] for c in COMMANDS)
    _refuse_clashes(commands)
    return Keymap(commands)


def key_name(char: str) -> str:
    """Textual's name of the key that types `char`: itself for letters and digits, else its Unicode name."""
    if char.isalnum():
        return char
    named = unicode_name(char, "").lower().replace("-", "_").replace(" ", "_")
    return {
        "solidus": "slash",
        "reverse_solidus": "backslash",
        "commercial_at": "at",
        "hyphen_minus": "minus",
        "plus_sign": "plus",
        "low_line": "underscore",
    }.get(named, named)


def _name(key: str, command_id: str) -> str:
    if len(key) == 1:
        return key_name(key)
    name = key.lower().replace(" ", "_").replace("page_", "page")
    if name in _AMBIGUOUS or name.startswith("alt+"):
        raise PostilError(
            f"postil.yaml, keys: {command_id!r} cannot have the key {key!r}.",
            hint="Terminals send Alt+letter, Ctrl+I, Ctrl+M, Ctrl+H, Ctrl+J and Ctrl+[ as other keys.",
        )
    last = name.split("+")[-1]
    if not (name in _NAMED or last in _NAMED or last in map(key_name, punctuation) or (len(last) == 1 and last.isalnum())):
        raise PostilError(
            f"postil.yaml, keys: {command_id!r} has the key {key!r}, which is none.",
            hint="A key is one character, or a name such as enter, space, tab, escape, backspace, home, pageup, f5, "
            "with ctrl+ or shift+ before it where the terminal sends that.",
        )
    return name


def _written(name: str) -> str:
    signs = {"space": "Space", "enter": "⏎", "escape": "Esc", "left": "←", "right": "→", "up": "↑", "down": "↓", "tab": "Tab"}
    parts = name.split("+")
    last = parts[-1]
    for char in "[]{}/?$!\"#%&'()*,-.:;<=>@\\^_`|~":
        if key_name(char) == last:
            last = char
    return "+".join([*(p.capitalize() for p in parts[:-1]), signs.get(last, last)])


def _refuse_clashes(commands: tuple[Command, ...]) -> None:
    for mark in (False, True):
        owner: dict[str, str] = {}
        for command in commands:
            if command.mark is not mark:
                continue
            for key in command.keys.split(","):
                if key in owner:
                    raise PostilError(
                        f"postil.yaml, keys: {_written(key)!r} is bound to {owner[key]!r} and to {command.id!r}.",
                        hint="Give one of them another key.",
                    )
                owner[key] = command.id
