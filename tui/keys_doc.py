"""docs/keys.md, written from the table of commands: `python -m postil.tui.keys_doc > docs/keys.md`."""

import sys

from postil.tui.commands import COMMANDS, Command, Section

_HEAD = """\
# Keys

<!-- Written by `make docs` from tui/commands.py. Do not edit by hand: a test compares the two. -->

Every command of the annotate screen is listed here, with its keys and with the *id* by which `postil.yaml` can give it
other keys. In the program, `?` shows the keys as they are in your project, and `Ctrl+P` finds a command by its name.
The footer shows the keys that matter for the row under the cursor.
"""

_SECTIONS = {
    Section.DECIDE: "Each of these is stored before the screen shows it. There is nothing to save.",
    Section.CORRECT: "Correcting a suggestion also accepts it: it is stored as *corrected*, together with what was suggested.",
    Section.MARK: "`mark` enters the text; the commands below it are there only while marking. The label keys `1`–`9` then\n"
    "add what is selected, or the word under the cursor, with that label.",
    Section.MOVE: "",
    Section.ARTICLE: "",
    Section.LOOK: "",
    Section.PROGRAM: "",
}

_TAIL = """\
## In lists, questions and readings

These keys are fixed.

| where | keys |
|---|---|
| a list to pick from (labels, roles, the palette) | a digit or the key shown picks; typing filters; `↑` `↓` move; \
`Enter` picks; `Esc` goes back. Where several can be picked, a digit or `Space` picks and `Enter` is done |
| a question | the key shown before each answer; `Esc` takes the last answer |
| the corpus | `↑` `↓` or `j` `k` move, `PgUp` `PgDn`, `Home` `End`; `/` finds by id or title; `Enter` opens; \
`Esc`, `q` or `b` goes back. `≈2` stands on the line of an article with two near-copies, once `postil duplicates` has \
looked for them |
| help and guidelines | `↑` `↓` or `j` `k` scroll, `PgUp` `PgDn` or `Space`; `Esc`, `q` or `Enter` goes back |

## Signs in the list

| sign | the row is |
|---|---|
| `·` | undecided |
| `=` | undecided, and two sources or more agree on it: `&` accepts these |
| `✓` `✎` `✗` `+` | accepted, corrected, rejected, added by you |
| `◦` | a row ×N of which some are decided and some not; `◦=`: on all that are left sources agree |
| `!` | behind the sign: it has a note or a flag |

## The mouse

Everything can be done without it. A click on a row of the list, or on a marked place in the text, moves the cursor there;
dragging over text selects it for marking, and a label key then adds it; the wheel scrolls. To select text for your
terminal's own clipboard, hold `Shift` (in some terminals `Option` or `Fn`) while dragging.

## Your own keys

`keys` in `postil.yaml` maps the id of a command to a key, or to several. What you write replaces the command's keys:

```yaml
keys:
  accept: y
  reject: [n, delete]
  next-article: ctrl+n
```

Keys that stand for a character are written as that character (`y`, `Y`, `/`, `[`; put `#`, `[`, `{` and the like in quotes).
The others are named: `space`, `enter`, `tab`, `escape`, `backspace`, `delete`, `insert`, `up`, `down`, `left`, `right`,
`home`, `end`, `pageup`, `pagedown`, `f1` to `f12`; with `ctrl+` or `shift+` before them: `ctrl+n`, `shift+up`.

The keys are checked when the screen opens. A clash is reported, never resolved silently: without its last line, the example
above would give `n` to two commands, and `postil` would say

```text
postil: postil.yaml, keys: 'n' is bound to 'reject' and to 'next-article'.
  Give one of them another key.
```

A command while marking and a command of the list may share a key, since only one of the two can be meant. The label keys
`1`–`9` cannot be moved; a label gets a digit of its own with `key` in the [scheme](scheme.md#labels).

## Keys that terminals cannot send

These are refused, because a terminal sends something else for them, or something that depends on the terminal:

| key | arrives as |
|---|---|
| `Ctrl+I` | `Tab` |
| `Ctrl+M` | `Enter` |
| `Ctrl+J` | a line feed, in many terminals the same as `Enter` |
| `Ctrl+H` | `Backspace`, in many terminals |
| `Ctrl+[` | `Esc` |
| `Alt+` any key | `Esc` and the key: over a slow line nobody can tell the two apart |

A few more can be bound and may never arrive. `Ctrl+S` and `Ctrl+Q` stop and resume the output of old terminals; `Ctrl+B` is
tmux's own key and `Ctrl+A` that of screen; `Shift+Enter`, `Ctrl+Enter` and `Ctrl+Tab` arrive without their modifier almost
everywhere; the function keys are often taken by the desktop. `Ctrl` or `Shift` with an arrow, as used here to move edges,
arrives in all current terminals and through tmux; on a Mac the system takes `Ctrl` with an arrow, so use the brackets there.
"""


def keys_markdown() -> str:
    """The whole of docs/keys.md."""
    parts = [_HEAD]
    for section in Section:
        parts.append(f"## {section.value}\n")
        if _SECTIONS[section]:
            parts.append(f"{_SECTIONS[section]}\n")
        rows = [_row(command) for command in COMMANDS if command.section is section]
        parts.append("\n".join(["| keys | command | what it does | id |", "|---|---|---|---|", *rows]) + "\n")
    return "\n".join([*parts, _TAIL])


def _row(command: Command) -> str:
    keys = " ".join(f"`{'Enter' if key == '⏎' else key}`" for key in command.shown.split(" "))
    return f"| {keys} | {command.title} | {command.help} | `{command.id}` |"


if __name__ == "__main__":
    sys.stdout.write(keys_markdown())
