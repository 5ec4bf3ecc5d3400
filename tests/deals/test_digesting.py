"""Digests are put down once each, by everybody's clock, in statements that many deals make no more of."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.deals import digesting, rooms
from bot.settings import Settings
from models.base import new_id
from models.deals import Deal, ProposedMember
from models.digests import Digest, DigestSettings
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import NOW, FixedClock
from tests.deals.desk import CHARTER, PLAYBOOKS, Desk
from tests.deals.test_claims import DIES, WORKERS, Killed

MONDAY = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
"""The first Monday after the workspace was made; its readers are in Amsterdam, an hour ahead, but for some."""

QUIET = next(one for one in PLAYBOOKS.all if one.quiet)


@pytest.fixture
def desk(database: Database, workspace_id: int) -> Desk:
    found = Desk(database, workspace_id)
    for name in ("raj", "zoe", "mia", "kim", "pia", "tom", "lee", "ana"):
        found.changes(name, tz="Europe/London", slack_user_id=f"U{name}")
    found.changes("ana", manager_id=found.ids["mia"])
    found.clock.at = MONDAY
    return found


def ticks(desk: Desk, clock: FixedClock | None = None) -> int:
    return digesting.tick(desk.database, clock or desk.clock, CHARTER, Settings(_env_file=None), PLAYBOOKS)


def wants(desk: Desk, **values: Any) -> None:
    """An administrator has chosen."""
    with desk.database.write() as session:
        row = session.scalar(select(DigestSettings))
        if row is None:
            as_they_come: dict[str, Any] = {"id": new_id(), "since": NOW, "changed_at": NOW, "version": 0}
            session.add(row := DigestSettings(workspace_id=desk.workspace_id, **as_they_come))
        for name, value in {"version": row.version + 1, **values}.items():
            setattr(row, name, value)


def put_down(desk: Desk) -> list[tuple[str, dt.date]]:
    """The digests there are: of a deal by its channel's name, of a person by theirs."""
    names = {number: name for name, number in desk.ids.items()}
    with desk.database.read() as session:
        found = session.scalars(select(Digest)).all()
        return sorted((names.get(one.colleague_id or 0, "a deal"), one.day) for one in found)


def entries(desk: Desk) -> list[OutboxEntry]:
    with desk.database.read() as session:
        kinds = (rooms.DIGEST, digesting.PERSON)
        return list(session.scalars(select(OutboxEntry).where(OutboxEntry.kind.in_(kinds))))


def test_at_the_hour_each_reader_has_one_and_no_worker_makes_a_second(desk: Desk) -> None:
    desk.deal(name="Acme", channel_id="C1")
    desk.clock.at = MONDAY - dt.timedelta(minutes=1)
    assert ticks(desk) == 0
    desk.clock.at = MONDAY
    assert ticks(desk) == 4
    day = MONDAY.date()
    # The lead, whoever is on the team, the lead's manager, and the channel; nobody who has nothing to read.
    assert put_down(desk) == [("a deal", day), ("ana", day), ("lee", day), ("mia", day)]
    assert ticks(desk) == 0
    assert ticks(desk, FixedClock(MONDAY + dt.timedelta(minutes=5))) == 0
    told = entries(desk)
    assert sorted((one.kind, one.room or "") for one in told) == [("digest_deal", "C1"), *[("digest_person", "")] * 3]
    assert {one.lapses_at for one in told} == {dt.datetime(2026, 12, 1, tzinfo=dt.UTC)}
    desk.clock.at = MONDAY + dt.timedelta(days=1)
    assert ticks(desk) == 0
    desk.clock.at = MONDAY + dt.timedelta(days=7)
    assert ticks(desk) == 4


def test_how_a_deal_stands_is_kept_without_a_name(desk: Desk) -> None:
    deal_id = desk.deal(name="Acme", channel_id="C1")
    desk.contact("Jane", deal_id, buying_role="economic buyer")
    ticks(desk)
    with desk.database.read() as session:
        stood = session.scalars(select(Digest.stood).where(Digest.deal_id == deal_id)).one()
    assert set(json.loads(stood)) == {str(deal_id)}
    assert json.loads(stood)[str(deal_id)]["economic buyer"] == ["unknown", 1]
    assert "Jane" not in stood


