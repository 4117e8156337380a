"""Cells of a table that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection).

A cell begins a formula with = + - @ or the full-width forms of these, perhaps behind white space or characters that are not
seen; a tab, a carriage return or a line feed at its start can move what follows into a cell of its own.
"""

import re

_FORMULA = re.compile(r"'*(?:[\t\r\n]|[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])")


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before it where it would begin a formula.

    A cell that would begin one without the apostrophes that it begins with gets another one, so that taking one away from
    every cell of this kind gives back what was there.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
