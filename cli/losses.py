"""The report of what goes over, what is changed and what cannot be held: one table, or JSON for scripts."""

import sys
from collections.abc import Mapping, Sequence

from postil.schema.json_types import Json
from postil.schema.loss import Effect, Loss
from postil.schema.safe import safe

_STYLES = {Effect.CHANGED: "yellow", Effect.LOST: "red", Effect.ASIDE: "dim"}
_NARROWEST, _WIDEST = 60, 100


def show(title: str, whole: Mapping[str, int], losses: Sequence[Loss], *, out: bool = False) -> None:
    """Print the table on stderr, or on stdout where it is what was asked for (`out`).

    `whole`: how many annotations of each layer go over as they are. A thing that `stays` is no labelled data; it is not
    lost, since it stays where it was.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from postil.cli.page import columns

    width = min(max(columns(), _NARROWEST), _WIDEST)
    console = Console(stderr=not out, width=width, highlight=False, markup=False, emoji=False)
    table = Table(title=safe(title), title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for layer, number in whole.items():
        if number:
            table.add_row(Text("whole", style="green"), f"{number:,}", safe(f"annotations of {layer}"))
    if not any(whole.values()):
        table.add_row(Text("whole", style="green"), "0", "annotations")
    for effect in (Effect.CHANGED, Effect.LOST, Effect.ASIDE):
        for loss in losses:
            if loss.limit.effect is not effect:
                continue
            style = _STYLES[effect]
            table.add_row(Text(effect.value, style=style), f"{loss.count:,}", safe(loss.what))
            for example in loss.examples:
                table.add_row("", "", Text(safe(example), style="dim"))
    with console.capture() as printed:
        console.print(table)
        if any(loss.limit.effect is Effect.ASIDE for loss in losses):
            console.print(Text("stays: it is not lost, but still where it comes from", style="dim"))
    stream = sys.stdout if out else sys.stderr
    for line in printed.get().splitlines():
        print(line.rstrip(), file=stream, flush=True)  # the table fills its lines up with blanks


def report(whole: Mapping[str, int], losses: Sequence[Loss]) -> dict[str, Json]:
    """The same for scripts."""
    return {
        "whole": dict(whole),
        "losses": [
            {"effect": loss.limit.effect.value, "what": loss.what, "count": loss.count, "examples": list(loss.examples)}
            for loss in losses
        ],
    }


def lossy(losses: Sequence[Loss]) -> bool:
    """Whether labelled data is lost or changed."""
    return any(loss.lossy for loss in losses)
