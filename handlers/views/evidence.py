"""Days and evidence in words."""

from __future__ import annotations

import datetime as dt

from bot.people.figures import Figures


def day(date: dt.date) -> str:
    """A date as people say it."""
    return f"{date.day} {date:%B %Y}"


def evidence(figures: Figures) -> str:
    """What was imported about a relationship, in words: `12 mails both ways (7 sent, 5 received), last ...`."""
    parts = [_mails(figures)] if figures.mails else []
    parts += [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((figures.calls, "call"), (figures.meetings, "meeting"))
        if number
    ]
    if figures.last:
        parts.append(f"last {day(figures.last)}")
    what = ", ".join(parts) or "mails, calls or meetings"
    return f"{what}: {f'{figures.band} by these' if figures.band else 'no tie by these alone'}"


def _mails(figures: Figures) -> str:
    number = f"{figures.mails} mail{'' if figures.mails == 1 else 's'}"
    if figures.sent and figures.received:
        return f"{number} both ways ({figures.sent} sent, {figures.received} received)"
    return f"{number} {'sent, none received' if figures.sent else 'received, none sent'}"
