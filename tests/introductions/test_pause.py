"""A pause holds back what was put to somebody and has not reached them yet; what has stays theirs to answer."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from bot.introductions import answering, preferences
from models.introductions import Ask
from models.outbox import OutboxEntry
from tests.introductions.office import CONTENT, Office, charter

EVENING = dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def pauses(office: Office, name: str, deputy: str | None = None, *, days: int = 30, pace: str = "at_once") -> None:
    """Somebody pauses from now on."""
    until = office.clock.now().date() + dt.timedelta(days=days)
    deputy_id = office.ids[deputy] if deputy else None
    office.does(name, preferences.save, office.clock, paused_until=until, deputy_id=deputy_id, pace=pace)


def asked_in_the_evening(office: Office) -> None:
    """Somebody is asked when nobody is told of anything before the morning."""
    office.clock.at = EVENING
    office.asks_for("ana")
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "waiting")]


def entries(office: Office, name: str) -> dict[str, tuple[str, int]]:
    """What is to be said to somebody, of each kind: its state, and how often it was said."""
    mine = [one for one in office.rows(OutboxEntry) if one.recipient_id == office.ids[name]]
    return {one.kind: (one.state, one.shown) for one in mine}


def test_what_was_not_told_before_a_pause_is_never_told(office: Office) -> None:
    asked_in_the_evening(office)
    pauses(office, "raj")
    assert entries(office, "raj") == {"ask": ("dropped", 0)}  # at once: delivery may be due the next second
    assert office.waits("raj") == []
    office.ticks(seconds=15)
    assert office.asked() == [("zoe", "owner", "waiting")]


def test_a_deputy_is_asked_in_the_place_of_who_was_not_told(office: Office) -> None:
    office.charter = charter(connectors=1)
    asked_in_the_evening(office)
    pauses(office, "raj", "mia")
    office.ticks(seconds=15)
    assert office.asked() == [("mia", "owner", "waiting")]
    (ask,) = office.waits("mia")
    assert ask.why_you == "Raj named you as deputy."


def test_a_lead_who_was_not_told_is_stood_in_for_and_the_owners_yes_stands(office: Office) -> None:
    office.charter = charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}])
    office.changes("raj", manager_id=office.ids["mia"])
    asked_in_the_evening(office)
    office.says("raj", "introduce")
    office.ticks(minutes=1)
    pauses(office, "mia", "lee")
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "yes"), ("lee", "owner_manager", "waiting")]
    office.says("lee", "introduce")
    assert office.stands().connector == "Raj"


@pytest.mark.parametrize("how", ["shown", "sending", "unclear"])
def test_what_was_told_or_may_have_been_stays_theirs_to_answer(office: Office, how: str) -> None:
    asked_in_the_evening(office)
    with office.database.write() as session:
        session.execute(
            update(OutboxEntry).where(OutboxEntry.kind == "ask").values(state=how, shown=1 if how == "shown" else 0)
        )
    pauses(office, "raj")
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "waiting")]
    office.says("raj", "introduce")
    assert office.stands().connector == "Raj"


def test_what_somebody_found_by_themselves_and_worked_on_is_left_to_them(office: Office) -> None:
    asked_in_the_evening(office)
    (ask,) = office.waits("raj")
    office.does("raj", answering.edit, office.clock, ask.ask_id, ask.version, "Jane, meet Ana.")
    pauses(office, "raj")
    assert [one.draft for one in office.waits("raj")] == ["Jane, meet Ana."]


def test_a_day_s_list_that_was_not_told_is_held_back_as_well(office: Office) -> None:
    office.does("raj", preferences.save, office.clock, paused_until=None, deputy_id=None, pace="daily")
    office.clock.at = MORNING
    office.asks_for("ana")
    office.ticks(seconds=15)
    assert entries(office, "raj") == {"asks_of_day": ("due", 0)}
    pauses(office, "raj", pace="daily")
    assert office.waits("raj") == []  # the list says nothing, and is not sent
    office.ticks(seconds=15)
    assert office.asked() == [("zoe", "owner", "waiting")]


def test_a_list_of_the_same_day_that_was_posted_before_holds_nothing_of_it(office: Office) -> None:
    office.charter = charter(connectors=3)
    office.does("raj", preferences.save, office.clock, paused_until=None, deputy_id=None, pace="daily")
    office.knows("raj", "c1@acme.example")
    office.asks_for("mia", "c1@acme.example")
    office.ticks()
    office.clock.at = MORNING
    with office.database.write() as session:
        session.execute(update(OutboxEntry).where(OutboxEntry.kind == "asks_of_day").values(state="shown", shown=1))
    office.clock.advance(hours=1)
    office.asks_for("ana")
    office.ticks()
    assert len(office.waits("raj")) == 2
    pauses(office, "raj", pace="daily")
    (left,) = office.waits("raj")
    assert left.requester == "Mia"  # told this morning; Ana's is not before tomorrow


def test_what_reached_nobody_counts_toward_no_limit_and_may_be_asked_after_the_pause(office: Office) -> None:
    (limit,) = (rule for rule in CONTENT["requests"]["refuse"] if rule["id"] == "F3")
    office.charter = charter(refuse=[limit | {"max": 1}])
    asked_in_the_evening(office)
    pauses(office, "raj", days=0)
    office.ticks(seconds=15)
    office.knows("raj", "c1@acme.example")
    office.clock.at = MORNING
    office.asks_for("mia", "c1@acme.example")
    office.ticks(seconds=15)
    assert [one.requester for one in office.waits("raj")] == ["Mia"]


def test_whoever_paused_is_asked_by_the_same_request_once_the_pause_is_over(office: Office) -> None:
    asked_in_the_evening(office)
    pauses(office, "raj", days=0)
    office.ticks(seconds=15)
    office.clock.at = MORNING
    office.says("zoe", "decline")
    office.ticks(seconds=15)
    assert office.asked() == [("zoe", "owner", "no"), ("raj", "owner", "waiting")]


def test_to_end_a_pause_or_choose_a_deputy_holds_nothing_back(office: Office) -> None:
    asked_in_the_evening(office)
    before = [(one.id, one.version) for one in office.rows(Ask)]
    office.does("raj", preferences.save, office.clock, paused_until=None, deputy_id=office.ids["zoe"], pace="at_once")
    office.ticks(seconds=15)
    assert [(one.id, one.version) for one in office.rows(Ask)] == before
    assert entries(office, "raj") == {"ask": ("due", 0)}