def test_each_goes_by_their_own_clock_and_a_channel_by_its_leads(desk: Desk) -> None:
    desk.changes("mia", tz="America/New_York")
    desk.changes("lee", tz="Asia/Tokyo")
    desk.deal(name="Acme", channel_id="C1")
    desk.clock.at = MONDAY - dt.timedelta(hours=8)
    ticks(desk)
    assert [name for name, _ in put_down(desk)] == ["lee"]
    desk.clock.at = MONDAY
    ticks(desk)
    assert [name for name, _ in put_down(desk)] == ["a deal", "ana", "lee"]
    desk.clock.at = MONDAY + dt.timedelta(hours=5)
    ticks(desk)
    assert [name for name, _ in put_down(desk)] == ["a deal", "ana", "lee", "mia"]
    lapses = {one.recipient_id: one.lapses_at for one in entries(desk)}
    assert lapses[desk.ids["mia"]] == dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC)
    assert lapses[desk.ids["lee"]] == dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC)


def test_whoever_comes_to_a_clock_that_was_looked_at_has_theirs_once(desk: Desk) -> None:
    """On the day of it: Mia herself, and a channel whose deal has another lead."""
    for name in ("mia", "ana"):
        desk.changes(name, tz="America/New_York")
    deal_id = desk.deal(name="Acme", channel_id="C1")
    ticks(desk)
    assert [name for name, _ in put_down(desk)] == ["lee"]
    desk.changes("mia", tz="Europe/London", manager_id=desk.ids["ana"])
    desk.changes("lee", manager_id=desk.ids["mia"])
    with desk.database.write() as session:
        session.get_one(Deal, (desk.workspace_id, deal_id)).owner_id = desk.ids["lee"]
    desk.clock.at += dt.timedelta(minutes=59)
    assert ticks(desk) == 0  # it is looked once an hour
    desk.clock.at += dt.timedelta(minutes=1)
    assert ticks(desk) == 2
    assert [name for name, _ in put_down(desk)] == ["a deal", "lee", "mia"]
    desk.changes("lee", tz="America/New_York")  # has had theirs, and so has the channel
    desk.clock.at += dt.timedelta(hours=4)
    ticks(desk)
    assert [name for name, _ in put_down(desk)] == ["a deal", "ana", "lee", "mia"]
    desk.clock.at += dt.timedelta(hours=1)
    assert ticks(desk) == 0
    assert len(entries(desk)) == 4


def test_a_fixed_zone_a_day_and_an_hour_hold_for_all(desk: Desk) -> None:
    desk.deal(name="Acme", channel_id="C1")
    wants(desk, weekday=2, minute=16 * 60 + 30, zone="Asia/Tokyo")
    assert ticks(desk) == 0
    desk.clock.at = dt.datetime(2026, 12, 2, 7, 30, tzinfo=dt.UTC)
    assert ticks(desk) == 4
    assert {day for _, day in put_down(desk)} == {dt.date(2026, 12, 2)}


@pytest.mark.parametrize(
    ("what", "left"),
    [({"in_channels": False}, {"ana", "lee", "mia"}), ({"to_people": False}, {"a deal"})],
)
def test_what_an_administrator_turned_off_is_not_put_down(desk: Desk, what: dict[str, bool], left: set[str]) -> None:
    desk.deal(name="Acme", channel_id="C1")
    wants(desk, **what)
    ticks(desk)
    assert {name for name, _ in put_down(desk)} == left


def test_what_would_have_begun_before_it_was_wanted_is_not_made_up_for(desk: Desk) -> None:
    desk.deal(name="Acme", channel_id="C1")
    wants(desk, since=MONDAY + dt.timedelta(minutes=1))
    desk.clock.at = MONDAY + dt.timedelta(hours=1)
    assert ticks(desk) == 0
    desk.clock.at = MONDAY + dt.timedelta(days=7)
    assert ticks(desk) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"is_open": False, "outcome": "won"},
        {"channel_id": None},
        {"channel_trouble": "shared"},
        {"playbook": QUIET.id},
    ],
)
def test_a_channel_in_which_nothing_can_be_said_has_none(desk: Desk, values: dict[str, Any]) -> None:
    desk.deal(name="Acme", **{"channel_id": "C1", **values})
    ticks(desk)
    assert "a deal" not in {name for name, _ in put_down(desk)}


