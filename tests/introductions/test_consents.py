"""Whose yes is needed: several people's, those who stand in, and nobody's own."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from bot.errors import BadInput, Stale
from bot.introductions import answering, listing, preferences
from models.introductions import Ask
from models.outbox import OutboxEntry
from tests.conftest import NOW
from tests.introductions.office import Office, charter

TODAY = NOW.date()
WITH_MANAGER = charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}])


def pauses(office: Office, name: str, *, deputy: str | None = None) -> None:
    """Somebody is away for a week."""
    deputy_id = office.ids[deputy] if deputy else None
    until = TODAY + dt.timedelta(days=7)
    office.does(name, preferences.save, office.clock, paused_until=until, deputy_id=deputy_id, pace="at_once")


def test_all_yeses_are_needed_one_after_the_other(office: Office) -> None:
    office.charter = WITH_MANAGER
    office.changes("raj", manager_id=office.ids["mia"])
    office.asks_for("ana")
    office.ticks()
    assert office.says("raj", "introduce").closed == "Thank you. I tell you here how it goes on."
    assert office.stands().state == "asking"
    office.ticks()
    assert office.asked() == [("raj", "owner", "yes"), ("mia", "owner_manager", "waiting")]
    (ask,) = office.waits("mia")
    assert "Raj" not in repr(ask)  # whose relationship it is, is not hers to know
    with pytest.raises(BadInput):
        office.does("mia", answering.answer, office.clock, ask.ask_id, ask.version, "use_name")
    with office.database.write() as session:
        session.execute(update(OutboxEntry).values(shown=OutboxEntry.wanted, state="shown", ts="1.0"))
    shown = office.says("mia", "introduce")
    assert (shown.how, shown.contact_address) == (None, "")
    (to_raj,) = (one for one in office.rows(OutboxEntry) if one.recipient_id == office.ids["raj"])
    assert to_raj.state == "due"  # what he was told is to say that the rest is now his
    assert to_raj.wanted > to_raj.shown
    standing = office.stands()
    assert (standing.state, standing.connector) == ("agreed", "Raj")
    assert "Mia" not in repr(standing)


def test_a_no_beside_the_owners_yes_goes_on_to_the_next_connector(office: Office) -> None:
    office.charter = WITH_MANAGER
    office.changes("raj", manager_id=office.ids["mia"])
    office.changes("zoe", manager_id=office.ids["lee"])
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    office.ticks()
    office.says("mia", "decline")
    office.ticks()
    asked = [("raj", "owner", "void"), ("mia", "owner_manager", "no"), ("zoe", "owner", "waiting")]
    assert office.asked() == asked
    (voided,) = (one for one in office.rows(Ask) if one.state == "void")
    closed = office.does("raj", listing.ask, voided.id).closed
    assert closed == "Thank you. I tell you here how it goes on."  # whose yes was missing is not told


def test_who_has_no_manager_is_passed_over_before_anybody_is_asked(office: Office) -> None:
    office.charter = WITH_MANAGER
    office.changes("zoe", manager_id=office.ids["mia"])
    office.asks_for("ana")
    office.ticks()
    assert office.asked() == [("zoe", "owner", "waiting")]


def test_nobody_says_yes_to_their_own_request(office: Office) -> None:
    """Ana manages Raj: her own manager stands in for her, and never a deputy whom she has named."""
    office.charter = WITH_MANAGER
    for name in ("raj", "zoe", "lee"):
        office.changes(name, manager_id=office.ids["ana"])
    office.does("ana", preferences.save, office.clock, paused_until=None, deputy_id=office.ids["lee"], pace="at_once")
    office.asks_for("ana")
    office.ticks()
    assert office.asked() == []
    office.changes("ana", manager_id=office.ids["mia"])
    office.ticks(hours=1)
    office.says("raj", "introduce")
    office.ticks()
    assert office.asked() == [("raj", "owner", "yes"), ("mia", "owner_manager", "waiting")]


def test_a_deputy_answers_for_who_is_away(office: Office) -> None:
    pauses(office, "raj", deputy="mia")
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("mia")
    assert (ask.stands_in_for, ask.why_you) == ("Raj, who is paused", "Raj named you as deputy.")
    with pytest.raises(BadInput):  # it is not theirs to lend
        office.does("mia", answering.answer, office.clock, ask.ask_id, ask.version, "use_name")
    office.says("mia", "introduce")
    assert office.stands().connector == "Mia"  # who agreed is named, not who is away


def test_who_is_away_without_a_deputy_is_passed_over(office: Office) -> None:
    pauses(office, "raj")
    pauses(office, "zoe", deputy="ana")  # who asks does not answer
    office.asks_for("ana")
    office.ticks()
    assert office.asked() == [("lee", "owner", "waiting")]


def test_without_stand_ins_a_deputy_is_not_asked(office: Office) -> None:
    office.charter = charter(stand_in=[])
    pauses(office, "raj", deputy="mia")
    office.asks_for("ana")
    office.ticks()
    assert office.asked() == [("zoe", "owner", "waiting")]


def test_one_who_has_two_roles_is_asked_once(office: Office) -> None:
    office.charter = charter(consent=[{"id": "K1", "from": ["owner", "privacy_officer"]}])
    office.joins("priya")
    office.knows("priya", strength=5)
    for name in ("raj", "zoe", "lee"):
        office.forgets(name)
    office.asks_for("ana")
    office.ticks()
    office.says("priya", "use_name")
    assert (office.stands().state, office.stands().how) == ("agreed", "use_name")
    assert office.asked() == [("priya", "owner", "yes")]


def test_guests_and_who_left_are_never_asked(office: Office) -> None:
    office.changes("raj", kind="guest")
    office.changes("zoe", left_at=NOW)
    office.asks_for("ana")
    office.ticks()
    assert office.asked() == [("lee", "owner", "waiting")]


def test_a_limit_passes_somebody_over(office: Office) -> None:
    office.charter = charter(
        refuse=[{"id": "F3", "limit": "asks_per_connector", "max": 1, "days": 30, "say": "neutral"}]
    )
    office.knows("raj", "john@acme.example")
    office.asks_for("mia", "john@acme.example")
    office.ticks()
    office.says("raj", "decline")
    office.asks_for("ana")
    office.ticks()
    assert office.asked()[-1] == ("zoe", "owner", "waiting")


def test_asked_once_a_day_all_together(office: Office) -> None:
    office.does("raj", preferences.save, office.clock, paused_until=None, deputy_id=None, pace="daily")
    office.asks_for("ana")
    office.ticks()
    tomorrow = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert office.told("raj") == [("asks_of_day", 20261124, tomorrow, 1, "due")]
    (ask,) = office.waits("raj")
    assert ask.until >= tomorrow + dt.timedelta(hours=4)


def test_messages_wait_for_working_hours_there(office: Office) -> None:
    office.changes("raj", tz="America/Los_Angeles")  # half past one in the night there
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    opens = dt.datetime(2026, 11, 23, 17, tzinfo=dt.UTC)
    assert office.told("raj") == [("ask", ask.ask_id, opens, 1, "due")]
    assert ask.until >= opens + dt.timedelta(hours=4)


def test_with_little_time_left_nobody_new_is_asked(office: Office) -> None:
    office.charter = charter(answer_within="1 working day")
    office.asks_for("ana")  # until Tuesday at 10:00
    office.ticks()
    office.clock.at = dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)
    with pytest.raises(Stale):
        office.does("raj", answering.answer, office.clock, office.rows(Ask)[0].id, 1, "decline")
    office.ticks()
    assert office.asked() == [("raj", "owner", "silent")]  # an hour and a half is left


def test_preferences_are_checked_and_a_pause_ends(office: Office) -> None:
    for named in ({"paused_until": TODAY - dt.timedelta(days=1)}, {"deputy_id": office.ids["raj"]}, {"deputy_id": 7}):
        wish = {"paused_until": None, "deputy_id": None, "pace": "at_once", **named}
        with pytest.raises(BadInput):
            office.does("raj", preferences.save, office.clock, **wish)
    assert office.does("raj", preferences.mine) == preferences.Preferences()
    pauses(office, "raj", deputy="mia")
    held = office.does("raj", preferences.mine)
    assert (held.paused_until, held.deputy, held.pace) == (TODAY + dt.timedelta(days=7), "Mia", "at_once")
    office.clock.advance(days=8)
    assert office.does("raj", preferences.mine).paused_until is None
