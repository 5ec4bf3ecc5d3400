"""Importing touches: what they make, what they leave alone, and that nothing is shared before its owner's look."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.network.warmth import Warmth
from bot.people.imports.touches import MOST_ADDRESSED
from bot.people.ties import UNDECLARED
from models.accounts import Affiliation, Contact, ContactAddress
from models.network import HalfTie, Relationship
from models.people import Colleague
from models.touches import Exchange, Touch
from tests.checks.test_docs import ROOT
from tests.conftest import NOW
from tests.people.conftest import Company

CHARTER = load_charter(ROOT / "charter.yaml")
HEAD = "at,from_email,to_email,kind,id"
SENT = "2026-11-01T10:00:00Z,Ana@Ours.example,jane@acme.example,,m1"
ANSWERED = "2026-11-02T12:00+02:00,jane@acme.example,ana@ours.example,email,m2"
AT = [dt.datetime(2026, 11, day, 10, tzinfo=dt.UTC) for day in (1, 2)]
WARMTH = Warmth()


def counts(report: Any) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.rejected


def key(*touches: tuple[dt.datetime, float]) -> float | None:
    """The key of these touches (when, weight)."""
    found = None
    for at, weight in touches:
        found = WARMTH.added(found, at, weight)
    return found


def sees(company: Company, of: str = "raj@ours.example") -> list[tuple[Any, ...]]:
    """All that somebody else could tell of the ties they may know of, warmth included."""
    raj = company.one(Colleague, email=of)
    with company.database.read() as session:
        sight = Sight(session, CHARTER, Viewer(company.workspace_id, raj.id, member=True, external=False), NOW, WARMTH)
        return [tuple(row) for row in session.execute(sight.ties(HalfTie.node_id, sight.warmest))]


def test_what_goes_in(peopled):
    report = peopled.bring("touches", HEAD, SENT, ANSWERED)
    assert (counts(report), report.notes) == ((2, 0, 0, 0), ())
    jane = peopled.one(Contact)
    assert (jane.name, jane.in_directory, jane.purpose) == (None, False, "selling")
    assert peopled.one(ContactAddress).address == "jane@acme.example"
    assert [one.basis for one in peopled.all(Affiliation)] == ["domain"]
    exchange = peopled.one(Exchange)
    assert (exchange.contact_id, exchange.other_contact_id, exchange.last_at) == (jane.id, None, AT[1])
    assert exchange.sent_key == key((AT[0], 1))
    assert exchange.received_key == key((AT[1], 1))
    assert (exchange.both_key, exchange.said_key) == (None, None)
    touches = {one.reference: one for one in peopled.all(Touch)}
    assert (touches["m1"].at, touches["m1"].direction, touches["m1"].others) == (AT[0], "sent", 1)
    assert (touches["m2"].at, touches["m2"].direction, touches["m2"].kind) == (AT[1], "received", "email")
    assert touches["m1"].source == "import touches.csv"
    tie = peopled.one(Relationship)
    assert (tie.evidence, tie.reviewed, tie.private, tie.last_touch, tie.fading) == (
        "waiting",
        False,
        False,
        None,
        None,
    )
    assert {(half.reviewed, half.fading) for half in peopled.all(HalfTie)} == {(False, None)}


def test_with_the_owners_agreement_it_counts_at_once(peopled):
    peopled.bring("touches", HEAD, SENT, ANSWERED, reviewed="asked all on 1 November")
    tie = peopled.one(Relationship)
    assert (tie.evidence, tie.reviewed, tie.last_touch) == ("counts", True, AT[1].date())
    assert tie.source == "import touches.csv; reviewed: asked all on 1 November"
    assert tie.fading == pytest.approx(key((AT[0], 1), (AT[1], 1)), abs=1e-9)
    assert {half.fading for half in peopled.all(HalfTie)} == {tie.fading}
    later = "2026-11-20,ana@ours.example,jane@acme.example,,m3"
    peopled.bring("touches", HEAD, later)
    tie = peopled.one(Relationship)
    assert (tie.evidence, tie.last_touch) == ("counts", dt.date(2026, 11, 20)), "what counts goes on counting"
    assert {half.fading for half in peopled.all(HalfTie)} == {tie.fading}


def test_mail_in_one_direction_only_is_no_tie(peopled):
    assert peopled.bring("touches", HEAD, SENT, SENT.replace("m1", "m9")).added == 2
    assert (peopled.count(Exchange), peopled.count(Relationship), peopled.count(HalfTie)) == (1, 0, 0)
    peopled.bring("touches", HEAD, ANSWERED)
    assert peopled.count(Relationship) == 1


def test_a_meeting_ties_everybody_in_it(peopled):
    row = "1764000000,jane@acme.example,ana@ours.example;bill@acme.example;raj@ours.example,Meeting,"
    report = peopled.bring("touches", HEAD, row.replace("1764000000", "1762000000"), reviewed="yes")
    assert (counts(report), report.notes) == ((1, 0, 0, 0), ())
    # Two of ours with two of theirs, and those two with each other; ours with ours say nothing.
    assert (peopled.count(Exchange), peopled.count(Touch), peopled.count(Relationship)) == (5, 5, 4)
    at = dt.datetime.fromtimestamp(1762000000, dt.UTC)
    assert {(one.direction, one.others, one.at) for one in peopled.all(Touch)} == {("both", 3, at)}
    assert {one.fading for one in peopled.all(Relationship)} == {key((at, 4 / 3))}
    (halves,) = [one for one in peopled.all(Exchange) if one.other_contact_id is not None]
    assert halves.contact_id < halves.other_contact_id


def test_a_call_counts_twice_a_mail(peopled):
    peopled.bring("touches", HEAD, SENT.replace(",,m1", ",CALL,c1"), reviewed="yes")
    assert peopled.one(Relationship).fading == key((AT[0], 2))


def test_two_contacts_who_write_to_each_other_are_tied_informally(peopled):
    there = SENT.replace("Ana@Ours.example", "bill@acme.example")
    back = ANSWERED.replace("ana@ours.example", "bill@acme.example;raj@ours.example")
    peopled.bring("touches", HEAD, there)
    assert peopled.count(HalfTie) == 0
    peopled.bring("touches", HEAD, back)
    between = next(one for one in peopled.all(Exchange) if one.other_contact_id is not None)
    halves = peopled.all(HalfTie)
    assert {(half.node_id, half.neighbour_id) for half in halves} == {
        (between.contact_id, between.other_contact_id),
        (between.other_contact_id, between.contact_id),
    }
    expected = pytest.approx(key((AT[0], 1), (AT[1], 1 / 2)), abs=1e-9)
    for half in halves:
        assert (half.informal, half.steady, half.exchange_id) == (True, None, between.id)
        assert (half.neighbour_is_colleague, half.relationship_id, half.fading) == (False, None, expected)
    peopled.bring("touches", HEAD, there.replace("m1", "m7"))
    assert len(peopled.all(HalfTie)) == 2
    assert {half.fading > key((AT[0], 1), (AT[1], 1 / 2)) for half in peopled.all(HalfTie)} == {True}


def test_the_same_file_twice_changes_nothing(peopled):
    lines = [HEAD, SENT, ANSWERED, SENT, "2026-11-03,ana@ours.example,jane@acme.example;bill@acme.example,meeting,"]
    peopled.bring("touches", *lines)
    before = peopled.everything()
    for reviewed in (None, "later they agreed"):
        report = peopled.bring("touches", *lines, reviewed=reviewed)
        assert counts(report) == (0, 0, 4, 0)
        assert peopled.everything() == before


def test_a_message_counts_once_whatever_file_it_comes_in_with(peopled):
    peopled.bring("touches", HEAD, SENT, ANSWERED, "2026-11-03,ana@ours.example,jane@acme.example,,")
    path = peopled.folder / "other.csv"
    rows = [
        "id,to_email,from_email,at",
        "m1,jane@acme.example,ana@ours.example,2026-11-01T10:00:01Z",
        ",JANE@acme.example,ana@ours.example,2026-11-03T00:00Z",
        f"{'m' * 300},jane@acme.example,ana@ours.example,2026-11-03T00:00Z",
        "said:2026-11-03,jane@acme.example,ana@ours.example,2026-11-03T00:00Z",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert counts(peopled.bring_file("touches", path)) == (2, 0, 2, 0)
    references = {one.reference for one in peopled.all(Touch)}
    assert len(references) == 5
    assert max(map(len, references)) <= 80
    assert not [one for one in references if one.startswith("said:")]


def test_a_message_to_many_says_nothing(peopled):
    people = ";".join(f"p{n}@acme.example" for n in range(MOST_ADDRESSED + 1))
    report = peopled.bring("touches", HEAD, f"2026-11-01,ana@ours.example,{people},,m1")
    assert counts(report) == (0, 0, 1, 0)
    assert report.notes == ("1 row: addressed to more than 30 people, which says nothing of any two of them.",)
    assert (peopled.count(Contact), peopled.count(Exchange)) == (0, 0)
    fewer = people.rpartition(";")[0]
    assert peopled.bring("touches", HEAD, f"2026-11-01,ana@ours.example,{fewer},,m1").added == 1
    assert {one.others for one in peopled.all(Touch)} == {MOST_ADDRESSED}


def test_our_own_people_among_themselves_say_nothing(peopled):
    peopled.bring("colleagues", "email,name", "guest@partner.example,Guest")
    peopled.change(peopled.one(Colleague, email="guest@partner.example"), kind="guest")
    before = peopled.everything()
    report = peopled.bring(
        "touches",
        HEAD,
        "2026-11-01,ana@ours.example,raj@ours.example,,m1",
        "2026-11-01,ana@ours.example,ana@ours.example,,m2",
        "2026-11-01,robot@ours.example,jane@acme.example,,m3",
        "2026-11-01,jane@acme.example,guest@partner.example,,m4",
    )
    assert counts(report) == (0, 0, 4, 0)
    assert set(report.notes) == {
        "1 row: between our own people only.",
        "1 row: addressed to nobody but its sender.",
        "1 row: an address at our own domains that is no colleague's was passed over: import colleagues first.",
        "1 row: somebody in our Slack who is not one of our own people was passed over.",
    }
    assert peopled.everything() == before


def test_an_objection_leaves_that_pair_out(peopled):
    peopled.bring("touches", HEAD, SENT)
    peopled.change(peopled.one(Contact), objected_at=NOW)
    before = peopled.everything()
    report = peopled.bring("touches", HEAD, ANSWERED)
    assert counts(report) == (0, 0, 1, 0)
    assert report.notes == ("1 row: somebody with a privacy request on file was left out.",)
    assert peopled.everything() == before
    both = ANSWERED.replace(
        "jane@acme.example,ana@ours.example", "ana@ours.example,jane@acme.example;bill@acme.example"
    )
    report = peopled.bring("touches", HEAD, both.replace("m2", "m3"))
    assert counts(report) == (1, 0, 0, 0), "the others are in touch all the same"
    assert peopled.count(Touch) == 2


def test_what_its_owner_removed_stays_removed(peopled):
    peopled.bring("touches", HEAD, SENT, ANSWERED)
    tie = peopled.one(Relationship)
    with peopled.database.write() as session:
        session.merge(tie).wipe(NOW)
    before = peopled.everything()
    report = peopled.bring("touches", HEAD, SENT.replace("m1", "m3"), ANSWERED.replace("m2", "m4"))
    assert counts(report) == (0, 0, 2, 0)
    assert report.notes == ("2 rows: stays removed, as its owner wished.",)
    assert peopled.everything() == before


def test_a_tie_that_was_logged_or_imported_before_is_the_same_one(peopled):
    words = "colleague_email,contact_email,strength,last_touch", "ana@ours.example,jane@acme.example,,2026-11-10"
    peopled.bring("relationships", *words, reviewed="yes")
    before = sees(peopled)
    assert len(before) == 1
    peopled.bring("touches", HEAD, SENT, ANSWERED)
    tie = peopled.one(Relationship)
    assert (tie.evidence, tie.reviewed, tie.fading, tie.last_touch) == ("waiting", True, None, dt.date(2026, 11, 10))
    assert sees(peopled) == before, "what waits for its owner changes nothing for others"
    assert before[0][1] == Warmth.log_odds(UNDECLARED)


def test_what_waits_does_not_keep_a_relationship_longer(peopled):
    peopled.bring(
        "relationships", "colleague_email,contact_email", "ana@ours.example,jane@acme.example", reviewed="yes"
    )
    peopled.change(peopled.one(Relationship), updated_at=NOW - dt.timedelta(days=700))
    peopled.bring("touches", HEAD, SENT, ANSWERED)
    tie = peopled.one(Relationship)
    assert (tie.updated_at, tie.version) == (NOW - dt.timedelta(days=700), 3)


@pytest.mark.parametrize(("evidence", "after"), [(None, "counts"), ("waiting", "waiting"), ("left_out", "left_out")])
def test_agreement_to_a_later_file_does_not_undo_what_was_said_before(peopled, evidence, after):
    words = "colleague_email,contact_email", "ana@ours.example,jane@acme.example"
    peopled.bring("relationships", *words, reviewed="yes")
    peopled.change(peopled.one(Relationship), evidence=evidence)
    peopled.bring("touches", HEAD, SENT, ANSWERED, reviewed="yes")
    tie = peopled.one(Relationship)
    assert tie.evidence == after
    assert (tie.fading is not None) == (tie.last_touch is not None) == (after == "counts")


@pytest.mark.parametrize("reviewed", [None, "yes"])
def test_nothing_new_is_seen_by_others_before_the_owner_has_looked(peopled, reviewed):
    peopled.bring("touches", HEAD, SENT, ANSWERED, reviewed=reviewed)
    assert bool(sees(peopled)) is (reviewed is not None)


def test_two_addresses_of_one_person_are_one(peopled):
    peopled.bring("touches", HEAD, SENT)
    jane = peopled.one(Contact)
    with peopled.database.write() as session:
        session.add(
            ContactAddress(
                workspace_id=peopled.workspace_id, contact_id=jane.id, address="j@home.example", domain="home.example"
            )
        )
    report = peopled.bring(
        "touches",
        HEAD,
        "2026-11-05,ana@ours.example,jane@acme.example;j@home.example,,m5",
        "2026-11-05,j@home.example,jane@acme.example,,m6",
    )
    assert counts(report) == (1, 0, 1, 0)
    assert (peopled.count(Exchange), peopled.count(Touch)) == (1, 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",ana@ours.example,jane@acme.example,,", "at is empty: it is needed"),
        ("yesterday,ana@ours.example,jane@acme.example,,", "at is 'yesterday': write a time like 2026-11-30T09:30Z"),
        ("20261101,ana@ours.example,jane@acme.example,,", "at is '20261101': write a time like"),
        ("1762000000000,ana@ours.example,jane@acme.example,,", "at is '1762000000000': write a time like"),
        ("2026-02-30,ana@ours.example,jane@acme.example,,", "at is '2026-02-30': write a time like"),
        ("0001-01-01T00:00+05:00,ana@ours.example,jane@acme.example,,", "at is '0001-01-01T00:00+05:00': write"),
        ("2026-11-23T09:31Z,ana@ours.example,jane@acme.example,,", "at is '2026-11-23T09:31Z', which lies in the fut"),
        ("99999999999,ana@ours.example,jane@acme.example,,", "at is '99999999999', which lies in the future"),
        ("2026-11-01,,jane@acme.example,,", "from_email is empty: it is needed"),
        ("2026-11-01,ana,jane@acme.example,,", "from_email is 'ana', which is no e-mail address"),
        ("2026-11-01,ana@ours.example, ; ,,", "to_email is empty: it is needed"),
        ("2026-11-01,ana@ours.example,jane@acme.example;x,,", "to_email is 'x', which is no e-mail address"),
        ("2026-11-01,ana@ours.example,jane@acme.example,fax,", "kind is 'fax': write email, call or meeting"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(peopled, row, reason):
    before = peopled.everything()
    report = peopled.bring("touches", HEAD, row)
    assert counts(report) == (0, 0, 0, 1)
    assert f"line 2: {reason}" in peopled.rejects(report)
    assert peopled.everything() == before


def test_one_id_for_two_messages(peopled):
    report = peopled.bring("touches", HEAD, SENT, SENT.replace("2026-11-01", "2026-11-02"))
    assert counts(report) == (1, 0, 0, 1)
    assert "line 3: line 2 is about the same and says otherwise" in peopled.rejects(report)
