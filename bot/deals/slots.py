"""When somebody is told: pure functions of an instant and a zone, in working time there (nine to five, on weekdays).

Nobody is told anything at night or on a weekend, and waiting counts working hours only. The digest's hour is the one
that an administrator chose, whatever it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.introductions.working_time import DAY, add, next_working, zone
from bot.written.fields import DAYS_OF, Duration

MINUTE = dt.timedelta(minutes=1)


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


@dataclass(frozen=True)
class Schedule:
    """When the digest goes out: a day of the week (Monday is 0) and a minute of that day.

    They are read from the clock of `zone`; None: from that of whoever reads it, or leads the deal.
    """

    weekday: int
    minute: int
    zone: str | None = None

    @property
    def hour(self) -> dt.time:
        """The time of the day."""
        return dt.time(*divmod(self.minute, 60))


def digest_slot(now: dt.datetime, schedule: Schedule, tz: str | None) -> dt.date | None:
    """The day of the digest that may go out now to somebody there: from its hour on until that day there is over.

    An hour that the clocks skip has come once they show a later one; of one that they show twice the first counts, and
    it has come for the rest of that day.
    """
    there = now.astimezone(zone(schedule.zone or tz))
    if there.weekday() != schedule.weekday:
        return None
    begun = there.time() >= schedule.hour or now >= _first(there.date(), schedule, tz)
    return there.date() if begun else None


def digest_begins(day: dt.date, schedule: Schedule, tz: str | None) -> dt.datetime:
    """The first moment of a day at which its digest may go out there."""
    first = _first(day, schedule, tz)
    # Where the clocks skip the hour, it has come when they have been moved on, which is that hour by the new offset.
    there = zone(schedule.zone or tz)
    skipped = first.astimezone(there).time() != schedule.hour
    if not skipped:
        return first
    low = dt.datetime.combine(day, schedule.hour, there).replace(fold=1).astimezone(dt.UTC)
    while first - low > MINUTE:
        middle = low + (first - low) / 2
        low, first = (low, middle) if digest_slot(middle, schedule, tz) == day else (middle, first)
    return first.replace(second=0, microsecond=0)


def digest_lapses(day: dt.date, schedule: Schedule, tz: str | None) -> dt.datetime:
    """When a digest of that day is too late to be said there: the day is over."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone(schedule.zone or tz)).astimezone(dt.UTC)


def next_digest(now: dt.datetime, schedule: Schedule, tz: str | None) -> dt.datetime:
    """When the next digest begins to go out there, after now."""
    today = now.astimezone(zone(schedule.zone or tz)).date()
    days = (today + dt.timedelta(days=ahead) for ahead in range(9))
    begins = (digest_begins(day, schedule, tz) for day in days if day.weekday() == schedule.weekday)
    return next(one for one in begins if one > now)


def _first(day: dt.date, schedule: Schedule, tz: str | None) -> dt.datetime:
    return dt.datetime.combine(day, schedule.hour, zone(schedule.zone or tz)).astimezone(dt.UTC)
