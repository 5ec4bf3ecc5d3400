"""Which deals need somebody most."""

from __future__ import annotations

import datetime as dt

from bot.deals.ranking import Weight, ranked


def test_deals_are_ranked_by_what_is_missing_risks_days_and_money() -> None:
    due = dt.date(2027, 1, 1)
    weights = [
        Weight(1, "nothing"),
        Weight(2, "b", to_meet=True, amount=10**9),
        Weight(3, "rich", missing=1, due=due, amount=200),
        Weight(4, "poor", missing=1, due=due, amount=100),
        Weight(5, "soon", missing=1, due=due - dt.timedelta(days=1)),
        Weight(6, "some day", missing=1, amount=10**9),
        Weight(7, "risky", missing=1, risks=1),
        Weight(8, "two", missing=2),
        Weight(9, "a", to_meet=True, amount=10**9),
    ]
    order = ["two", "risky", "soon", "rich", "poor", "some day", "a", "b"]
    assert [one.name for one in ranked(weights)] == order
    assert [one.name for one in ranked(reversed(weights))] == order
