"""Groups of near-copies for people. Rich is imported here, so import this late."""

from collections.abc import Iterable, Sequence
from itertools import islice

from rich.table import Table
from rich.text import Text

from postil.cli.page import page
from postil.corpus.copies import Copy
from postil.db.articles import Head
from postil.schema.safe import safe

Named = tuple[Copy, Head]
"""An article of a group, and what it is called."""

_WIDE = 120
_IDS = 36  # cells: longer ids go on in the next line
_TOGETHER = 100  # groups that are laid out at a time


def show(groups: Iterable[Sequence[Named]], longest: int) -> None:
    """Print one line for each article, group by group. `longest`: the most code points that an id has."""
    console = page(_WIDE)
    left = iter(groups)
    heading = True
    while some := list(islice(left, _TOGETHER)):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=heading, header_style="bold")
        table.add_column("articles", justify="right", width=8)
        table.add_column("alike", justify="right", width=5)
        table.add_column("date", width=10, no_wrap=True)
        table.add_column("id", width=min(max(longest, 2), _IDS, console.width // 3), overflow="fold")
        table.add_column("title", ratio=1, no_wrap=True)
        table.expand = True
        for group in some:
            for number, (copy, head) in enumerate(group):
                size = f"{len(group):,}" if number == 0 else ""
                share = f"{copy.alike:.0%}".replace("%", " %") if number else ""
                table.add_row(
                    Text(size, style="bold"), share, Text(safe(head.date)), Text(safe(copy.id)), Text(safe(head.title))
                )
        console.print(table)
        heading = False
