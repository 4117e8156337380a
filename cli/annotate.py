"""`postil annotate`: open the screen."""

from typing import Annotated

import typer

from postil.cli import complete
from postil.cli.opening import open_screen


def annotate(
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who annotates; else $POSTIL_ANNOTATOR, else your login.")
    ] = "",
    article: Annotated[str, typer.Option(metavar="ID", help="Begin with this article.", autocompletion=complete.articles)] = "",
) -> None:
    """Open the screen where you stopped. `postil` alone does the same."""
    code = open_screen(name, article)
    if code:
        raise typer.Exit(code)
