"""A no that is taken back within its five minutes: the ask waits for an answer as before."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.errors import Stale
from bot.introductions import answering, cascade, requesting, taking_back
from bot.introductions.shown import AskShown
from models.introductions import Ask
from tests.introductions.office import Office, charter
from tests.introductions.test_taking_back import posted

ONE_NO = charter(refuse=[{"id": "F5", "limit": "noes_for_requester", "max": 1, "days": 30, "say": "neutral"}])


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
