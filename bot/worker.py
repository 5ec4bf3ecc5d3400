"""The clock's work: sealing the chain of decisions, forgetting what need not be kept."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot import audit, inbox
from bot.charter import Charter
from bot.clock import Clock
from bot.network.warmth import Warmth
from bot.people.retention import keep_to_the_charter
from models.people import Workspace
from models.session import Database

log = structlog.get_logger()

PAUSE = 0.05
"""Seconds between two transactions of a long job: people who use the bot meanwhile want to write, too."""
SEAL_EVERY = 5
"""Seconds between two sealings."""
TICK_EVERY = 15
"""Seconds between two looks at what is due of introductions."""
SYNC_EVERY = 6 * 3600
"""Seconds between two rounds of asking Slack about everybody; events tell of changes sooner."""


def seal_all(database: Database) -> int:
    """Seal what is not sealed yet, in every workspace; gives how many decisions."""
    with database.read() as session:
        workspace_ids = session.scalars(select(Workspace.id)).all()
    number = 0
    for workspace_id in workspace_ids:
        while sealed := _seal_some(database, workspace_id):
            number += sealed
    return number


def _seal_some(database: Database, workspace_id: int) -> int:
    with database.write() as session:
        # One sealer at a time: on PostgreSQL by this lock, on SQLite because writers are one at a time anyway.
        session.scalars(select(Workspace).where(Workspace.id == workspace_id).with_for_update()).one()
        return audit.seal(session, workspace_id)


def forget_all(database: Database, clock: Clock, charter: Charter, warmth: Warmth) -> int:
    """Drop what is past its time, in every workspace, as the charter says; gives how many records."""
    with database.read() as session:
        workspace_ids = session.scalars(select(Workspace.id)).all()
    number = 0
    for workspace_id in workspace_ids:
        with database.write() as session:
            inbox.forget_old(session, clock, workspace_id)
        while done := _forget_some(database, charter, workspace_id, clock, warmth):
            number += done
            time.sleep(PAUSE)
    return number


def _forget_some(database: Database, charter: Charter, workspace_id: int, clock: Clock, warmth: Warmth) -> int:
    with database.write() as session:
        return keep_to_the_charter(session, charter, workspace_id, clock.now(), warmth)


class Worker:
    """Runs the clock's work in the background until it is stopped."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        charter: Charter,
        warmth: Warmth,
        sync_people: Callable[[], object] | None = None,
        tick: Callable[[], object] | None = None,
    ) -> None:
        # Only a ticker: several workers may tick at once, and what they do is safe to do twice.
        self._scheduler = BackgroundScheduler(timezone="UTC")
        jobs: list[tuple[Callable[[], object], int]] = [
            (lambda: seal_all(database), SEAL_EVERY),
            (lambda: forget_all(database, clock, charter, warmth), 3600),
        ]
        if sync_people is not None:
            jobs.append((sync_people, SYNC_EVERY))
        if tick is not None:
            jobs.append((tick, TICK_EVERY))
        for job, seconds in jobs:
            self._scheduler.add_job(
                _logged(job),
                IntervalTrigger(seconds=seconds, timezone="UTC"),
                next_run_time=dt.datetime.now(dt.UTC),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Start ticking."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop, once what is running has ended."""
        self._scheduler.shutdown(wait=True)


def _logged(job: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            job()
        except (SQLAlchemyError, OSError) as error:
            log.warning("worker_job_failed", error=type(error).__name__)
        except Exception:
            # The loop must go on; the next tick tries again.
            log.exception("worker_job_broken")

    return run
