"""`postil formats`: what can be read and written."""

from typing import Annotated

import typer

from postil.cli.output import data_json
from postil.schema.json_types import Json


def formats(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """List the formats: which are read, which are written, and what each cannot hold."""
    from postil.cli.formats_table import rows

    if as_json:
        found: list[Json] = [
            {"format": row.name, "reads": row.reads, "writes": row.writes, "counts": row.counts, "cannot": row.cannot}
            for row in rows()
        ]
        data_json(found)
        return
    from rich.table import Table

    from postil.cli.page import page

    console = page(110)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("format", "in", "out", "what", "cannot hold"):
        table.add_column(title, justify="center" if title in ("in", "out") else "left")
    for row in rows():
        table.add_row(row.name, "✓" if row.reads else "", "✓" if row.writes else "", row.writes or row.reads, row.cannot)
    console.print(table)
