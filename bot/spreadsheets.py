"""Tables for spreadsheets: CSV in which nothing is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_SIGNS: Final = r"=+\-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with; the full-width ones where East Asian text is typed."""
_FORMULA: Final = re.compile(rf'(^|[;,|\t\r\n])(?=[\s"]*[{_SIGNS}])|^(?=[\t\r\n])')
"""Where a formula may begin: at the start of a cell, or behind what a spreadsheet may be told to part cells at."""


def as_csv(header: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """The rows as a CSV file that no spreadsheet takes for formulas; every cell is in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows as it is: wherever a formula might begin it has a quote in front of it."""
    return _FORMULA.sub(lambda found: f"{found[1] or ''}'", cell)
