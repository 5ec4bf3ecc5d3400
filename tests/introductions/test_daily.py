"""Whoever is asked once a day: reminded by a message of its own where the day's list was posted already."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from bot.introductions import preferences
from bot.introductions.notices import OF_DAY
from models.outbox import OutboxEntry
from tests.introductions.office import Office, charter


def lists(office: Office) -> list[OutboxEntry]:
    return [one for one in office.rows(OutboxEntry, OutboxEntry.due_at) if one.kind == OF_DAY]


def test_later_on_a_day_whose_list_was_posted_is_told_anew(office: Office) -> None:
    office.charter = charter(connectors=3)
    office.does("raj", preferences.save, office.clock, paused_until=None, deputy_id=None, pace="daily")
    office.asks_for("ana")
    office.ticks()
    office.clock.at = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
    with office.database.write() as session:
        posted = update(OutboxEntry).where(OutboxEntry.kind == OF_DAY)
        session.execute(posted.values(state="shown", shown=1, ts="1.0", channel="D"))
    office.ticks(minutes=30)
    office.says("raj", "later")
    first, second = lists(office)
    assert (first.shown, first.ts) == (1, "1.0")
    assert (second.state, second.shown, second.ts) == ("due", 0, None)
    assert second.due_at.date() == first.due_at.date()
    with office.database.write() as session:
        posted = update(OutboxEntry).where(OutboxEntry.kind == OF_DAY)
        session.execute(posted.values(state="shown", shown=OutboxEntry.wanted, ts="1.0", channel="D"))
    office.says("raj", "decline")
    assert {one.state for one in lists(office)} == {"due"}  # both say how it stands
