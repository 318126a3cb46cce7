"""Lines of a file that a Danish Excel reads by a double click: semicolons, and the line ends of Windows."""

import csv
import io
import unicodedata
from collections.abc import Sequence

FORMULAS = ("=", "+", "-", "@")
"""What a spreadsheet takes a cell for a formula by."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""What such a file begins with, so that its letters are read as UTF-8."""


def csv_line(cells: Sequence[str]) -> str:
    """Give one line of a sheet, with nothing that a spreadsheet reckons with."""
    into = io.StringIO()
    csv.writer(into, delimiter=";", lineterminator="\r\n").writerow([harmless(each) for each in cells])
    return into.getvalue()


def harmless(cell: str) -> str:
    """
    Give a cell that no spreadsheet reckons with. An apostrophe stands before what begins a formula, wide or
    narrow, also behind blanks or what is not seen, and before what begins a new cell or line.
    """
    seen = "".join(filter(str.isprintable, unicodedata.normalize("NFKC", cell))).lstrip(" ")
    return f"'{cell}" if seen.startswith(FORMULAS) or cell.startswith(("\t", "\r", "\n")) else cell
