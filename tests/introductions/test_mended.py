"""Ways round the consent of others that were found once, and must stay shut."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.charter import Charter
from bot.introductions import afterwards, answering, listing, preferences, requesting
from bot.introductions.working_time import between
from bot.people.objections import record_objection
from models.introductions import Ask, Introduction
from tests.introductions.office import CONTENT, JANE, Office, charter

ONE_NO = charter(refuse=[{"id": "F5", "limit": "noes_for_requester", "max": 1, "days": 30, "say": "neutral"}])
UNTIL_AGREED = {"id": "R6", "when": ["not owner_accepted"], "cap": "hidden", "because": "Until they agree."}
HIDDEN = {"relationship": [*CONTENT["relationship"], UNTIL_AGREED]}


def withdraws(office: Office, name: str = "ana") -> None:
    """Somebody takes their newest request back."""
    standing = office.stands(name)
    office.does(name, requesting.withdraw, office.clock, standing.introduction_id, standing.version)


def test_withdrawing_and_asking_again_does_not_undo_a_no(office: Office) -> None:
    office.charter = ONE_NO
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "decline")
    withdraws(office)
    assert office.stands().ask_again_from is not None
    office.ticks(minutes=1)
    office.asks_for("ana")
    office.ticks(minutes=1)
    assert office.asked() == [("raj", "owner", "no")]


def test_what_reached_nobody_and_was_withdrawn_counts_as_well(office: Office) -> None:
    office.charter = ONE_NO
    office.asks_for("ana")
    withdraws(office)
    office.asks_for("ana")
    office.ticks(minutes=1)
    assert office.asked() == []


def test_what_was_made_is_a_fact_whatever_the_charter_has_become(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    # A new version is in force, and nobody has agreed to it yet.
    office.charter = Charter({**CONTENT, "charter": {**CONTENT["charter"], "version": 2}, **HIDDEN})
    (ask,) = office.does("raj", listing.waiting)
    shown = office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    assert shown.closed == "You have introduced Ana. Thank you."
    assert office.stands().state == "made"


def test_what_was_made_of_somebody_who_objected_ends_all_the_same(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    (ask,) = office.does("raj", listing.waiting)
    with office.database.write() as session:
        record_objection(session, office.clock, office.workspace_id, JANE)
    office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    assert office.stands().state == "none"


def test_who_can_reach_nobody_keeps_nobody_waiting(office: Office) -> None:
    office.charter = ONE_NO
    office.asks_for("ana")
    withdraws(office)
    office.clock.advance(minutes=1)
    again = office.asks_for("ana")  # reaches nobody, because of the one before
    office.asks_for("mia")
    office.ticks()
    office.ticks(minutes=2)
    assert [one.requester for one in office.waits("raj")] == ["Mia"]
    assert office.stands("ana") == again
    office.ticks(hours=2)
    assert [one.requester for one in office.waits("raj")] == ["Mia"]


def test_whose_connectors_have_all_declined_leaves_the_place_for_good(office: Office) -> None:
    office.charter = charter(connectors=1, refuse=[])
    office.asks_for("ana")
    office.ticks(seconds=1)
    office.asks_for("mia")
    office.says("raj", "decline")
    office.ticks(minutes=2)
    office.ticks(minutes=2)
    assert [one.requester for one in office.waits("raj")] == ["Mia"]
    ana = next(one for one in office.rows(Introduction) if one.requester_id == office.ids["ana"])
    assert (ana.state, ana.active, ana.look_at) == ("asking", False, ana.answer_by)


def test_one_that_left_its_place_gets_it_back_once_somebody_can_be_asked(office: Office) -> None:
    for name in ("raj", "zoe", "lee"):
        office.changes(name, left_at=office.clock.now())
    office.asks_for("ana")
    office.ticks()
    assert not office.introduction().active
    office.changes("raj", left_at=None)
    office.ticks(hours=1)
    assert office.asked() == [("raj", "owner", "waiting")]
    assert office.introduction().active


def test_what_is_agreed_is_shown_to_who_asks_again(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    agreed = office.stands()
    assert office.asks_for("ana") == agreed
    assert office.does("ana", requesting.prepare, office.contact()).in_flight == agreed
    office.ticks()
    assert office.asked() == [("raj", "owner", "yes")]


def test_nobody_else_is_sent_to_a_contact_until_what_is_agreed_is_made(office: Office) -> None:
    office.asks_for("ana")
    office.ticks(seconds=1)
    office.asks_for("mia")
    office.says("raj", "introduce")
    office.ticks(minutes=2)
    assert office.asked() == [("raj", "owner", "yes")]
    (ask,) = office.does("raj", listing.waiting)
    office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    office.ticks(minutes=2)
    assert [one.requester for one in office.waits("raj")] == ["Mia"]


def test_what_is_agreed_and_forgotten_holds_nobody_up_for_ever(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    follow_up_at = office.introduction().follow_up_at
    assert follow_up_at is not None
    office.clock.at = follow_up_at
    office.asks_for("mia")
    office.ticks()
    office.ticks(minutes=2)
    assert [one.requester for one in office.waits("raj")] == ["Mia"]
    assert office.stands("ana").state == "agreed"


def is_away(office: Office, name: str, deputy: str | None = None) -> None:
    """Somebody pauses for a while."""
    until = office.clock.now().date() + dt.timedelta(days=20)
    deputy_id = office.ids[deputy] if deputy else None
    office.does(name, preferences.save, office.clock, paused_until=until, deputy_id=deputy_id, pace="at_once")


def test_no_deputy_is_asked_before_they_agree_where_no_owner_would_be(office: Office) -> None:
    office.joins("sam", charter_accepted_version=None)
    is_away(office, "raj", "sam")
    office.charter = charter(refuse=[{"id": "F7", "when": ["not owner_accepted"], "say": "neutral"}])
    office.asks_for("ana")
    office.ticks()
    assert office.asked() == [("zoe", "owner", "waiting")]


def test_no_deputy_is_asked_more_often_than_anybody(office: Office) -> None:
    office.charter = charter(
        refuse=[{"id": "F3", "limit": "asks_per_connector", "max": 2, "days": 30, "say": "neutral"}]
    )
    office.joins("sam")
    is_away(office, "raj", "sam")
    addresses = [f"c{number}@acme.example" for number in range(3)]
    for address in addresses:
        office.knows("raj", address)
        office.asks_for("ana", address)
    office.knows("lee", addresses[0])
    office.ticks()
    assert len(office.waits("sam")) == 2


def test_a_lead_is_asked_no_more_often_than_anybody(office: Office) -> None:
    office.charter = charter(
        consent=[{"id": "K1", "from": ["owner", "owner_manager"]}],
        refuse=[{"id": "F3", "limit": "asks_per_connector", "max": 1, "days": 30, "say": "neutral"}],
    )
    office.joins("sam", "kim")
    for name, manager in (("raj", "kim"), ("zoe", "kim"), ("lee", "sam")):
        office.changes(name, manager_id=office.ids[manager])
    office.knows("raj", "c1@acme.example")
    office.asks_for("ana", "c1@acme.example")
    office.ticks()
    office.says("raj", "introduce")
    office.ticks()
    office.says("kim", "decline")
    office.asks_for("mia")
    office.ticks()
    assert [one for one in office.asked() if one[0] in ("zoe", "lee")] == [("lee", "owner", "waiting")]


def test_who_said_no_for_somebody_else_is_not_asked_again(office: Office) -> None:
    is_away(office, "raj", "zoe")
    office.asks_for("ana")
    office.ticks()
    office.says("zoe", "decline")
    office.ticks()
    assert office.asked() == [("zoe", "owner", "no"), ("lee", "owner", "waiting")]


def test_the_no_of_a_manager_does_not_reach_the_owner_before_the_end(office: Office) -> None:
    office.charter = charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}])
    office.changes("raj", manager_id=office.ids["mia"])
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    (ask,) = office.rows(Ask)
    office.ticks()
    before = office.does("raj", listing.ask, ask.id).closed
    office.says("mia", "decline")
    office.ticks(minutes=1)
    assert office.does("raj", listing.ask, ask.id).closed == before == "Thank you. I tell you here how it goes on."
    office.clock.at = office.stands().answer_by
    assert "No introduction is looked for any more" in office.does("raj", listing.ask, ask.id).closed


def goes(office: Office, name: str, how: str) -> None:
    """Somebody is a member of ours no longer."""
    office.changes(name, **({"left_at": office.clock.now()} if how == "leaves" else {"kind": how}))


@pytest.mark.parametrize("how", ["leaves", "guest"])
def test_what_is_agreed_ends_when_either_is_a_member_no_longer(office: Office, how: str) -> None:
    for who in ("raj", "ana"):
        office.asks_for("ana")
        office.ticks()
        office.says("raj", "introduce")
        goes(office, who, how)
        office.ticks(seconds=15)
        assert office.stands().state == "none"
        office.changes(who, left_at=None, kind="member")
        office.clock.advance(days=60)


@pytest.mark.parametrize("how", ["leaves", "guest"])
def test_a_deputy_who_agreed_and_is_a_member_no_longer_introduces_nobody(office: Office, how: str) -> None:
    is_away(office, "raj", "mia")
    office.asks_for("ana")
    office.ticks()
    office.says("mia", "introduce")
    goes(office, "mia", how)
    office.ticks(seconds=15)
    assert office.stands().state == "none"


@pytest.mark.parametrize("how", ["leaves", "guest"])
def test_nothing_is_asked_for_somebody_who_is_a_member_no_longer(office: Office, how: str) -> None:
    office.asks_for("ana")
    office.ticks()
    goes(office, "ana", how)
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "void")]
    office.ticks(hours=12)
    assert office.asked() == [("raj", "owner", "void")]


@pytest.mark.parametrize("how", ["leaves", "guest"])
def test_the_next_one_is_asked_in_place_of_a_member_no_longer(office: Office, how: str) -> None:
    office.asks_for("ana")
    office.ticks()
    goes(office, "raj", how)
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "void"), ("zoe", "owner", "waiting")]


def test_a_yes_that_came_to_nothing_untold_is_told_at_the_promised_hour(office: Office) -> None:
    asked = office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    office.forgets("raj")
    office.ticks(seconds=15)
    told = next(one for one in office.told("ana") if one[0] == "introduction")
    assert (office.stands().state, told[2], told[4]) == ("none", asked.answer_by, "due")


def test_the_time_somebody_has_does_not_tell_whether_others_were_asked(office: Office) -> None:
    asked = office.asks_for("ana")
    lengths = []
    for name in ("raj", "zoe", "lee"):
        office.ticks(minutes=1)
        (ask,) = office.waits(name)
        lengths.append(between(office.clock.now(), ask.until, None))
        assert ask.until < asked.answer_by
        office.says(name, "decline")
    assert len(set(lengths)) == 1


def test_what_came_of_it_before_the_yes_was_told_is_told_at_once(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    standing = office.stands()
    given = (standing.introduction_id, standing.version, "met")
    office.does("ana", afterwards.came_of_it, office.clock, *given)
    told = next(one for one in office.told("ana") if one[0] == "introduction")
    assert told[2] <= office.clock.now()
