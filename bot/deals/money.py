"""Amounts as people write them: `420k`, `€1.2m`, `250,000 USD`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
MOST: Final = 10**13
"""The largest amount taken, in whole units: more is a slip of the finger."""
_WRITTEN = re.compile(
    r"(?P<sign>[€$£¥])?\s*(?P<code>[a-z]{3})?\s*(?P<figure>\d[\d.,' ]*?)\s*"
    r"(?P<size>k|m|mn|bn)?\s*(?P<after>[a-z]{3}|[€$£¥])?",
    re.IGNORECASE,
)
_SIZES: Final = {"": 1, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
_GROUPED = re.compile(r"\d{1,3}([.,' ]\d{3})+")
_PLAIN = re.compile(r"\d+([.,]\d{1,2})?")


def read_money(text: str) -> tuple[int, str | None] | None:
    """An amount in hundredths and its currency by three letters, if one is named; None where it can't be read."""
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    figure = _figure(found["figure"]) if found else None
    if found is None or figure is None:
        return None
    named = [SIGNS.get(one, one.upper()) for one in (found["sign"], found["code"], found["after"]) if one]
    amount = figure * _SIZES[(found["size"] or "").lower()]
    if len(named) > 1 or amount > MOST:
        return None
    return int(amount * 100), named[0] if named else None


def _figure(text: str) -> Decimal | None:
    """A number with points, commas, spaces or apostrophes between thousands, or one of the two before cents."""
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[.,' ]", "", text))
    return Decimal(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None
