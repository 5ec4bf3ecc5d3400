"""At the promised hour, before the clock has come round to a request."""

from __future__ import annotations

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
