"""A yes, a withdrawal and the end of the time at the same moment, on PostgreSQL: one of them wins."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.errors import Stale
from bot.introductions import answering, requesting, ticking
from bot.introductions.shown import Standing
from models.introductions import Ask, Introduction
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import FixedClock
from tests.introductions.conftest import opened
from tests.introductions.office import Office, charter

pytestmark = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])


@pytest.fixture
def racers(database: Database, workspace_id: int) -> Office:
    office = opened(database, workspace_id, ("raj", 5))
    office.charter = charter(refuse=[], connectors=1)
    return office


def succeeds(start: Barrier, what: Callable[[], object]) -> bool:
    """Whether it went through, begun when all are ready."""
    start.wait()
    try:
        what()
    except Stale:
        return False
    return True


def race(office: Office, pool: ThreadPoolExecutor) -> str:
    """One request, to which three things happen at once; gives how it ended."""
    asked: Standing = office.asks_for("ana")
    office.ticks()
    (waits,) = office.waits("raj")
    late = FixedClock(asked.answer_by)
    start = Barrier(3)

    def answers() -> object:
        return office.does("raj", answering.answer, office.clock, waits.ask_id, waits.version, "introduce")

    def withdraws() -> object:
        return office.does("ana", requesting.withdraw, office.clock, asked.introduction_id, asked.version)

    def expires() -> int:
        return ticking.tick(office.database, late, office.charter, office.settings)

    said, withdrawn, _ = pool.map(lambda what: succeeds(start, what), (answers, withdraws, expires))
    end = ends_once(office, asked.introduction_id)
    assert (said, withdrawn) == (end == "agreed", end == "withdrawn")
    if end == "agreed":  # else each tick would look whether it may still be done
        office.does("ana", requesting.withdraw, office.clock, asked.introduction_id, asked.version + 1)
    return end


def ends_once(office: Office, introduction_id: int) -> str:
    """The state of a request; everything else must fit it."""
    with office.database.read() as session:
        row = session.get_one(Introduction, (office.workspace_id, introduction_id))
        ask = session.query(Ask).filter_by(introduction_id=introduction_id).one()
        entry = session.query(OutboxEntry).filter_by(subject_id=introduction_id, kind="introduction").one()
        fits = {"agreed": "yes", "withdrawn": "void", "none": "silent"}
        assert (row.version, ask.state, ask.version) == (2, fits[row.state], 2)
        assert row.active == (row.state == "agreed")  # which keeps its place
        assert (entry.state == "dropped") == (row.state == "withdrawn")
        assert (entry.due_at < row.answer_by) == (row.state == "agreed")
        return str(row.state)


def races(office: Office, number: int) -> Counter[str]:
    """So many races, one after the other; the clock goes on between them."""
    ends: Counter[str] = Counter()
    with ThreadPoolExecutor(3) as pool:
        for _ in range(number):
            ends[race(office, pool)] += 1
            office.clock.advance(minutes=1)
            office.clock.at = _at_work(office.clock.at)
    return ends


def _at_work(at: dt.datetime) -> dt.datetime:
    return at if at.hour < 16 else at.replace(hour=9, minute=30) + dt.timedelta(days=1)


def test_one_of_them_wins(racers: Office) -> None:
    ends = races(racers, 100)
    assert sum(ends.values()) == 100
    assert len(ends) >= 2  # else nothing was raced


@pytest.mark.soak
def test_one_of_them_wins_many_times_over(racers: Office) -> None:
    ends = races(racers, 10_000)
    assert sum(ends.values()) == 10_000
    assert len(ends) == 3
