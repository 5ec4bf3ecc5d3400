"""Who reports to whom: lines and their half ties, in step with the directory's seats."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.network.warmth import Warmth
from bot.people.lines import refresh_lines
from bot.settings import Settings
from models.accounts import Affiliation, Contact, Holding, Seat
from models.network import HalfTie, Line
from models.people import Colleague
from tests.people.conftest import Company

HEAD = "contact_email,contact_name,title,reports_to_email,since,until"
JANE = "jane@acme.example,Jane,CFO,,2020-01-01,"
BILL = "bill@acme.example,Bill,Controller,jane@acme.example,,"
STEADY = Warmth.log_odds(Warmth.reporting)


def lines(company: Company) -> set[tuple[str, str]]:
    """Who reports to whom, by name; the half ties are checked to say the same, in both directions."""
    names = {one.id: one.name for one in company.all(Contact)}
    found = {(names[one.contact_id], names[one.superior_id]): one.id for one in company.all(Line)}
    halves = [one for one in company.all(HalfTie) if one.line_id is not None]
    for half in halves:
        assert (half.steady, half.fading, half.informal, half.neighbour_is_colleague) == (STEADY, None, False, False)
        assert (half.reviewed, half.private, half.open, half.relationship_id) == (True, False, False, None)
    assert len(halves) == 2 * len({frozenset(pair) for pair in found})
    tied = {(names[half.node_id], names[half.neighbour_id]) for half in halves}
    assert tied == set(found) | {pair[::-1] for pair in found}
    return set(found)


@pytest.mark.parametrize("rows", [(JANE, BILL), (BILL, JANE)])
def test_a_line_of_seats_is_one_of_people(peopled, rows):
    peopled.bring("org", HEAD, *rows)
    assert lines(peopled) == {("Bill", "Jane")}
    before = peopled.everything()
    peopled.bring("org", HEAD, *rows)
    assert peopled.everything() == before


def test_its_strength_is_a_setting(peopled):
    settings = Settings(_env_file=None, O2O_DOMAINS="ours.example", O2O_REPORTING_STRENGTH="0.3")
    peopled.bring("org", HEAD, JANE, BILL, settings=settings)
    assert {half.steady for half in peopled.all(HalfTie)} == {Warmth.log_odds(0.3)}


def test_whoever_leaves_has_no_line_and_a_successor_has(peopled):
    peopled.bring("org", HEAD, JANE, BILL, "kim@acme.example,Kim,Clerk,bill@acme.example,,")
    assert lines(peopled) == {("Bill", "Jane"), ("Kim", "Bill")}
    peopled.bring("org", HEAD, JANE + "2026-06-30")
    assert lines(peopled) == {("Kim", "Bill")}
    peopled.bring("org", HEAD, "joe@acme.example,Joe,CFO,,2026-07-01,")
    assert lines(peopled) == {("Bill", "Joe"), ("Kim", "Bill")}
    peopled.bring("org", HEAD, BILL.replace("jane", "joe") + "2026-11-01")
    assert lines(peopled) == set()


def test_a_new_superior_takes_the_place_of_the_old_one(peopled):
    peopled.bring("org", HEAD, JANE, BILL, "ceo@acme.example,Cleo,CEO,,,")
    peopled.bring("org", HEAD, BILL.replace("jane", "ceo"))
    assert lines(peopled) == {("Bill", "Cleo")}


def test_two_who_report_to_each_other_are_one_tie(peopled):
    peopled.bring("org", HEAD, JANE, BILL)
    bill, jane = (peopled.one(Contact, name=name).id for name in ("Bill", "Jane"))
    with peopled.database.write() as session:
        made = {"workspace_id": peopled.workspace_id, "account_id": peopled.one(Seat, title="CFO").account_id}
        first = Seat(**made, title="Chair", title_key="chair", source="x", created_at=dt.datetime.now(dt.UTC))
        session.add(first)
        session.flush()
        second = Seat(
            **made,
            title="Auditor",
            title_key="auditor",
            source="x",
            created_at=dt.datetime.now(dt.UTC),
            reports_to_id=first.id,
        )
        session.add(second)
        session.flush()
        held = {"workspace_id": peopled.workspace_id, "source": "x"}
        session.add_all(
            [
                Holding(**held, seat_id=first.id, contact_id=bill),
                Holding(**held, seat_id=second.id, contact_id=jane),
                # Who holds both ends reports to nobody.
                Holding(**held, seat_id=second.id, contact_id=bill),
            ]
        )
        refresh_lines(session, peopled.workspace_id, [jane], Warmth())
    assert lines(peopled) == {("Bill", "Jane"), ("Jane", "Bill")}
    peopled.bring("org", HEAD, BILL + "2026-11-01")
    assert lines(peopled) == {("Jane", "Bill")}


@pytest.mark.parametrize(
    ("ended", "goes_on"),
    [
        ({"until": dt.date(2026, 11, 1)}, False),
        ({"until": dt.date(2999, 1, 1)}, False),
        # What a colleague says of who came or left begins nothing and ends nothing.
        ({"until": dt.date(2026, 11, 1), "ended_by_id": "ana"}, True),
        ({"named_by_id": "ana"}, False),
    ],
)
@pytest.mark.parametrize("end", ["Jane", "Bill"])
def test_what_ends_a_line(peopled, ended, goes_on, end):
    peopled.bring("org", HEAD, JANE, BILL)
    ana = peopled.one(Colleague, email="ana@ours.example").id
    holding = peopled.one(Holding, contact_id=peopled.one(Contact, name=end).id)
    peopled.change(holding, **{name: ana if value == "ana" else value for name, value in ended.items()})
    with peopled.database.write() as session:
        refresh_lines(session, peopled.workspace_id, [holding.contact_id], Warmth())
    assert lines(peopled) == ({("Bill", "Jane")} if goes_on else set())


def test_the_directorys_own_word_takes_the_place_of_a_colleagues(peopled):
    peopled.bring("org", HEAD, JANE, BILL)
    ana = peopled.one(Colleague, email="ana@ours.example").id
    bill, jane = (peopled.one(Holding, contact_id=peopled.one(Contact, name=name).id) for name in ("Bill", "Jane"))
    peopled.change(jane, until=dt.date(2026, 11, 20), ended_by_id=ana)
    peopled.change(bill, named_by_id=ana, named_as="Bill the Clerk")
    assert peopled.bring("org", HEAD, BILL).changed == 1
    bill = peopled.one(Holding, contact_id=bill.contact_id)
    assert (bill.named_by_id, bill.named_as, lines(peopled)) == (None, None, {("Bill", "Jane")})
    assert peopled.bring("org", HEAD, JANE).unchanged == 1, "a file that has not heard ends nothing"
    assert peopled.bring("org", HEAD, JANE + "2026-11-20").changed == 1
    jane = peopled.one(Holding, contact_id=jane.contact_id)
    assert (jane.until, jane.ended_by_id, lines(peopled)) == (dt.date(2026, 11, 20), None, set())
    belongs = [one.until for one in peopled.all(Affiliation, contact_id=jane.contact_id) if one.basis == "seat"]
    assert belongs == [jane.until]


def test_a_person_who_is_erased_takes_their_lines_along(peopled):
    peopled.bring("org", HEAD, JANE, BILL)
    with peopled.database.write() as session:
        session.delete(session.merge(peopled.one(Contact, name="Jane")))
    assert lines(peopled) == set()
    assert peopled.count(HalfTie) == 0
