"""Cells that were written so that no spreadsheet takes them for a formula, as they were before (exports/formulas.py)."""

import re

_GUARDED = re.compile(r"'+(?:[\t\r\n]|[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])")


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that stands before what would be a formula."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
