"""Working time: Monday to Friday, nine to five by somebody's own clock.

Instants are aware and come back in UTC; lengths of working time are plain durations, eight hours to a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.written.fields import DAYS_OF, Duration

OPENS: Final = dt.time(9)
CLOSES: Final = dt.time(17)
DAY: Final = dt.timedelta(hours=8)
HOUR: Final = dt.timedelta(hours=1)
_SUNDAY_AND_SATURDAY: Final = (5, 6)


@lru_cache(maxsize=600)
def zone(tz: str | None) -> dt.tzinfo:
    """The time zone of this name; UTC where it is not known."""
    try:
        return ZoneInfo(tz) if tz else dt.UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC  # what Slack says of somebody may be older or newer than the zones of this machine


def day_of(at: dt.datetime, tz: str | None) -> dt.date:
    """The day of the calendar there."""
    return at.astimezone(zone(tz)).date()


def next_working(at: dt.datetime, tz: str | None) -> dt.datetime:
    """The first moment of working time from then on: then, if people are at work there."""
    return next(max(opens, at) for opens, closes in _spans(at, tz) if closes > at).astimezone(dt.UTC)


def next_morning(at: dt.datetime, tz: str | None) -> dt.datetime:
    """When the next working day begins: the present one's beginning, if that is still to come."""
    return next(opens for opens, _ in _spans(at, tz) if opens > at)


def add(at: dt.datetime, length: dt.timedelta, tz: str | None) -> dt.datetime:
    """The moment when so much working time has passed."""
    left = length
    for opens, closes in _spans(at, tz):
        opens = max(opens, at)
        if closes > opens:
            if left <= closes - opens:
                return (opens + left).astimezone(dt.UTC)
            left -= closes - opens
    raise AssertionError("working days never end")


def between(start: dt.datetime, end: dt.datetime, tz: str | None) -> dt.timedelta:
    """How much working time lies between two moments; none where the second is not after the first."""
    passed = dt.timedelta()
    for opens, closes in _spans(start, tz):
        if opens >= end:
            return passed
        passed += max(min(closes, end) - max(opens, start), dt.timedelta())
    raise AssertionError("working days never end")


def answer_by(asked_at: dt.datetime, within: Duration, tz: str | None) -> dt.datetime:
    """The hour by which somebody who asks now is answered: within this time, rounded up to the full hour there."""
    if within.unit == "working day":
        ends = add(asked_at, within.amount * DAY, tz)
    else:
        there = asked_at.astimezone(zone(tz)) + dt.timedelta(days=within.amount * DAYS_OF[within.unit])
        ends = next_working(there, tz)
    there = ends.astimezone(zone(tz))
    begun = there.replace(minute=0, second=0, microsecond=0)
    return (begun if begun == there else begun + HOUR).astimezone(dt.UTC)


def _spans(at: dt.datetime, tz: str | None) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The working days from that day on, each from opening to closing."""
    there = zone(tz)
    first = at.astimezone(there).date()
    for ahead in count():
        day = first + dt.timedelta(days=ahead)
        if day.weekday() not in _SUNDAY_AND_SATURDAY:
            # Each end by itself: where the clocks change, a day's length does.
            opens, closes = (dt.datetime.combine(day, one, there).astimezone(dt.UTC) for one in (OPENS, CLOSES))
            yield opens, closes
