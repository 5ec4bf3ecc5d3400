"""Four workers at once that die at any statement: each move is looked at, and each thing told, once."""

from __future__ import annotations

import multiprocessing
import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.deals import nudging
from bot.settings import Settings
from models.deals import Gap, StageRecord
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import FixedClock
from tests.deals.desk import CHARTER, PLAYBOOKS, Desk

WORKERS = 4
DIES = 0.004
"""How likely a worker dies at a statement: about every second or third look."""


class Killed(BaseException):
    """What a worker that is killed does: nothing more."""


def filled(database: Database, workspace_id: int, deals: int) -> Desk:
    """Deals that have all moved, at night, in channels and without."""
    desk = Desk(database, workspace_id)
    made = [
        desk.deal(name=f"Deal {number}", stage="Discovery", channel_id=f"C{number}" if number % 2 else None)
        for number in range(deals)
    ]
    for number, deal_id in enumerate(made):
        desk.moves(deal_id, "Evaluation")
        if number % 3 == 0:
            desk.clock.advance(seconds=1)
            desk.moves(deal_id, "Comparing suppliers", "buying")
    return desk


def ticks(database: Database, clock: FixedClock) -> int:
    """One worker's tick; a database that is busy is left for the next."""
    try:
        return nudging.tick(database, clock, CHARTER, Settings(_env_file=None), PLAYBOOKS)
    except OperationalError:
        return 1


def once_each(desk: Desk, deals: int, *, escalated: bool) -> None:
    """What must hold once all is quiet."""
    with desk.database.read() as session:
        assert session.scalars(select(StageRecord.id).where(StageRecord.looked_at.is_(None))).all() == []
        gaps = session.scalars(select(Gap)).all()
        told = session.scalars(select(OutboxEntry)).all()
    needs = {"champion", "economic", "technical", "coach"}
    asked = [one for one in gaps if one.key in needs]
    assert len(asked) == deals * len(needs)
    assert {one.version for one in asked} == {1}
    nudges = [one for one in told if one.kind == "nudge"]
    # Of a deal that moved on both sides at once each move is told of, the second in place of the first.
    assert len(nudges) == deals + len(range(0, deals, 3))
    assert len({one.subject_id for one in nudges}) == len(nudges)
    # Told again by a second worker, it would be wanted twice; a second move brings the first message up to date.
    assert sum(one.wanted == 1 for one in nudges) >= deals
    escalations = [one for one in told if one.kind == "escalated"]
    assert len(escalations) == (deals if escalated else 0)
    assert {one.wanted for one in escalations} <= {1}
    assert all((one.escalated_at is not None) is escalated for one in asked)


@pytest.fixture
def dying(database: Database) -> Any:
    """Anything may be the last that a worker does, until it is set."""
    over, chance = Event(), random.Random(7)  # noqa: S311 no secret

    def dies(*_: object) -> None:
        if not over.is_set() and chance.random() < DIES:
            raise Killed

    yield lambda: event.listen(database.engine, "before_cursor_execute", dies), over
    over.set()


def test_whoever_dies_whenever_everything_is_told_once(database: Database, workspace_id: int, dying: Any) -> None:
    deals = 12
    desk = filled(database, workspace_id, deals)
    begin, over = dying
    begin()
    kills = 0

    def worker(_number: int) -> int:
        died = 0
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if not ticks(database, desk.clock):
                    return died
            except Killed:
                died += 1
        return died

    for days in (0, 5):
        over.clear()
        desk.clock.advance(days=days)
        with ThreadPoolExecutor(WORKERS) as pool:
            kills += sum(pool.map(worker, range(WORKERS)))
        over.set()
        while ticks(database, desk.clock):
            pass
        once_each(desk, deals, escalated=bool(days))
    assert kills >= 2  # else nothing was tried


def work(url: str, clock: FixedClock) -> None:
    """A worker of its own process."""
    database = Database(url, patience=30)
    while True:
        ticks(database, clock)
        time.sleep(0.01)


@pytest.mark.soak
def test_processes_that_are_killed_tell_everything_once(database: Database, workspace_id: int) -> None:
    deals, chance = 120, random.Random(11)  # noqa: S311 no secret
    desk = filled(database, workspace_id, deals)
    url = database.engine.url.render_as_string(hide_password=False)
    spawn = multiprocessing.get_context("spawn")
    for days in (0, 5):
        desk.clock.advance(days=days)
        running = [spawn.Process(target=work, args=(url, desk.clock)) for _ in range(WORKERS)]
        for one in running:
            one.start()
        for _ in range(25):
            time.sleep(0.3 + chance.random())
            place = chance.randrange(WORKERS)
            running[place].kill()
            running[place].join(10)
            running[place] = spawn.Process(target=work, args=(url, desk.clock))
            running[place].start()
        for one in running:
            one.kill()
            one.join(10)
        while ticks(database, desk.clock):
            pass
        once_each(desk, deals, escalated=bool(days))
