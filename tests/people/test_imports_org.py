"""Importing org data: seats, who holds them, who reports to whom."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from models.accounts import Account, Affiliation, Contact, ContactAddress, Holding, Seat
from models.introductions import Report
from models.network import Relationship
from models.people import Colleague

HEAD = "contact_email,contact_name,account,title,seniority,reports_to_email,since,until,do_not_contact"
JANE = "jane@acme.example,Jane Doe,Acme Corp,CFO,,,2020-01-01,,"
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def holder_of(company, seat):
    held = [one for one in company.all(Holding, seat_id=seat.id) if one.until is None]
    assert len(held) <= 1
    return company.one(ContactAddress, contact_id=held[0].contact_id).address if held else None


def test_what_goes_in(peopled):
    report = peopled.bring(
        "org", HEAD, "bill@acme.example,Bill Smith,,Controller,,jane@acme.example,,,yes", JANE.replace("Acme Corp", "")
    )
    assert (report.added, report.rejected, report.notes) == (2, 0, ())
    cfo, controller = peopled.one(Seat, title_key="cfo"), peopled.one(Seat, title_key="controller")
    assert (cfo.title, cfo.function, cfo.seniority, cfo.reports_to_id) == ("CFO", "finance", "c-level", None)
    assert controller.reports_to_id == cfo.id
    assert cfo.account_id == peopled.one(Account, name="Acme Corp").id
    jane, bill = peopled.one(Contact, name="Jane Doe"), peopled.one(Contact, name="Bill Smith")
    assert (jane.in_directory, jane.do_not_contact, bill.do_not_contact) == (True, False, True)
    assert peopled.one(Holding, contact_id=jane.id).since == dt.date(2020, 1, 1)
    assert {one.basis for one in peopled.all(Affiliation)} == {"domain", "seat"}


def test_twice_changes_nothing(peopled):
    lines = [
        HEAD,
        JANE,
        "bill@new.example,Bill,New Co,Head of IT,,jane@acme.example,,2025-01-01,",
        "x@acme.example,X,,,,,,,",
    ]
    peopled.bring("org", *lines)
    before = peopled.everything()
    report = peopled.bring("org", *lines)
    assert (report.changed, report.unchanged) == (0, 3)
    assert peopled.everything() == before


def test_an_unknown_account_is_begun(peopled):
    peopled.bring("relationships", "colleague_email,contact_email,account", "ana@ours.example,jo@jo.example,newco")
    peopled.bring("org", HEAD, "bill@new.example,Bill,NewCo,CEO,,,,,", "kim@new.example,Kim,newco,CFO,,,,,")
    newco = peopled.one(Account, name="NewCo")
    assert newco.source == "import org.csv"
    assert peopled.one(Relationship).account_id == newco.id


def test_a_successor_takes_the_vacant_seat(peopled):
    peopled.bring("org", HEAD, JANE)
    report = peopled.bring("org", HEAD, JANE.replace("2020-01-01,", "2020-01-01,2026-06-30"))
    assert report.changed == 1
    seat = peopled.one(Seat)
    assert holder_of(peopled, seat) is None
    assert [one.basis for one in peopled.all(Affiliation) if one.until is None] == ["domain"]
    peopled.bring("org", HEAD, "kim@acme.example,Kim,acme corp,chief financial officer,,,2026-07-01,,")
    assert holder_of(peopled, peopled.one(Seat)) == "kim@acme.example"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_rows_makes_no_empty_chairs(peopled, order):
    rows = [
        "a@acme.example,A,Acme Corp,CFO,,,2010-01-01,2015-01-01,",
        "b@acme.example,B,Acme Corp,CFO,,,2015-01-01,2020-01-01,",
        "c@acme.example,C,Acme Corp,CFO,,,2020-01-01,,",
    ]
    peopled.bring("org", HEAD, *(rows[at] for at in order))
    assert holder_of(peopled, peopled.one(Seat)) == "c@acme.example"
    assert peopled.count(Holding) == 3


def test_two_people_with_one_title_hold_two_seats(peopled):
    peopled.bring("org", HEAD, JANE, JANE.replace("jane@", "joan@"))
    assert peopled.count(Seat) == 2
    assert peopled.bring("org", HEAD, JANE, JANE.replace("jane@", "joan@")).unchanged == 2


def test_somebody_who_left_is_not_put_back_by_a_stale_file(peopled):
    peopled.bring("org", HEAD, JANE)
    peopled.change(peopled.one(Holding), until=dt.date(2026, 11, 1))
    assert peopled.bring("org", HEAD, JANE).unchanged == 1
    assert holder_of(peopled, peopled.one(Seat)) is None
    peopled.bring("org", HEAD, JANE.replace("2020-01-01", "2026-11-15"))
    assert holder_of(peopled, peopled.one(Seat)) == "jane@acme.example", "a later beginning is coming back"


def test_an_end_to_come_is_still_holding(peopled):
    report = peopled.bring("org", HEAD, JANE.replace("2020-01-01,", "2020-01-01,2027-01-01"))
    assert report.notes == ("1 row: until lies in the future: taken as still holding the seat.",)
    assert holder_of(peopled, peopled.one(Seat)) == "jane@acme.example"


def test_a_file_never_clears_do_not_contact(peopled):
    peopled.bring("org", HEAD, JANE + "yes")
    assert peopled.bring("org", HEAD, JANE + "no").unchanged == 1
    assert peopled.one(Contact).do_not_contact


def test_what_a_file_says_of_who_is_not_to_be_contacted_outlasts_what_a_colleague_said(peopled):
    peopled.bring("org", HEAD, JANE)
    said = {"contact_id": peopled.one(Contact).id, "colleague_id": peopled.one(Colleague, name="Ana Ortiz").id}
    with peopled.database.write() as session:
        session.add(Report(workspace_id=peopled.workspace_id, **said, at=NOW, in_records=False))
    peopled.change(peopled.one(Contact), do_not_contact=True)
    peopled.bring("org", HEAD, JANE)
    assert not peopled.one(Report).in_records
    peopled.bring("org", HEAD, JANE + "yes")
    assert peopled.one(Report).in_records


def test_the_directory_names_somebody_colleagues_know(peopled):
    peopled.bring(
        "relationships", "colleague_email,contact_email,contact_name", "ana@ours.example,jane@acme.example,JD"
    )
    report = peopled.bring("org", HEAD, JANE)
    assert report.changed == 1
    contact = peopled.one(Contact)
    assert (contact.name, contact.in_directory, contact.source) == ("Jane Doe", True, "import org.csv")
    assert peopled.one(Relationship).contact_name == "JD"


def test_lines_that_lead_nowhere_or_in_a_circle_are_left_out(peopled):
    report = peopled.bring(
        "org",
        HEAD,
        "a@acme.example,A,,CEO,,b@acme.example,,,",
        "b@acme.example,B,,CFO,,a@acme.example,,,",
        "c@acme.example,C,,Head of IT,,nobody@acme.example,,,",
    )
    assert report.added == 3
    assert len(report.notes) == 2
    assert [seat.reports_to_id is None for seat in peopled.all(Seat)] == [False, True, True]


def test_whom_somebody_reports_to_at_their_own_account(peopled):
    peopled.bring(
        "org",
        HEAD,
        "boss@acme.example,Boss,Initech,Chairman,,,,,",
        "boss@acme.example,Boss,Acme Corp,CEO,,,,,",
        "jane@acme.example,Jane,Acme Corp,CFO,,boss@acme.example,,,",
    )
    assert peopled.one(Seat, title_key="cfo").reports_to_id == peopled.one(Seat, title_key="ceo").id


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("jane@nowhere.example,Jane,,CFO,,,,,", "account is empty and the address is at no account's domain"),
        ("jane@nowhere.example,Jane,Acme Corp,,,,,,", "title is empty: only a seat ties"),
        ("jane@acme.example,Jane,,,c-level,,,,", "title is empty, but seniority speaks of a seat"),
        ("jane@acme.example,Jane,,CFO,,jane@acme.example,,,", "reports_to_email is the row's own address"),
        ("jane@acme.example,Jane,,CFO,,,2024-01-01,2023-01-01,", "since lies after until"),
        ("jane@acme.example,Jane,,CFO,,,2027-01-01,,", "since is 2027-01-01, which lies in the future"),
        ("jane@acme.example,Jane,,CFO,,boss,,,", "reports_to_email is 'boss', which is no e-mail address"),
        ("ana@ours.example,Ana,,,,,,,", "is one of our own people"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(peopled, row, reason):
    before = peopled.everything()
    report = peopled.bring("org", HEAD, row)
    assert report.rejected == 1
    assert reason in peopled.rejects(report)
    assert peopled.everything() == before


def test_an_objection_keeps_rows_out(peopled):
    peopled.bring("org", HEAD, JANE)
    peopled.change(peopled.one(Contact), objected_at=NOW)
    before = peopled.everything()
    report = peopled.bring("org", HEAD, JANE.replace("CFO", "CEO"))
    assert "a privacy request is on file" in peopled.rejects(report)
    assert peopled.everything() == before
