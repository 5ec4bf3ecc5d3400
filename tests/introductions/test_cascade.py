"""The silent cascade: one connector after the other, within the charter and the time, and every way it ends."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.errors import Stale
from bot.introductions import answering, listing, requesting
from bot.people.objections import record_objection
from tests.introductions.office import JANE, Office, charter

ANSWER_BY = dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC)  # asked on Monday at 9:30


def test_a_yes_is_told_at_once_and_names_the_connector(office: Office) -> None:
    asked = office.asks_for("ana")
    assert (asked.state, asked.answer_by, asked.connector) == ("asking", ANSWER_BY, None)
    assert office.told("ana") == [
        ("introduction", asked.introduction_id, ANSWER_BY, 1, "due"),
        ("promise", asked.introduction_id, office.clock.now(), 1, "due"),
    ]
    office.ticks()
    assert office.asked() == [("raj", "owner", "waiting")]  # the warmest first, one at a time
    office.clock.advance(hours=1)
    shown = office.says("raj", "introduce")
    assert (shown.state, shown.closed, shown.contact_address) == (
        "yes",
        "You said yes. Ana knows that it is agreed.",
        JANE,
    )
    standing = office.stands()
    assert (standing.state, standing.connector, standing.how) == ("agreed", "Raj", "introduce")
    told = office.told("ana")
    assert [one[0] for one in told] == ["came_of_it", "introduction", "promise"]
    assert told[1][2] == office.clock.now()
    office.ticks(days=20)
    assert [name for name, _, _ in office.asked()] == ["raj"]


def test_who_is_silent_is_followed_by_the_next_until_the_hour(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    (first,) = office.waits("raj")
    # A third of the working time until an hour before, for each of three: 7 hours and 50 minutes.
    assert first.until == dt.datetime(2026, 11, 24, 9, 20, tzinfo=dt.UTC)
    for _ in range(7 * 24):
        office.ticks(hours=1)
    assert office.asked() == [(name, "owner", "silent") for name in ("raj", "zoe", "lee")]
    standing = office.stands()
    assert (standing.state, standing.version) == ("none", 2)
    assert office.introduction().closed_at == ANSWER_BY
    assert office.told("ana")[0] == ("introduction", standing.introduction_id, ANSWER_BY, 1, "due")


def test_no_more_connectors_than_the_charter_says(office: Office) -> None:
    office.charter = charter(connectors=2)
    office.asks_for("ana")
    for name in ("raj", "zoe"):
        office.ticks()
        office.says(name, "decline")
    office.ticks()
    office.ticks(hours=2)
    assert office.asked() == [("raj", "owner", "no"), ("zoe", "owner", "no")]
    assert office.stands().state == "asking"


def test_the_one_preferred_goes_first_if_named_and_a_suggestion_comes_next(office: Office) -> None:
    office.knows("mia", strength=2)
    prepared = office.does("ana", requesting.prepare, office.contact())
    assert prepared.connectors == ()
    office.shares("zoe", "open")
    prepared = office.does("ana", requesting.prepare, office.contact())
    assert prepared.connectors == ((office.ids["zoe"], "Zoe"),)
    office.asks_for("ana", prefers_id=office.ids["zoe"])
    office.ticks()
    (ask,) = office.waits("zoe")
    office.does("zoe", answering.suggest, office.clock, ask.ask_id, ask.version, office.ids["mia"])
    office.ticks()
    assert office.asked() == [("zoe", "owner", "no")]  # by when mia is asked, nobody can tell what zoe did
    office.clock.at = ask.until
    office.ticks()
    assert office.asked() == [("zoe", "owner", "no"), ("mia", "owner", "waiting")]


@pytest.mark.parametrize("named", ["raj", "zoe", "lee"])
@pytest.mark.parametrize("said", ["decline", None])
def test_where_somebody_is_named_the_next_is_asked_at_the_same_minute_after_a_no(
    office: Office, named: str, said: str | None
) -> None:
    office.shares(named, "open")  # whoever it is: the next one's yes must not tell what they did
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    if said:
        office.says("raj", said)
    office.clock.at = ask.until - dt.timedelta(minutes=1)
    office.ticks()
    assert len(office.asked()) == 1
    office.ticks(minutes=1)
    assert office.asked()[1:] == [("zoe", "owner", "waiting")]


def test_where_nobody_is_named_the_next_is_asked_at_once_after_a_no(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "decline")
    office.ticks()
    assert office.asked() == [("raj", "owner", "no"), ("zoe", "owner", "waiting")]


def test_where_somebody_is_named_a_further_no_is_kept_for_its_time_as_well(office: Office) -> None:
    office.charter = charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}])
    office.shares("raj", "open")
    for name, manager in (("raj", "mia"), ("zoe", "lee")):
        office.changes(name, manager_id=office.ids[manager])
    office.asks_for("ana")
    office.ticks()
    office.clock.advance(hours=1)
    office.says("raj", "introduce")
    office.ticks()
    (ask,) = office.waits("mia")
    office.says("mia", "decline")
    office.clock.at = ask.until - dt.timedelta(minutes=1)
    office.ticks()
    assert office.asked() == [("raj", "owner", "void"), ("mia", "owner_manager", "no")]
    office.ticks(minutes=1)
    assert office.asked()[2:] == [("zoe", "owner", "waiting")]


def test_asking_the_contact_first_lasts_until_the_hour(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    shown = office.says("raj", "ask_contact")
    assert (shown.state, shown.until, shown.closed) == ("asking_contact", ANSWER_BY, "")
    office.ticks(days=2)
    assert office.asked() == [("raj", "owner", "asking_contact")]
    shown = office.says("raj", "contact_yes")
    assert (shown.state, office.stands().state, office.stands().how) == ("yes", "agreed", "introduce")


def test_nobody_asks_again_whom_the_contact_has_refused(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "ask_contact")
    office.says("raj", "contact_no")
    office.ticks(hours=2)
    assert office.asked() == [("raj", "owner", "contact_no")]
    assert office.stands().state == "asking"


def test_later_is_reminded_of_next_morning(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    assert office.says("raj", "later").state == "later"
    tomorrow = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert [one[:3] for one in office.told("raj") if one[0] == "asks_of_day"] == [("asks_of_day", 20261124, tomorrow)]
    assert office.says("raj", "use_name").state == "yes"
    assert office.stands().how == "use_name"


def test_withdrawing_leaves_nothing_to_answer(office: Office) -> None:
    asked = office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    standing = office.does("ana", requesting.withdraw, office.clock, asked.introduction_id, asked.version)
    assert standing.state == "withdrawn"
    assert [one[4] for one in office.told("ana")] == ["dropped", "dropped"]
    assert office.waits("raj") == []
    with pytest.raises(Stale, match=r"Withdrawn by Ana on Monday\. Nothing to do\."):
        office.does("raj", answering.answer, office.clock, ask.ask_id, ask.version, "introduce")
    with pytest.raises(Stale):
        office.does("ana", requesting.withdraw, office.clock, asked.introduction_id, asked.version)
    assert office.asked() == [("raj", "owner", "void")]


def test_who_has_agreed_may_say_so_no_more_once_the_relationship_is_gone(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    office.forgets("raj")
    office.ticks()
    assert office.stands().state == "none"
    assert office.asked() == [("raj", "owner", "void")]
    assert {one[0]: one[4] for one in office.told("ana")} == {
        "introduction": "due",
        "came_of_it": "dropped",
        "promise": "dropped",
    }


def test_an_ask_through_a_relationship_that_is_gone_is_void_at_the_next_tick(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    office.forgets("raj")
    office.ticks(seconds=15)
    assert office.asked() == [("raj", "owner", "void"), ("zoe", "owner", "waiting")]


def test_a_contact_who_objects_is_asked_of_nobody(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    office.joins("priya")
    shown = office.does("raj", answering.contact_objects, office.clock, ask.ask_id)
    assert shown.state == "void"
    office.ticks(hours=2)
    assert office.asked() == [("raj", "owner", "void")]
    assert [one[:2] for one in office.told("priya")] == [("objected", ask.ask_id)]
    assert office.stands().state == "asking"
    office.ticks(days=4)
    assert office.stands().state == "none"


def test_an_objection_on_file_is_the_reason_that_is_told(office: Office) -> None:
    with office.database.write() as session:
        record_objection(session, office.clock, office.workspace_id, JANE)
    with pytest.raises(requesting.Refused, match="Please don't contact this person"):
        office.asks_for("ana")


def test_a_charter_without_requests_allows_none(office: Office) -> None:
    from bot.charter import Charter
    from tests.introductions.office import CONTENT

    office.asks_for("ana")
    office.ticks()
    office.charter = Charter({name: part for name, part in CONTENT.items() if name != "requests"})
    with pytest.raises(requesting.Refused, match=r"The charter in force allows no introductions\."):
        office.asks_for("ana")
    assert office.says("raj", "introduce").state == "void"  # decided again at the click
    office.ticks(days=4)
    assert office.stands().state == "none"


def test_two_requests_for_one_contact_go_one_after_the_other(office: Office) -> None:
    office.asks_for("ana")
    office.ticks(minutes=2)
    office.asks_for("mia")
    office.ticks(minutes=2)
    assert [name for name, _, _ in office.asked()] == ["raj"]
    office.says("raj", "decline")
    office.ticks(minutes=2)
    office.says("zoe", "introduce")
    office.ticks(minutes=2)
    assert office.stands("mia").state == "asking"
    (ask,) = office.does("zoe", listing.waiting)
    office.does("zoe", answering.made, office.clock, ask.ask_id, ask.version)
    office.ticks(minutes=2)
    assert office.asked()[-1] == ("raj", "owner", "waiting")
    assert [one.requester for one in office.waits("raj")] == ["Mia"]


def test_asking_twice_shows_the_one_in_flight(office: Office) -> None:
    first = office.asks_for("ana")
    assert office.asks_for("ana", purpose="renewal") == first
    assert office.does("ana", requesting.prepare, office.contact()).in_flight == first


def test_clicks_by_others_twice_and_too_late_are_stale(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    for name, ask_id, version in (("zoe", ask.ask_id, 1), ("raj", 1, 1), ("raj", ask.ask_id, 2)):
        with pytest.raises(Stale):
            office.does(name, answering.answer, office.clock, ask_id, version, "introduce")
    office.clock.at = ask.until
    with pytest.raises(Stale, match="No answer came in time"):
        office.does("raj", answering.answer, office.clock, ask.ask_id, ask.version, "introduce")
    office.clock.at = ANSWER_BY
    assert office.stands().state == "none"  # by the clock, before any worker came round to it
    assert office.introduction().state == "asking"


def test_the_draft_is_the_connectors_to_edit(office: Office) -> None:
    office.asks_for("ana", draft="Hello Jane, this is Ana.")
    office.ticks()
    (ask,) = office.waits("raj")
    assert ask.draft == "Hello Jane, this is Ana."
    edited = office.does("raj", answering.edit, office.clock, ask.ask_id, ask.version, "  Dear Jane, meet Ana. ")
    assert (edited.draft, edited.version, edited.state) == ("Dear Jane, meet Ana.", 1, "waiting")
    assert office.stands().draft == "Hello Jane, this is Ana."
    # One's own edit makes none of one's next clicks stale, wherever they are made.
    again = office.does("raj", answering.edit, office.clock, ask.ask_id, ask.version, "Jane, meet Ana.")
    assert again.draft == "Jane, meet Ana."
    assert office.answers("raj", "introduce").draft == "Jane, meet Ana."
    with pytest.raises(Stale):
        office.does("raj", answering.edit, office.clock, ask.ask_id, ask.version, "Too late")
