"""The line that every message about a deal begins with: it says where the deal stands, on both sides."""

from __future__ import annotations

import datetime as dt

from bot.deals.showing import DealShown
from bot.network.who import first_word
from handlers.views.hours import Reader
from handlers.views.kit import esc

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
"""Signs that stand before an amount; other currencies are written behind it, by their three letters."""
STANDS = {
    "ahead": "We are ahead of them.",
    "behind": "They are further on than we are.",
    "in step": "Both sides are in step.",
    "unknown": "",
}


def head(deal: DealShown, reader: Reader, *, stages: bool = True) -> str:
    """A deal's first line: name, our stage and since when, theirs and who saw it, amount, due date, playbook."""
    return f"*{esc(deal.name, 80)}* · {facts(deal, reader, stages=stages)}"


def facts(deal: DealShown, reader: Reader, *, stages: bool = True) -> str:
    """The same without its name, which was said before; `stages`: with where both sides stand."""
    parts = [_ours(deal, reader), theirs(deal, reader)] if stages else []
    if deal.amount is not None:
        parts.append(money(deal.amount, deal.currency))
    if deal.expected_close is not None and deal.is_open:
        parts.append(f"due {reader.date(deal.expected_close)}")
    parts.append(esc(deal.playbook.name, 40))
    return " · ".join(parts)


def theirs(deal: DealShown, reader: Reader) -> str:
    """Where the customer stands, in a few words: `they: Comparing suppliers (Lee, on Tuesday)`."""
    if deal.theirs is None:
        return "they: unknown"
    by = first_word(deal.theirs.seen_by, "somebody") if deal.theirs.seen_by else "the CRM"
    return f"they: {esc(deal.theirs.stage, 60)} ({esc(by, 40)}, {reader.on_day(deal.theirs.since)})"


def _ours(deal: DealShown, reader: Reader) -> str:
    if not deal.is_open:
        return ended(deal, reader, " on ")
    since = f" since {since_day(deal.since, reader)}" if deal.since else ""
    return f"{esc(deal.stage, 60)}{'' if deal.on_map else ' (not in the playbook)'}{since}"


def off_map(deal: DealShown) -> str:
    """Why it can't be said who is missing in a deal at a stage that its playbook doesn't know."""
    return f"the playbook doesn't know our stage, _{esc(deal.stage, 60)}_, so I can't say who is missing"


def ended(deal: DealShown, reader: Reader, on: str = " ") -> str:
    """How a deal that is over ended, and when: `won 30 June 2025`."""
    return (
        f"{deal.outcome or 'closed'}{on}{reader.date(deal.closed_at)}" if deal.closed_at else deal.outcome or "closed"
    )


def since_day(when: dt.datetime, reader: Reader) -> str:
    """The day since when: `today`, `Tuesday`, `3 December`."""
    return reader.on_day(when).removeprefix("on ")


def money(amount: int, currency: str | None) -> str:
    """An amount (in hundredths) as it is said: `€420k`, `1.2m CHF`."""
    units = amount / 100
    if abs(units) < 1000:
        figure = f"{units:,.2f}".removesuffix(".00")
    else:
        # What would be rounded to 1,000k is 1m.
        size, letter = (1_000_000, "m") if abs(units) >= 999_950 else (1_000, "k")
        figure = f"{units / size:,.1f}".removesuffix(".0") + letter
    sign = SYMBOLS.get(currency or "")
    return f"{sign}{figure}" if sign else f"{figure} {esc(currency)}" if currency else figure
