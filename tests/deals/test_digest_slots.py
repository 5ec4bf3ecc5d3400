"""When the digest goes out, over both changes of the clocks in ten zones: held against clocks read each time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

import pytest

from bot.deals.digest_settings import InForce, Wishes, zone_named
from bot.deals.slots import Schedule, digest_begins, digest_lapses, digest_slot, next_digest
from bot.errors import BadInput
from handlers.views import admin
from handlers.views.hours import Reader
from tests.conftest import NOW
from tests.deals.test_slots import ZONES, changes

STEP = dt.timedelta(minutes=5)
SKEW = dt.timedelta(minutes=5)
"""By how much the clocks of two workers differ."""
MINUTES = (0, 30, 90, 120, 150, 9 * 60, 23 * 60 + 30)
"""Times of the day: hours that a change skips, or shows twice, are among them."""


def around(change: dt.datetime) -> list[dt.datetime]:
    """Every step of the four days around a change."""
    start = change - dt.timedelta(days=2)
    return [start + STEP * one for one in range(dt.timedelta(days=4) // STEP)]


@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("tz", ZONES)
def test_around_a_change_of_the_clocks(tz: str, which: int) -> None:
    there, moments = ZoneInfo(tz), around(changes(tz)[which])
    local = [one.astimezone(there) for one in moments]
    whole = sorted({one.date() for one in local})[1:-1]
    assert len(whole) >= 2
    for minute in MINUTES:
        due = dt.time(*divmod(minute, 60))
        first: dict[dt.date, dt.datetime] = {}
        for at, wall in zip(moments, local, strict=True):
            if wall.time() >= due:
                first.setdefault(wall.date(), at)
        for weekday in sorted({day.weekday() for day in whole}):
            schedule = Schedule(weekday, minute)
            told: dict[dt.date, list[dt.datetime]] = defaultdict(list)
            for at, wall in zip(moments, local, strict=True):
                day = digest_slot(at, schedule, tz)
                assert day is None or day == wall.date()
                # Once it may go out, it may until the day there is over, whatever the clocks do meanwhile.
                is_open = wall.weekday() == weekday and wall.date() in first and at >= first[wall.date()]
                assert (day is not None) is is_open, (at, minute)
                late = digest_slot(at - SKEW, schedule, tz)
                if day is not None:
                    told[day].append(at)
                if late is not None and day is not None:
                    assert late == day
            (day,) = told  # never two, however far two workers' clocks are apart
            assert day.weekday() == weekday
            if day not in whole:
                continue
            assert told[day][0] == first[day] == digest_begins(day, schedule, tz)
            assert told[day][-1] < digest_lapses(day, schedule, tz) <= told[day][-1] + STEP
            assert next_digest(moments[0], schedule, tz) == first[day]
            assert next_digest(first[day], schedule, tz).astimezone(there).date() == day + dt.timedelta(days=7)


def test_a_fixed_zone_counts_for_everybody() -> None:
    schedule = Schedule(0, 9 * 60, "Asia/Tokyo")
    sunday = dt.datetime(2026, 11, 29, 23, 59, tzinfo=dt.UTC)
    assert digest_slot(sunday, schedule, "America/New_York") is None
    assert digest_slot(sunday + STEP, schedule, "America/New_York") == dt.date(2026, 11, 30)


@pytest.mark.parametrize("tz", [None, "", "Mars/Olympus"])
def test_where_nobody_says_which_zone_it_is_utc(tz: str | None) -> None:
    monday = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
    assert digest_slot(monday, Schedule(0, 540), tz) == monday.date()
    assert digest_slot(monday - STEP, Schedule(0, 540), tz) is None
    assert next_digest(monday, Schedule(0, 540), tz) == monday + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Amsterdam", "Europe/Amsterdam"),
        ("amsterdm", "Europe/Amsterdam"),
        ("New York", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
    ],
)
def test_a_zone_typed_as_its_city_is_asked_about(typed: str, meant: str) -> None:
    with pytest.raises(BadInput, match=f"Did you mean {meant}\\?") as error:
        zone_named(typed)
    assert error.value.field == "zone"


@pytest.mark.parametrize("typed", ["qqqqqq", "Europe", "localtime", "Factory"])
def test_what_is_like_no_zone_gets_an_example(typed: str) -> None:
    with pytest.raises(BadInput, match="Write it like Europe/Amsterdam"):
        zone_named(typed)


def test_a_zone_is_found_however_it_is_written() -> None:
    assert (zone_named(" europe/amsterdam "), zone_named(" ")) == ("Europe/Amsterdam", None)


def test_that_nothing_ticked_is_no_digest_is_said_before_it_is_saved() -> None:
    form = admin.form(InForce(Wishes(), 0, NOW), Reader(NOW, dt.UTC))
    [where] = [one for one in form.blocks if one.get("block_id") == "where"]
    assert "no digest goes out at all" in where["hint"]["text"]
