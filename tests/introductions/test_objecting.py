"""Who may say of a contact that they asked not to be contacted."""

from __future__ import annotations

import pytest

from bot.errors import Stale
from bot.introductions import answering, listing, objected
from bot.introductions.shown import AskShown
from bot.people.left_alone import keep_marked
from bot.people.objections import record_objection
from models.accounts import Contact
from models.introductions import Report
from tests.introductions.office import JANE, Office
from tests.introductions.test_taking_back import posted


def test_whoever_said_no_and_knows_the_contact_no_more_cannot(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    ask = office.says("raj", "decline")
    office.forgets("raj")
    with pytest.raises(Stale):
        office.does("raj", answering.contact_objects, office.clock, ask.ask_id)
    assert [one.do_not_contact for one in office.rows(Contact)] == [False]


def test_whoever_said_no_and_knows_the_contact_still_can(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    ask = office.says("raj", "decline")
    office.does("raj", answering.contact_objects, office.clock, ask.ask_id)
    assert [one.do_not_contact for one in office.rows(Contact)] == [True]


# -- taking it back ------------------------------------------------------------------------------------------


def marked(office: Office) -> bool:
    """Whether Jane is not to be contacted."""
    (jane,) = office.rows(Contact)
    return bool(jane.do_not_contact)


def reports(office: Office, name: str = "raj") -> AskShown:
    """Ana has asked, and whoever is asked says that Jane asked not to be contacted; Priya looks after privacy."""
    if "priya" not in office.ids:
        office.joins("priya")
    office.asks_for("ana")
    office.ticks()
    posted(office)
    (ask,) = office.waits(name)
    shown: AskShown = office.does(name, answering.contact_objects, office.clock, ask.ask_id)
    return shown


def test_who_said_so_and_when_is_kept_with_the_contact(office: Office) -> None:
    shown = reports(office)
    (row,) = office.rows(Report)
    kept = (row.contact_id, row.colleague_id, row.at, row.in_records)
    assert kept == (office.contact(), office.ids["raj"], office.clock.now(), False)
    assert shown.reported_at == office.clock.now()
    with office.database.write() as session:  # erased with the contact
        session.delete(session.get_one(Contact, (office.workspace_id, office.contact())))
    assert office.rows(Report) == []


@pytest.mark.parametrize("name", ["raj", "priya"])
def test_a_mistake_is_taken_back(office: Office, name: str) -> None:
    ask = reports(office)
    posted(office)
    office.ticks(hours=1)
    office.does(name, objected.mistaken, office.clock, ask.ask_id)
    assert (marked(office), office.rows(Report)) == (False, [])
    told = office.does("priya", objected.reported, ask.ask_id)
    assert (told.taken_back, told.marked) == (True, False)
    assert [one[4] for one in office.told("priya")] == ["due"]  # brought up to date
    assert [one[4] for one in office.told("raj")] == ["due"]
    assert office.does("raj", listing.ask, ask.ask_id).reported_at is None
    assert [one[2] for one in office.asked()] == ["void"]  # what ended stays ended
    office.ticks(minutes=10)
    assert office.asked()[0] == ("raj", "owner", "void")
    with pytest.raises(Stale):
        office.does(name, objected.mistaken, office.clock, ask.ask_id)


@pytest.mark.parametrize("wait", [0, 90])
def test_once_it_is_taken_back_the_request_goes_on_at_once(office: Office, wait: int) -> None:
    ask = reports(office)
    office.ticks(minutes=wait)
    office.does("raj", objected.mistaken, office.clock, ask.ask_id)
    office.ticks(minutes=1)
    assert office.asked() == [("raj", "owner", "void"), ("zoe", "owner", "waiting")]


def test_what_was_reported_keeps_no_place(office: Office) -> None:
    reports(office)
    office.ticks(minutes=1)
    request = office.introduction()
    assert (request.state, request.active) == ("asking", False)


def test_only_whoever_said_so_and_the_privacy_officer_take_it_back(office: Office) -> None:
    ask = reports(office)
    for name in ("ana", "zoe", "mia"):
        with pytest.raises(Stale):
            office.does(name, objected.mistaken, office.clock, ask.ask_id)
    assert marked(office)


@pytest.mark.parametrize("name", ["raj", "priya"])
def test_an_objection_on_file_is_not_taken_back_so(office: Office, name: str) -> None:
    ask = reports(office)
    with office.database.write() as session:
        record_objection(session, office.clock, office.workspace_id, JANE)
    with pytest.raises(Stale):
        office.does(name, objected.mistaken, office.clock, ask.ask_id)
    assert marked(office)
    assert office.does("raj", listing.ask, ask.ask_id).reported_at is None


def test_what_an_import_says_stays(office: Office) -> None:
    ask = reports(office)
    with office.database.write() as session:  # it comes in after the report
        keep_marked(session, office.workspace_id, {office.contact()})
    office.does("raj", objected.mistaken, office.clock, ask.ask_id)
    assert marked(office)
    assert office.does("priya", objected.reported, ask.ask_id).marked


def test_what_an_import_said_before_stays(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    ask = office.says("raj", "decline")
    with office.database.write() as session:
        session.get_one(Contact, (office.workspace_id, office.contact())).do_not_contact = True
    office.does("raj", answering.contact_objects, office.clock, ask.ask_id)
    office.does("raj", objected.mistaken, office.clock, ask.ask_id)
    assert marked(office)


def test_what_two_have_said_holds_until_both_take_it_back(office: Office) -> None:
    office.asks_for("ana")
    office.ticks()
    asks = {"raj": office.says("raj", "decline")}
    office.ticks()
    (asks["zoe"],) = office.waits("zoe")
    for name in ("raj", "zoe"):
        office.does(name, answering.contact_objects, office.clock, asks[name].ask_id)
    office.does("raj", objected.mistaken, office.clock, asks["raj"].ask_id)
    assert marked(office)
    office.does("zoe", objected.mistaken, office.clock, asks["zoe"].ask_id)
    assert not marked(office)
