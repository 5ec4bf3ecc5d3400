"""At the promised hour, before the clock has come round to a request."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.introductions.working_time import zone
from models.introductions import Introduction
from tests.introductions.office import Office, charter

AFTER_A_NO = charter(refuse=[{"id": "F5", "limit": "noes_for_requester", "max": 1, "days": 30, "say": "neutral"}])


def at_its_hour(office: Office) -> None:
    """A request's hour has come; its connector has not answered, and no worker has looked."""
    standing = office.asks_for("ana")
    office.ticks()
    office.clock.at = standing.answer_by


def test_the_no_is_the_same_before_and_after_the_clock_comes_round(office: Office) -> None:
    office.charter = AFTER_A_NO
    at_its_hour(office)
    before = office.stands()
    assert before.state == "none"
    assert before.ask_again_from is not None
    office.ticks(seconds=10)
    after = office.stands()
    assert after.ask_again_from == before.ask_again_from
    assert (after.state, after.contact, after.answer_by) == (before.state, before.contact, before.answer_by)


def test_asking_again_in_that_moment_ends_the_old_request_first(office: Office) -> None:
    at_its_hour(office)
    old = office.introduction()
    again = office.asks_for("ana")
    assert (again.state, again.introduction_id) != ("none", old.id)
    states = {one.id: one.state for one in office.rows(Introduction)}
    assert states == {old.id: "none", again.introduction_id: "asking"}
    assert [state for _, _, state in office.asked()] == ["silent"]
    office.ticks(seconds=15)
    assert office.stands().state == "asking"


@pytest.mark.parametrize("tz", ["Pacific/Auckland", "America/Los_Angeles", "UTC", None])
def test_asking_again_is_promised_for_a_day_of_the_requesters_own(office: Office, tz: str | None) -> None:
    office.charter = AFTER_A_NO
    office.changes("ana", tz=tz)
    at_its_hour(office)
    office.ticks()
    promised = office.stands().ask_again_from
    assert promised is not None
    begins = dt.datetime.combine(promised, dt.time(), zone(tz))
    before = office.clock.now()
    # On the day before there is an hour at which the no still counts, and none on the day itself.
    assert begins - dt.timedelta(days=1) < before + dt.timedelta(days=30) <= begins
    office.clock.at = begins.astimezone(dt.UTC)
    office.asks_for("ana")
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "silent"), ("raj", "owner", "waiting")]
