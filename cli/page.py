"""Where tables are printed for people. Rich is imported here, so import this late."""

import os
import shutil
import sys

from rich.console import Console

_NARROWEST, _USUAL = 60, 80


def page(widest: int) -> Console:
    """A console on stdout as wide as the terminal, at most `widest`; what is printed there stays as it is."""
    return Console(width=min(max(columns(), _NARROWEST), widest), highlight=False, markup=False, emoji=False)


def columns() -> int:
    """How wide it is: COLUMNS, else what the terminal says; into a pipe (`| less`) what that of stderr says; else 80."""
    found = shutil.get_terminal_size((0, 0)).columns
    if not found:
        try:
            found = os.get_terminal_size(sys.__stderr__.fileno() if sys.__stderr__ else 2).columns
        except (OSError, ValueError):
            return _USUAL
    return found or _USUAL
