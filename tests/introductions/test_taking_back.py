"""What was said by a wrong click, or can't be kept, is taken back: by whoever said it, while it can be."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from bot.errors import Stale
from bot.introductions import afterwards, answering, cascade, listing, requesting, taking_back
from bot.introductions.shown import AskShown
from models.introductions import Ask, Introduction
from models.outbox import OutboxEntry
from tests.introductions.office import Office, charter

ONE_NO = charter(refuse=[{"id": "F5", "limit": "noes_for_requester", "max": 1, "days": 30, "say": "neutral"}])


def agreed(office: Office, said: str = "introduce") -> AskShown:
    """Ana has asked, Raj has agreed, and she was told."""
    office.asks_for("ana")
    office.ticks()
    shown = office.says("raj", said)
    posted(office)
    return shown


def posted(office: Office) -> None:
    """What is due now was delivered."""
    due = (OutboxEntry.due_at <= office.clock.now()) & (OutboxEntry.state == "due")
    with office.database.write() as session:
        session.execute(update(OutboxEntry).where(due).values(shown=OutboxEntry.wanted, state="shown", ts="1.0"))


# -- I can't after all ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["introduce", "use_name"])
def test_whoever_agreed_can_say_that_they_cannot_after_all(office: Office, said: str) -> None:
    ask = agreed(office, said)
    shown = office.does("raj", taking_back.cannot, office.clock, ask.ask_id, ask.version)
    assert shown.closed == "You took your yes back. Ana knows that you can't introduce them after all."
    assert office.asked() == [("raj", "owner", "no")]
    standing = office.stands()
    assert (standing.state, standing.connector, standing.taken_back) == ("none", "Raj", True)
    told = {one[0]: one[2:] for one in office.told("ana")}
    assert told["introduction"][1:] == (3, "due")  # what was posted of the yes is changed
    assert told["cannot"] == (office.clock.now(), 1, "due")  # and she is notified
    assert told["came_of_it"][2] == "dropped"
    assert not office.introduction().active


def test_before_the_yes_was_told_one_message_says_all(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    ask = office.says("raj", "introduce")
    office.does("raj", taking_back.cannot, office.clock, ask.ask_id, ask.version)
    told = {one[0]: one for one in office.told("ana")}
    assert "cannot" not in told
    assert told["introduction"][2] == office.clock.now()


def test_taking_a_yes_back_is_no_no_of_the_requesters(office: Office) -> None:
    office.charter = ONE_NO
    ask = agreed(office)
    office.does("raj", taking_back.cannot, office.clock, ask.ask_id, ask.version)
    assert office.stands().ask_again_from is None
    office.ticks(minutes=1)
    office.asks_for("ana")
    office.ticks()
    assert len(office.asked()) == 2


def test_what_counted_before_counts_on(office: Office) -> None:
    rule = {"id": "F5", "limit": "noes_for_requester", "max": 2, "days": 30, "say": "neutral"}
    office.charter = charter(refuse=[rule])

    def withdrawn() -> None:
        standing = office.asks_for("ana")
        office.does("ana", requesting.withdraw, office.clock, standing.introduction_id, standing.version)
        office.ticks(minutes=1)

    withdrawn()
    ask = agreed(office)
    office.does("raj", taking_back.cannot, office.clock, ask.ask_id, ask.version)
    assert office.stands().ask_again_from is None
    office.ticks(minutes=1)
    withdrawn()
    assert {one.ask_again_from is None for one in office.does("ana", listing.mine)} == {False}


def test_the_others_who_agreed_are_told_that_it_is_over(office: Office) -> None:
    office.charter = charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}])
    office.changes("raj", manager_id=office.ids["mia"])
    office.asks_for("ana")
    office.ticks()
    raj = office.says("raj", "introduce")
    with pytest.raises(Stale):  # not agreed yet
        office.does("raj", taking_back.cannot, office.clock, raj.ask_id, raj.version)
    office.ticks()
    posted(office)
    mia = office.says("mia", "introduce")
    posted(office)
    with pytest.raises(Stale):  # it is not hers to introduce
        office.does("mia", taking_back.cannot, office.clock, mia.ask_id, mia.version)
    office.does("raj", taking_back.cannot, office.clock, raj.ask_id, raj.version)
    assert office.asked() == [("raj", "owner", "no"), ("mia", "owner_manager", "void")]
    told = office.does("mia", listing.ask, mia.ask_id)
    assert told.closed == "No introduction is looked for any more. Nothing to do."
    assert [one[4] for one in office.told("mia")] == ["due"]


def test_it_is_said_once_and_by_nobody_else(office: Office) -> None:
    ask = agreed(office)
    for name in ("zoe", "ana"):
        with pytest.raises(Stale):
            office.does(name, taking_back.cannot, office.clock, ask.ask_id, ask.version)
    with pytest.raises(Stale):
        office.does("raj", taking_back.cannot, office.clock, ask.ask_id, ask.version - 1)
    office.does("raj", taking_back.cannot, office.clock, ask.ask_id, ask.version)
    (row,) = office.rows(Ask)
    with pytest.raises(Stale) as stale:
        office.does("raj", taking_back.cannot, office.clock, ask.ask_id, row.version)
    assert stale.value.words.startswith("You took your yes back.")


def test_what_was_made_is_not_taken_back_so(office: Office) -> None:
    ask = agreed(office)
    made = office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    with pytest.raises(Stale):
        office.does("raj", taking_back.cannot, office.clock, ask.ask_id, made.version)
    assert office.stands().state == "made"


# -- I've introduced them ------------------------------------------------------------------------------------


def made(office: Office, days: int = 1) -> AskShown:
    """Raj has agreed, and said days later that it was made."""
    ask = agreed(office)
    office.ticks(days=days)
    shown = office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    posted(office)
    return shown


def test_what_was_not_made_is_agreed_as_before(office: Office) -> None:
    ask = agreed(office)
    before = office.introduction()
    due = next(one[2] for one in office.told("ana") if one[0] == "came_of_it")
    office.ticks(hours=1)
    ask = office.does("raj", answering.made, office.clock, ask.ask_id, ask.version)
    posted(office)
    assert next(one[2] for one in office.told("ana") if one[0] == "came_of_it") < due
    shown = office.does("raj", taking_back.unmade, office.clock, ask.ask_id, ask.version)
    assert (shown.introduction_state, office.stands().state) == ("agreed", "agreed")
    told = {one[0]: one[2:] for one in office.told("ana")}
    assert told["came_of_it"][0] == due
    assert told["introduction"][2] == "due"  # brought up to date in place
    now = office.introduction()
    assert (now.active, now.follow_up_at) == (True, before.follow_up_at)
    again = office.does("raj", answering.made, office.clock, ask.ask_id, shown.version)
    assert again.introduction_state == "made"


def test_another_request_that_has_begun_meanwhile_keeps_its_place(office: Office) -> None:
    ask = made(office)
    office.asks_for("mia")
    office.ticks()
    office.does("raj", taking_back.unmade, office.clock, ask.ask_id, ask.version)
    active = {one.requester_id: one.active for one in office.rows(Introduction)}
    assert active == {office.ids["ana"]: False, office.ids["mia"]: True}


def test_once_something_came_of_it_it_was_made(office: Office) -> None:
    ask = made(office)
    standing = office.stands()
    office.does("ana", afterwards.came_of_it, office.clock, standing.introduction_id, standing.version, "met")
    with pytest.raises(Stale) as stale:
        office.does("raj", taking_back.unmade, office.clock, ask.ask_id, ask.version)
    assert stale.value.words == "You have introduced Ana, and they have met. Thank you."


def test_only_whoever_made_it_takes_that_back(office: Office) -> None:
    ask = made(office)
    for name in ("ana", "zoe"):
        with pytest.raises(Stale):
            office.does(name, taking_back.unmade, office.clock, ask.ask_id, ask.version)


# -- withdrawing what is agreed ------------------------------------------------------------------------------


def test_whoever_agreed_is_told_that_it_is_not_needed(office: Office) -> None:
    ask = agreed(office)
    standing = office.stands()
    given = (standing.introduction_id, standing.version)
    assert office.does("ana", requesting.withdraw, office.clock, *given).state == "withdrawn"
    assert office.asked() == [("raj", "owner", "void")]
    told = {one[0]: one[1:] for one in office.told("raj")}
    assert told["not_needed"] == (ask.ask_id, office.clock.now(), 1, "due")
    assert [one[0] for one in office.told("zoe")] == []


def test_whoever_only_was_asked_is_not_told_by_a_message_of_its_own(office: Office) -> None:
    standing = office.asks_for("ana")
    office.ticks()
    office.does("ana", requesting.withdraw, office.clock, standing.introduction_id, standing.version)
    assert [one[0] for one in office.told("raj")] == ["ask"]


# -- no ------------------------------------------------------------------------------------------------------


def said(office: Office, *words: str) -> AskShown:
    """Ana has asked, and Raj says one thing after the other; the clock is not wound on."""
    office.asks_for("ana")
    office.ticks()
    for one in words:
        (ask,) = office.waits("raj")
        shown = office.does("raj", answering.answer, office.clock, ask.ask_id, ask.version, one)
    posted(office)
    return shown


@pytest.mark.parametrize(
    ("words", "back"),
    [
        (("decline",), "waiting"),
        (("later", "decline"), "waiting"),
        (("ask_contact", "decline"), "asking_contact"),
        (("ask_contact", "contact_no"), "asking_contact"),
    ],
)
def test_a_no_is_taken_back(office: Office, words: tuple[str, ...], back: str) -> None:
    ask = said(office, *words)
    assert ask.undo_until == office.clock.now() + cascade.TO_RECONSIDER
    office.ticks(minutes=4, seconds=59)
    assert office.asked() == [("raj", "owner", "no" if words[-1] == "decline" else "contact_no")]
    shown = office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    assert (shown.state, shown.closed, shown.undo_until) == (back, "", None)
    office.ticks(minutes=20)
    assert office.asked() == [("raj", "owner", back)]
    assert [one[4] for one in office.told("raj") if one[0] == "ask"] == ["due"]  # brought up to date
    office.says("raj", "introduce" if back == "waiting" else "contact_yes")
    assert office.stands().connector == "Raj"


def test_naming_somebody_better_is_taken_back(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    given = (ask.ask_id, ask.version, office.ids["lee"])
    shown = office.does("raj", answering.suggest, office.clock, *given)
    assert shown.closed.startswith("You said no, and named Lee as better placed.")
    office.does("raj", taking_back.reconsider, office.clock, shown.ask_id, shown.version)
    (row,) = office.rows(Ask)
    assert (row.state, row.suggested_id, row.answered_at) == ("waiting", None, None)


def test_the_no_of_whoever_else_is_needed_is_taken_back(office: Office) -> None:
    office.charter = charter(consent=[{"id": "K1", "from": ["owner", "owner_manager"]}])
    office.changes("raj", manager_id=office.ids["mia"])
    office.asks_for("ana")
    office.ticks()
    office.says("raj", "introduce")
    office.ticks()
    (ask,) = office.waits("mia")
    ask = office.does("mia", answering.answer, office.clock, ask.ask_id, ask.version, "decline")
    office.ticks(minutes=4)
    shown = office.does("mia", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    office.does("mia", answering.answer, office.clock, ask.ask_id, shown.version, "introduce")
    assert (office.stands().state, office.stands().connector) == ("agreed", "Raj")


def test_the_next_is_asked_five_minutes_later_and_then_it_is_too_late(office: Office) -> None:
    ask = said(office, "decline")
    office.ticks(minutes=5)
    assert office.asked() == [("raj", "owner", "no"), ("zoe", "owner", "waiting")]
    with pytest.raises(Stale) as stale:
        office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    assert stale.value.words == "You said no. That stays between us, and has no consequences."
    assert office.asked()[0] == ("raj", "owner", "no")


def test_the_time_is_the_same_where_there_is_nobody_else(office: Office) -> None:
    for name in ("zoe", "lee"):
        office.forgets(name)
    ask = said(office, "decline")
    office.ticks(minutes=5)
    with pytest.raises(Stale):
        office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)


def test_it_goes_on_no_later_than_after_silence(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")
    office.clock.at = ask.until - dt.timedelta(minutes=1)
    ask = office.does("raj", answering.answer, office.clock, ask.ask_id, ask.version, "decline")
    assert ask.undo_until == ask.until
    office.ticks(minutes=1)
    assert [one[0] for one in office.asked()] == ["raj", "zoe"]


def test_a_no_before_it_was_told_is_asked_again_once_taken_back(office: Office) -> None:
    office.clock.at = office.clock.at.replace(hour=20)
    office.asks_for("ana")
    office.ticks()
    (ask,) = office.waits("raj")  # he looks at his list in the evening
    ask = office.does("raj", answering.answer, office.clock, ask.ask_id, ask.version, "decline")
    assert [one[4] for one in office.told("raj")] == ["dropped"]
    office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    (told,) = office.told("raj")
    assert (told[4], told[2].hour) == ("due", 9)


@pytest.mark.parametrize("end", ["withdrawn", "forgotten", "answered by others"])
def test_it_is_too_late_once_it_is_over(office: Office, end: str) -> None:
    ask = said(office, "decline")
    if end == "withdrawn":
        standing = office.stands()
        office.does("ana", requesting.withdraw, office.clock, standing.introduction_id, standing.version)
    elif end == "forgotten":
        office.forgets("raj")
    else:
        office.ticks(minutes=5)
        office.says("zoe", "introduce")
    with pytest.raises(Stale):
        office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    assert office.asked()[0] == ("raj", "owner", "no")


def test_nobody_takes_back_the_no_of_another_or_silence(office: Office) -> None:
    ask = said(office, "decline")
    for name in ("ana", "zoe"):
        with pytest.raises(Stale):
            office.does(name, taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    office.ticks(minutes=5)
    zoe = office.rows(Ask, Ask.attempt)[1]
    office.clock.at = zoe.until
    office.ticks()
    zoe = office.rows(Ask, Ask.attempt)[1]
    assert zoe.state == "silent"
    with pytest.raises(Stale):
        office.does("zoe", taking_back.reconsider, office.clock, zoe.id, zoe.version)


def test_whoever_asks_the_contact_first_goes_on_doing_so(office: Office) -> None:
    """Only they have until the promised hour: no plain ask waits longer than up to an hour before it."""
    standing = office.asks_for("ana")
    office.ticks()
    before = office.answers("raj", "ask_contact")
    ask = office.answers("raj", "decline")
    shown = office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    assert (before.state, before.until) == ("asking_contact", standing.answer_by)
    assert (shown.state, shown.until, shown.closed) == ("asking_contact", standing.answer_by, "")
    office.ticks(hours=1)
    assert office.asked() == [("raj", "owner", "asking_contact")]
    office.answers("raj", "contact_yes")
    assert office.stands().state == "agreed"


def test_a_plain_ask_waits_for_an_answer_as_before_the_no(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    (before,) = office.waits("raj")
    ask = office.answers("raj", "decline")
    shown = office.does("raj", taking_back.reconsider, office.clock, ask.ask_id, ask.version)
    assert (shown.state, shown.until) == ("waiting", before.until)
