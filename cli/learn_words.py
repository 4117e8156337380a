"""Lines of `learn` and `models` that fit the terminal: broken between words, also when nobody watches."""

import shutil
import textwrap

from postil.cli.output import data
from postil.schema.safe import safe

_WIDEST = 120


def width() -> int:
    """How many columns there are: those of the terminal, or COLUMNS, or 80."""
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def told(text: str, *, indent: str = "", more: str = "") -> None:
    """Print a sentence, `indent` before it, `indent` and `more` before the lines that it goes on in."""
    lines = textwrap.wrap(
        safe(text), max(width(), 20), initial_indent=indent, subsequent_indent=indent + more, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    for line in lines:
        data(line)
