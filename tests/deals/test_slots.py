"""When somebody is told, over both changes of the clocks in ten zones: held against hours counted one by one."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from bot.deals.slots import back_at, escalate_at, nudge_at
from bot.written.fields import Duration

ZONES = (
    "Africa/Cairo",  # changes at midnight, on a Friday and a Thursday
    "America/Havana",  # at midnight
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",  # half hours
    "Asia/Beirut",  # at midnight
    "Atlantic/Azores",
    "Australia/Lord_Howe",  # by half an hour
    "Europe/Amsterdam",
    "Pacific/Auckland",
)
STEP = dt.timedelta(minutes=15)
BEFORE, AFTER = dt.timedelta(days=3), dt.timedelta(days=21)
WORK_OF_A_DAY = 8 * 4
"""Steps of working time in a working day."""


@cache
def changes(tz: str) -> tuple[dt.datetime, ...]:
    """The two moments of 2026 at which the clocks change there."""
    there, at, found = ZoneInfo(tz), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), []
    while at.year == 2026:
        if at.astimezone(there).utcoffset() != (at + STEP).astimezone(there).utcoffset():
            found.append(at + STEP)
        at += STEP
    assert len(found) == 2
    return tuple(found)


class Calendar:
    """Every quarter of an hour around a change, and whether people work then: by reading a clock there, each time."""

    def __init__(self, tz: str, change: dt.datetime) -> None:
        there, number = ZoneInfo(tz), (BEFORE + AFTER) // STEP
        self.start = change - BEFORE
        self.grid = [self.start + STEP * one for one in range(number)]
        local = [one.astimezone(there) for one in self.grid]
        self.days = [one.date() for one in local]
        work = [one.weekday() < 5 and 9 <= one.hour < 17 for one in local]
        self.working = [place for place, works in enumerate(work) if works]
        self.worked = [0, *accumulate(work)]

    def first_working(self, place: int) -> dt.datetime:
        return self.grid[self.working[bisect_left(self.working, place)]]

    def after_work(self, place: int, steps: int) -> dt.datetime:
        """The first moment to tell somebody once so much work has been done from there on."""
        passed = bisect_left(self.worked, self.worked[place] + steps)
        return self.first_working(passed)


@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("tz", ZONES)
def test_around_a_change_of_the_clocks(tz: str, which: int) -> None:
    change = changes(tz)[which]
    calendar = Calendar(tz, change)
    looked_at = [place for place, at in enumerate(calendar.grid) if at < change + BEFORE]
    assert len(looked_at) == 6 * 24 * 4
    for place in looked_at:
        at = calendar.grid[place]
        assert nudge_at(at, tz) == calendar.first_working(place), at
        for days in (1, 3):
            told = escalate_at(at, Duration(days, "working day"), tz)
            assert told == calendar.after_work(place, days * WORK_OF_A_DAY), (at, days)
    for day in sorted({calendar.days[place] for place in looked_at[96:]}):
        assert back_at(day, tz) == calendar.first_working(calendar.days.index(day)), day


@pytest.mark.parametrize("tz", ZONES)
def test_days_of_the_calendar_are_told_in_working_hours(tz: str) -> None:
    for change in changes(tz):
        calendar = Calendar(tz, change)
        there = ZoneInfo(tz)
        for hours in range(0, 72, 5):
            at = change - dt.timedelta(hours=hours)
            told = escalate_at(at, Duration(1, "week"), tz)
            wall = (at.astimezone(there).replace(tzinfo=None) + dt.timedelta(days=7)).replace(tzinfo=there)
            place = (wall.astimezone(dt.UTC) - calendar.start) // STEP
            assert told == calendar.first_working(place)


@pytest.mark.parametrize("tz", [None, "", "Mars/Olympus"])
def test_where_nobody_says_which_zone_it_is_utc(tz: str | None) -> None:
    saturday = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
    assert nudge_at(saturday, tz) == dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