def test_an_account_that_not_every_member_knows_is_not_spoken_of(desk: Desk, database: Database) -> None:
    from models.accounts import Account

    with database.write() as session:
        of = {"workspace_id": desk.workspace_id, "source": "crm", "created_at": NOW}
        account = Account(name="Secret", name_key="secret", embargoed=True, **of)
        session.add(account)
        session.flush()
        number = account.id
    desk.deal(name="Acme", channel_id="C1", account_id=number)
    ticks(desk)
    assert "a deal" not in {name for name, _ in put_down(desk)}


def test_who_is_proposed_for_a_deal_has_one_as_they_see_it(desk: Desk) -> None:
    deal_id = desk.deal(name="Acme")
    of = {"workspace_id": desk.workspace_id, "deal_id": deal_id, "proposed_by_id": desk.ids["lee"], "proposed_at": NOW}
    with desk.database.write() as session:
        session.add(ProposedMember(id=new_id(), colleague_id=desk.ids["raj"], seller_role="coach", **of))
        turned = {"declined_at": NOW, "seller_role": "coach", **of}
        session.add(ProposedMember(id=new_id(), colleague_id=desk.ids["zoe"], **turned))
    ticks(desk)
    assert {name for name, _ in put_down(desk)} == {"ana", "lee", "mia", "raj"}


def test_many_deals_make_no_more_statements(desk: Desk) -> None:
    counts = []
    for number in range(6):
        if number in (1, 6 - 1):
            desk.clock.at += dt.timedelta(days=7)
            statements: list[str] = []

            def noted(*given: Any, into: list[str] = statements) -> None:
                into.append(given[2])

            event.listen(desk.database.engine, "before_cursor_execute", noted)
            ticks(desk)
            event.remove(desk.database.engine, "before_cursor_execute", noted)
            counts.append(len(statements))
        deal_id = desk.deal(name=f"Deal {number}", channel_id=f"C{number}")
        desk.contact(f"Jane{number}", deal_id, buying_role="economic buyer")
    assert counts[0] == counts[1]
    assert counts[0] < 60


def test_whoever_dies_whenever_each_digest_is_there_once(desk: Desk) -> None:
    deals = 12
    for number in range(deals):
        desk.deal(name=f"Deal {number}", channel_id=f"C{number}")
    over, chance = Event(), random.Random(7)  # noqa: S311 no secret

    def dies(*_: object) -> None:
        if not over.is_set() and chance.random() < DIES * 4:
            raise Killed

    event.listen(desk.database.engine, "before_cursor_execute", dies)
    kills = 0

    def worker(number: int) -> int:
        died, until = 0, time.monotonic() + 20
        mine = FixedClock(desk.clock.at + dt.timedelta(minutes=number))  # nobody's clock is quite another's
        while time.monotonic() < until:
            try:
                if not ticks(desk, mine):
                    return died
            except Killed:
                died += 1
            except OperationalError:
                continue
        return died

    for week in range(2):
        over.clear()
        desk.clock.at = MONDAY + dt.timedelta(days=7 * week)
        with ThreadPoolExecutor(WORKERS) as pool:
            kills += sum(pool.map(worker, range(WORKERS)))
        over.set()
        ticks(desk)
        day = desk.clock.at.date()
        assert [one for one in put_down(desk) if one[1] == day] == [
            *[("a deal", day)] * deals,
            ("ana", day),
            ("lee", day),
            ("mia", day),
        ]
        told = [one.subject_id for one in entries(desk)]
        assert len(told) == len(set(told)) == (deals + 3) * (week + 1)
        assert {one.wanted for one in entries(desk)} == {1}
    event.remove(desk.database.engine, "before_cursor_execute", dies)
    assert kills >= 2  # else nothing was tried


def test_after_thirteen_weeks_they_are_forgotten(desk: Desk) -> None:
    desk.deal(name="Acme", channel_id="C1")
    ticks(desk)
    for weeks, left in ((13, 4), (14, 0)):
        desk.clock.at = MONDAY + dt.timedelta(weeks=weeks)
        with desk.database.write() as session:
            digesting.forget_old(session, desk.clock, desk.workspace_id)
        assert len(put_down(desk)) == left
