"""Cells of CSV files that spreadsheets must not run as formulas. Free of Django."""

import re

# Spreadsheets run a cell that begins with one of these as a formula, in some languages also the
# wide ones. An apostrophe before it prevents that; `read` removes it, as Excel does. Where lists
# are written with semicolons, Excel splits our lines at those, whatever quotes they stand in, and
# others split at tabs and line ends: a cell may begin after any of them, with quotes and spaces.
_FORMULA = re.compile(r"""(\A|[;\t\r\n])('*)(?=[ "']*[=+\-@＝＋－＠\t\r])""")


def harmless(text: str) -> str:
    """The text of a cell, with an apostrophe before what would be a formula."""
    return _FORMULA.sub(r"\1'\2", text)


def as_written(text: str) -> str:
    """The text that `harmless` was given."""
    return _FORMULA.sub(lambda found: found[1] + found[2][1:], text)
