"""`postil annotate`: open the screen."""

from typing import Annotated

import typer

from postil.cli import complete
from postil.cli.opening import open_screen
from postil.schema.settings import ORDERS


def _known(order: str) -> str:
    if order and order not in ORDERS:
        raise typer.BadParameter(f"{order!r} is no order. Orders are: {', '.join(ORDERS)}.")
    return order


def annotate(
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who annotates; else $POSTIL_ANNOTATOR, else your login.")
    ] = "",
    article: Annotated[str, typer.Option(metavar="ID", help="Begin with this article.", autocompletion=complete.articles)] = "",
    order: Annotated[
        str,
        typer.Option(
            metavar="|".join(ORDERS),
            help="Which article comes next; else as postil.yaml says.",
            callback=_known,
            autocompletion=complete.orders,
        ),
    ] = "",
) -> None:
    """Open the screen where you stopped. `postil` alone does the same."""
    code = open_screen(name, article, order)
    if code:
        raise typer.Exit(code)
