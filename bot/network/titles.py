"""Job titles: what `cfo` means. The table is data (`titles.csv`), not code."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from models.keys import fold


@dataclass(frozen=True)
class Title:
    """A known title: its key, its full form, the function and seniority it usually means."""

    key: str
    title: str
    function: str
    seniority: str


@cache
def _table() -> dict[str, Title]:
    table: dict[str, Title] = {}
    text = resources.files("bot.network").joinpath("titles.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        known = Title(row["key"], row["title"], row["function"], row["seniority"])
        for name in (row["key"], row["title"], *row["also"].split(";")):
            if name:
                table[fold(name)] = known
    return table


@cache
def functions() -> frozenset[str]:
    """The names of functions (`finance`, `legal`, ...)."""
    return frozenset(known.function for known in _table().values())


def spelled_out(text: str) -> str:
    """A title as typed before an @ (`head-of-it`, `head_of_it`, `head.of.it`) with its spaces back, folded."""
    return fold(text.replace("-", " ").replace("_", " ").replace(".", " "))


def known_title(text: str) -> Title | None:
    """The known title behind any of its spellings, or None."""
    table = _table()
    return table.get(fold(text)) or table.get(spelled_out(text))


def title_key(text: str) -> str:
    """The key under which a seat's title is found: that of the known title, else the text itself, folded."""
    known = known_title(text)
    return known.key if known else spelled_out(text)


def title_words() -> list[str]:
    """Every spelling the table knows (for suggesting the nearest right one)."""
    return sorted(_table())
