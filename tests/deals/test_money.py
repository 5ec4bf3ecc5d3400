"""Amounts are read as people write them, and said as people say them."""

from __future__ import annotations

import pytest

from bot.deals.money import read_money
from handlers.views.deal_head import money


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("420k", (42_000_000, None)),
        ("€420k", (42_000_000, "EUR")),
        ("€ 1.2m", (120_000_000, "EUR")),
        ("250,000 USD", (25_000_000, "USD")),
        ("USD 250'000", (25_000_000, "USD")),
        ("1.250.000 €", (125_000_000, "EUR")),
        ("99,50", (9_950, None)),
        ("0", (0, None)),
        ("chf 3 bn", (300_000_000_000, "CHF")),
        ("much", None),
        ("", None),
        ("€5 USD", None),
        ("-5", None),
        ("1,23,4", None),
        ("9" * 20, None),
        ("=1+1", None),
    ],
)
def test_what_is_typed(typed: str, read: tuple[int, str | None] | None) -> None:
    assert read_money(typed) == read


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (42_000_000, "EUR", "€420k"),
        (125_000_000, "USD", "$1.2m"),
        (120_000_000, "CHF", "1.2m CHF"),
        (99_994_999, None, "999.9k"),
        (99_999_999, None, "1m"),
        (9_950, "GBP", "£99.50"),
        (0, "EUR", "€0"),
    ],
)
def test_what_is_said(amount: int, currency: str | None, said: str) -> None:
    assert money(amount, currency) == said
