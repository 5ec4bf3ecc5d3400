"""Bringing files in: colleagues, accounts, org data, relationships, touches and deals as CSV.

`run_import` is the way in; `KINDS` names what it takes. The columns are described in docs/reference/imports.md.
"""

from bot.people.imports.running import KINDS, ImportReport, Progress, run_import

__all__ = ["KINDS", "ImportReport", "Progress", "run_import"]
