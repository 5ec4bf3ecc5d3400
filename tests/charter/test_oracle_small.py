"""The smallest worlds in which oracle, Python and query did not agree at some time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from models.session import Database
from tests.charter.oracle_world import Account, Colleague, Contact, Deal, Holding, Relationship, World
from tests.charter.test_oracle import law, look_around
from tests.charter.worlds import TODAY, VERSIONS, write_world

DAY = dt.timedelta(days=1)
CLEARED = frozenset({1})


def disagreements(database: Database, folder: Path, *worlds: World) -> list[str]:
    """Where the three don't agree under the default charter, in worlds that share a database."""
    under = law(folder, 0)
    for number, world in enumerate(worlds, start=1):
        with database.write() as session:
            write_world(session, number, world)
    with database.read() as session:
        return [
            line
            for number, world in enumerate(worlds, start=1)
            for _, complaints in look_around(session, under, number, world)
            for line in complaints
        ]


def small_world(accounts: list[Account], contacts: list[Contact], tie: Relationship | None = None) -> World:
    """Colleague 2 knows contact 21, and colleague 1 is on a deal with account 11; both look, and so does a channel."""
    return World(
        version=VERSIONS[0],
        today=TODAY,
        colleagues={1: Colleague(1), 2: Colleague(2)},
        accounts={account.id: account for account in accounts},
        contacts={contact.id: contact for contact in contacts},
        relationships={31: tie or Relationship(31, owner=2, contact=21)},
        deals={41: Deal(41, account=11, team=CLEARED)} if accounts else {},
    )


@pytest.mark.parametrize(
    ("accounts", "contacts", "tie"),
    [
        pytest.param([], [Contact(21)], None, id="a channel sees nothing by way of relationships"),
        pytest.param(
            [Account(11, domains=("zeta.test",), embargoed=True)],
            [Contact(21), Contact(22, addresses=("cfo@zeta.test",))],
            None,
            id="the embargo of one account is not that of a contact elsewhere",
        ),
        pytest.param(
            [Account(11, domains=("acme.test",), embargoed=True), Account(12, ("zeta.test",), cleared=CLEARED)],
            [Contact(21, addresses=("cfo@acme.test",)), Contact(22, addresses=("cfo@zeta.test",))],
            None,
            id="who is cleared for one account is not cleared for the contacts of another",
        ),
        pytest.param(
            [Account(11, domains=("acme.test",), embargoed=True), Account(12, ("zeta.test",), cleared=CLEARED)],
            [Contact(21, addresses=("cfo@acme.test", "cfo@zeta.test"))],
            None,
            id="nor for one contact at both",
        ),
        pytest.param(
            [Account(11, embargoed=True, cleared=CLEARED)],
            [Contact(21)],
            Relationship(31, owner=1, contact=21, account=11),
            id="nobody lets themselves in by saying where somebody works",
        ),
        pytest.param(
            [Account(11, cleared=CLEARED, domains=("acme.test",)), Account(12, sensitive=True)],
            [Contact(21, addresses=("cfo@acme.test",))],
            Relationship(31, owner=2, contact=21, account=12),
            id="what is only said may take a clearance away",
        ),
    ],
)
def test_small_worlds(
    database: Database, tmp_path: Path, accounts: list[Account], contacts: list[Contact], tie: Relationship | None
) -> None:
    assert disagreements(database, tmp_path, small_world(accounts, contacts, tie)) == []


def test_acceptance_of_another_version_is_none(database: Database, tmp_path: Path) -> None:
    world = small_world([], [Contact(21, in_directory=True)])
    for key, version in enumerate((None, VERSIONS[0] - 1, VERSIONS[0], VERSIONS[0] + 1), start=1):
        world.colleagues[key] = Colleague(key, accepted=version)
    assert disagreements(database, tmp_path, world) == []


def test_a_workspace_hides_nothing_in_another(database: Database, tmp_path: Path) -> None:
    """The same ids twice: under embargo, objected and private in one workspace, at ease in the other."""
    at_ease = small_world([Account(11, domains=("acme.test",))], [Contact(21, ("cfo@acme.test",), in_directory=True)])
    guarded = replace(
        at_ease,
        accounts={11: Account(11, domains=("acme.test",), embargoed=True, sensitive=True)},
        contacts={21: Contact(21, ("cfo@acme.test",), objected=True, do_not_contact=True)},
        relationships={31: Relationship(31, owner=2, contact=21, private=True, reviewed=False)},
        deals={},
    )
    assert disagreements(database, tmp_path, at_ease, guarded) == []


LATER = dt.date(2100, 1, 1)
"""Not the day on which the rows are written."""


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (TODAY, None),
        (TODAY, TODAY - DAY),
        (TODAY, TODAY),
        (TODAY, TODAY + DAY),
        (LATER, None),
        (LATER, LATER - DAY),
        (LATER, LATER),
        (LATER, LATER + DAY),
    ],
)
def test_a_seat_counts_until_its_last_day(
    database: Database, tmp_path: Path, today: dt.date, until: dt.date | None
) -> None:
    seat = Holding(11, until)
    world = small_world([Account(11, embargoed=True)], [Contact(21, holdings=(seat,), in_directory=True)])
    assert disagreements(database, tmp_path, replace(world, today=today)) == []
