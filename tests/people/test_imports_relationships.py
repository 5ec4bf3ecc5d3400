"""Importing relationships: what goes in, and that no file loosens what its owner said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.people.ties import steady_of
from models.accounts import Affiliation, Contact, ContactAddress
from models.network import HalfTie, Relationship

HEAD = "colleague_email,contact_email,contact_name,title,account,strength,kind,last_touch,note,private"
JANE = "Ana@Ours.example,Jane.Doe@Acme.example,Jane  Doe,CFO,acme corp,4,worked together,2026-10-01,met at a fair,"
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def counts(report: Any) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.rejected


def test_what_goes_in(peopled):
    report = peopled.bring("relationships", HEAD, JANE)
    assert counts(report) == (1, 0, 0, 0)
    tie = peopled.one(Relationship)
    assert (tie.contact_name, tie.contact_name_key, tie.title_key) == ("Jane Doe", "jane doe", "cfo")
    assert (tie.strength, tie.kind, tie.last_touch, tie.note) == (
        4,
        "worked together",
        dt.date(2026, 10, 1),
        "met at a fair",
    )
    assert (tie.private, tie.open, tie.reviewed, tie.version) == (False, False, False, 1)
    assert tie.source == "import relationships.csv"
    contact = peopled.one(Contact)
    assert (contact.name, contact.in_directory) == (None, False)
    assert peopled.one(ContactAddress).address == "jane.doe@acme.example"
    assert sorted(one.basis for one in peopled.all(Affiliation)) == ["domain"]
    halves = peopled.all(HalfTie)
    assert {(one.neighbour_is_colleague, one.steady, one.reviewed) for one in halves} == {
        (True, steady_of(4), False),
        (False, steady_of(4), False),
    }


def test_the_same_file_twice_changes_nothing(peopled):
    lines = [HEAD, JANE, JANE, "raj@ours.example,jane.doe@acme.example,,,,2,,,,yes"]
    peopled.bring("relationships", *lines)
    before = peopled.everything()
    report = peopled.bring("relationships", *lines)
    assert counts(report) == (0, 0, 3, 0)
    assert peopled.everything() == before


def test_an_empty_cell_leaves_things_as_they_are(peopled):
    peopled.bring("relationships", HEAD, JANE)
    report = peopled.bring(
        "relationships", "colleague_email,contact_email,strength", "ana@ours.example,jane.doe@acme.example,"
    )
    assert counts(report) == (0, 0, 1, 0)


def test_new_words_replace_old_ones_and_wait_for_review_again(peopled):
    peopled.bring("relationships", HEAD, JANE, reviewed="asked all on 1 November")
    tie = peopled.one(Relationship)
    assert tie.reviewed
    assert tie.source == "import relationships.csv; reviewed: asked all on 1 November"
    assert counts(peopled.bring("relationships", HEAD, JANE)) == (0, 0, 1, 0)
    assert peopled.one(Relationship).reviewed, "a file that says the same takes no review away"
    report = peopled.bring("relationships", HEAD, JANE.replace(",4,", ",2,"))
    assert counts(report) == (0, 1, 0, 0)
    tie = peopled.one(Relationship)
    assert (tie.strength, tie.reviewed, tie.version) == (2, False, 2)
    assert {(one.steady, one.reviewed) for one in peopled.all(HalfTie)} == {(steady_of(2), False)}


def test_reviewed_does_not_share_what_was_waiting_before(peopled):
    peopled.bring("relationships", HEAD, JANE)
    peopled.bring("relationships", HEAD, JANE.replace(",4,", ",5,"), reviewed="they said so")
    assert not peopled.one(Relationship).reviewed


@pytest.mark.parametrize("words", [{"owner_edited_at": NOW}, {"source": "logged in Slack"}])
def test_an_owners_own_words_stay(peopled, words):
    peopled.bring("relationships", HEAD, JANE)
    peopled.change(peopled.one(Relationship), strength=1, note="mine", **words)
    before = peopled.everything()
    report = peopled.bring("relationships", HEAD, JANE.removesuffix(",") + ",yes")
    assert counts(report) == (0, 0, 1, 0)
    assert report.notes == ("1 row: left as its owner put it.",)
    assert peopled.everything() == before


def test_what_its_owner_removed_stays_removed(peopled):
    peopled.bring("relationships", HEAD, JANE)
    peopled.change(peopled.one(Relationship), removed_at=NOW, strength=None, note=None)
    before = peopled.everything()
    assert counts(peopled.bring("relationships", HEAD, JANE)) == (0, 0, 1, 0)
    assert peopled.everything() == before


def test_private_only_gets_stricter(peopled):
    peopled.bring("relationships", HEAD, JANE, reviewed="yes, all")
    peopled.change(peopled.one(Relationship), open=True)
    report = peopled.bring("relationships", HEAD, JANE + "yes")
    assert counts(report) == (0, 1, 0, 0)
    tie = peopled.one(Relationship)
    assert (tie.private, tie.open, tie.reviewed) == (True, False, True)
    assert {one.private for one in peopled.all(HalfTie)} == {True}
    assert counts(peopled.bring("relationships", HEAD, JANE + "no")) == (0, 0, 1, 0)
    assert peopled.one(Relationship).private


def test_an_older_last_touch_does_not_replace_a_newer_one(peopled):
    peopled.bring("relationships", HEAD, JANE)
    assert counts(peopled.bring("relationships", HEAD, JANE.replace("2026-10-01", "2026-01-01"))) == (0, 0, 1, 0)
    assert peopled.one(Relationship).last_touch == dt.date(2026, 10, 1)


def test_an_objection_keeps_rows_out(peopled):
    peopled.bring("relationships", HEAD, JANE)
    peopled.change(peopled.one(Contact), objected_at=NOW)
    before = peopled.everything()
    report = peopled.bring("relationships", HEAD, JANE, JANE.replace("Ana@", "raj@"))
    assert counts(report) == (0, 0, 0, 2)
    assert "a privacy request is on file" in peopled.rejects(report)
    assert peopled.everything() == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody@ours.example,x@acme.example,,,,,,,,", "nobody@ours.example is no colleague we know"),
        ("ana@ours.example,,,,,,,,,", "contact_email is empty"),
        ("ana@ours.example,not an address,,,,,,,,", "contact_email is 'not an address', which is no e-mail address"),
        ("ana@ours.example,raj@ours.example,,,,,,,,", "raj@ours.example is one of our own people"),
        ("ana@ours.example,other@ours.example,,,,,,,,", "other@ours.example is one of our own people"),
        ("ana@ours.example,x@acme.example,,,,6,,,,", "strength is '6': write a whole number from 1 to 5"),
        ("ana@ours.example,x@acme.example,,,,٣,,,,", "strength is '٣'"),
        ("ana@ours.example,x@acme.example,,,,4.5,,,,", "strength is '4.5'"),
        (
            "ana@ours.example,x@acme.example,,,,,,01/02/2026,,",
            "last_touch is '01/02/2026': write a date like 2026-11-30",
        ),
        ("ana@ours.example,x@acme.example,,,,,,2027-01-01,,", "last_touch is 2027-01-01, which lies in the future"),
        ("ana@ours.example,x@acme.example,,,,,,2026-02-30,,", "last_touch is '2026-02-30'"),
        ("ana@ours.example,x@acme.example,,,,,,,,maybe", "private is 'maybe': write yes or no"),
        (f"ana@ours.example,x@acme.example,{'x' * 201},,,,,,,", "contact_name is longer than 200 characters"),
        (f"ana@ours.example,x@acme.example,,,,,,,{'x' * 2001},", "note is longer than 2000 characters"),
        ("ana@ours.example,x@acme.example,Doe, Jane,,,,,,,,more", "more cells than columns"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(peopled, row, reason):
    before = peopled.everything()
    report = peopled.bring("relationships", HEAD, row)
    assert counts(report) == (0, 0, 0, 1)
    assert f"line 2: {reason}" in peopled.rejects(report)
    assert peopled.everything() == before


def test_rows_that_contradict_each_other(peopled):
    lines = [HEAD, JANE, JANE.replace(",4,", ",5,")]
    for _ in range(2):
        report = peopled.bring("relationships", *lines)
        assert report.rejected == 1
        assert "line 3: line 2 is about the same and says otherwise" in peopled.rejects(report)
    assert report.changed == 0


def test_guests_have_no_relationships(peopled):
    from models.people import Colleague

    peopled.change(peopled.one(Colleague, email="ana@ours.example"), kind="guest")
    assert "in our Slack as guest" in peopled.rejects(peopled.bring("relationships", HEAD, JANE))


def test_names_are_tamed_and_formulas_kept(peopled):
    row = 'ana@ours.example,x@acme.example,"=HYPERLINK(""x"")\n\u202eeoJ",,Somewhere,,,,"two\nlines",'
    assert counts(peopled.bring("relationships", HEAD, row)) == (1, 0, 0, 0)
    tie = peopled.one(Relationship)
    assert tie.contact_name == '=HYPERLINK("x") eoJ'
    assert tie.note == "two\nlines"
    assert (tie.account_name, tie.account_id) == ("Somewhere", None)


def test_an_account_imported_later_is_tied_to_what_colleagues_called_it(peopled):
    peopled.bring("relationships", HEAD, "ana@ours.example,x@elsewhere.example,,,UMBRELLA  Ltd,,,,,")
    assert peopled.all(Affiliation) == []
    peopled.bring("accounts", "name,embargoed", "Umbrella Ltd,yes")
    assert peopled.all(Affiliation) == []
    assert peopled.one(Relationship).account_id is not None
