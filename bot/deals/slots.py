"""When somebody is told: pure functions of an instant and a zone, in working time there (nine to five, on weekdays).

Nobody is told anything at night or on a weekend, and waiting counts working hours only.
"""

from __future__ import annotations

import datetime as dt

from bot.introductions.working_time import DAY, add, next_working, zone
from bot.written.fields import DAYS_OF, Duration


def nudge_at(now: dt.datetime, tz: str | None) -> dt.datetime:
    """When what is found now is told: at once in working hours, else when the next working day begins."""
    return next_working(now, tz)


def escalate_at(raised_at: dt.datetime, after: Duration, tz: str | None) -> dt.datetime:
    """When whoever leads a deal is told that nobody answered: after so many working days, in working hours.

    Days that are not working days (`2 weeks`) are counted on the calendar.
    """
    if after.unit == "working day":
        passed = add(raised_at, after.amount * DAY, tz)
    else:
        there = raised_at.astimezone(zone(tz)) + dt.timedelta(days=after.amount * DAYS_OF[after.unit])
        passed = there.astimezone(dt.UTC)
    return next_working(passed, tz)


def back_at(until: dt.date, tz: str | None) -> dt.datetime:
    """When what was put off until a day comes back: when people begin to work on it, or on the next working day."""
    return next_working(dt.datetime.combine(until, dt.time(), zone(tz)), tz)
