"""A run of the clock is claimed once, and again only when it came to nothing."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import runs
from models.session import Database
from tests.conftest import FixedClock


def claimed(database: Database, workspace_id: int, job: str, slot: str) -> bool:
    with database.write() as session:
        return runs.claim_run(session, FixedClock(), workspace_id, job, slot)


def test_one_of_many_workers_claims_it(database: Database, workspace_id: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: claimed(database, workspace_id, "receipts", "2026-11"), range(16)))
    assert sum(won) == 1
    assert claimed(database, workspace_id, "receipts", "2026-12")
    assert claimed(database, workspace_id, "reminders", "2026-11")


def test_a_run_that_failed_may_be_claimed_again(database: Database, workspace_id: int) -> None:
    def fails() -> None:
        with database.write() as session:
            assert runs.claim_run(session, FixedClock(), workspace_id, "receipts", "2026-11")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert claimed(database, workspace_id, "receipts", "2026-11")


def test_old_claims_are_forgotten(database: Database, workspace_id: int) -> None:
    clock = FixedClock()
    assert claimed(database, workspace_id, "receipts", "2026-11")
    clock.advance(days=89)
    for _ in range(2):
        with database.write() as session:
            runs.forget_old(session, clock, workspace_id)
        assert claimed(database, workspace_id, "receipts", "2026-11") is (clock.at - FixedClock().at > runs.KEPT)
        clock.advance(days=2)
    assert dt.timedelta(days=60) < runs.KEPT
