"""Job titles: what `cfo` means. The table is data (`titles.csv`), not code."""

from __future__ import annotations

import csv
import re
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


@cache
def seniorities() -> frozenset[str]:
    """The names of seniorities (`c-level`, `director`, ...), those the table of titles knows and further usual ones."""
    return frozenset(known.seniority for known in _table().values()) | {name for name, _ in _RANKS}


_RANKS = (
    ("board", re.compile(r"\b(board|chair\w*)\b")),
    (
        "c-level",
        re.compile(r"\bchief\b(?! of staff)|\bc-level\b|\bc[a-z]{1,2}o\b|(?<!vice )(?<!vice-)\bpresident\b|\bowner\b"),
    ),
    ("vp", re.compile(r"\b[se]?vp\b|\bvice[ -]president\b")),
    ("director", re.compile(r"\bdirector\b|\bhead\b|\bdirecteur\b|\bleiter(in)?\b")),
    ("manager", re.compile(r"\b(manager|mgr|lead)\b")),
    ("senior", re.compile(r"\b(senior|sr|principal|counsel)\b")),
    ("staff", re.compile(r"(?!)")),
    ("junior", re.compile(r"\b(junior|jr|intern|trainee)\b")),
)
_STAFF = 6


def seniority_rank(title: str | None, said: str = "") -> int:
    """How high a seat is, 0 being the highest: by the seniority that is said of it or the words of its title.

    The higher of the two counts: org data often know only `senior` and `junior`. What says nothing ranks as staff; what
    somebody was `formerly` ranks as staff too.
    """
    names = seniorities_in(said) | seniorities_in(title or "")
    return next((rank for rank, (name, _) in enumerate(_RANKS) if name in names), _STAFF)


def seniorities_in(words: str) -> set[str]:
    """The names of the seniorities that a title, or what is said of a seat, speaks of."""
    folded = fold(words)
    if folded.startswith("formerly"):
        return set()
    return {name for name, pattern in _RANKS if folded == name or pattern.search(folded)}


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
