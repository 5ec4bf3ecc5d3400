"""Working time by somebody's own clock, over weekends and changes of the clocks."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.introductions.working_time import (
    DAY,
    HOUR,
    add,
    answer_by,
    between,
    day_of,
    next_morning,
    next_working,
    zone,
)
from bot.written.fields import Duration

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo")
FROM = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
INSTANTS = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: FROM + dt.timedelta(minutes=minutes))
LENGTHS = st.integers(0, 60 * 80).map(lambda minutes: dt.timedelta(minutes=minutes))


def berlin(text: str) -> dt.datetime:
    """An instant by the clocks of Berlin."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("asked", "within", "answered"),
    [
        ("2026-11-23T10:30", Duration(3, "working day"), "2026-11-26T11:00"),
        ("2026-11-23T09:00", Duration(3, "working day"), "2026-11-25T17:00"),
        ("2026-11-23T20:15", Duration(3, "working day"), "2026-11-26T17:00"),
        ("2026-11-26T16:59", Duration(1, "working day"), "2026-11-27T17:00"),
        ("2026-11-28T12:00", Duration(1, "working day"), "2026-11-30T17:00"),  # on a Saturday
        ("2026-10-23T10:30", Duration(2, "working day"), "2026-10-27T11:00"),  # the clocks go back on the 25th
        ("2026-03-27T16:30", Duration(1, "working day"), "2026-03-30T17:00"),  # they go forward on the 29th
        ("2026-11-23T10:30", Duration(5, "day"), "2026-11-30T09:00"),
        ("2026-11-23T10:30", Duration(1, "week"), "2026-11-30T11:00"),
    ],
)
def test_the_hour_of_the_answer(asked: str, within: Duration, answered: str) -> None:
    assert answer_by(berlin(asked), within, "Europe/Berlin") == berlin(answered)


def test_a_full_hour_is_that_of_the_zone() -> None:
    asked = dt.datetime(2026, 11, 23, 5, 10, tzinfo=dt.UTC)  # 10:40 in Kolkata
    answered = dt.datetime(2026, 11, 24, 5, 30, tzinfo=dt.UTC)
    assert answer_by(asked, Duration(1, "working day"), "Asia/Kolkata") == answered


@pytest.mark.parametrize("unknown", [None, "", "Mars/Olympus", "../../etc/passwd", "x\0y"])
def test_an_unknown_zone_is_utc(unknown: str | None) -> None:
    assert zone(unknown) is dt.UTC


@given(at=INSTANTS, tz=st.sampled_from(ZONES), length=LENGTHS)
def test_what_is_added_lies_between(at: dt.datetime, tz: str, length: dt.timedelta) -> None:
    ends = add(at, length, tz)
    assert between(at, ends, tz) == length
    local = ends.astimezone(ZoneInfo(tz))
    if length:
        assert local.weekday() < 5
        assert 9 <= local.hour + local.minute / 60 <= 17


@given(at=INSTANTS, tz=st.sampled_from(ZONES))
def test_quiet_hours_end_in_the_morning(at: dt.datetime, tz: str) -> None:
    begins, morning = next_working(at, tz), next_morning(at, tz)
    local, there = begins.astimezone(ZoneInfo(tz)), morning.astimezone(ZoneInfo(tz))
    assert begins >= at
    assert 9 <= local.hour < 17
    assert local.weekday() < 5
    assert (there.hour, there.minute, there.second) == (9, 0, 0)
    assert morning > at
    assert begins in (at, morning)
    assert day_of(morning, tz) >= day_of(at, tz)


@given(at=INSTANTS, tz=st.sampled_from(ZONES), days=st.integers(1, 10))
def test_the_promised_hour_leaves_the_working_days_promised(at: dt.datetime, tz: str, days: int) -> None:
    ends = answer_by(at, Duration(days, "working day"), tz)
    assert dt.timedelta() <= between(at, ends, tz) - days * DAY < HOUR
    assert ends.astimezone(ZoneInfo(tz)).minute == 0
