"""The clock's work: sealing the chain of decisions, forgetting what need not be kept, delivering what is due."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot import audit, inbox, outbox, runs
from bot.charter import Charter
from bot.clock import Clock
from bot.deals import digesting
from bot.deals.crm import deliveries, outgoing
from bot.network.warmth import Warmth
from bot.people.retention import keep_to_the_charter
from models.people import Workspace
from models.session import Database

log = structlog.get_logger()

PAUSE = 0.05
"""Seconds between two transactions of a long job: people who use the bot meanwhile want to write, too."""
SEAL_EVERY = 5
"""Seconds between two sealings."""
LOOK_EVERY = 0.5
"""Seconds between two looks for what is due; what is told in the same process is delivered at once."""
TICK_EVERY = 15
"""Seconds between two looks at what is due of introductions and deals."""
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
            outbox.forget_old(session, clock, workspace_id)
            runs.forget_old(session, clock, workspace_id)
            deliveries.forget_old(session, clock, workspace_id)
            outgoing.forget_old(session, clock, workspace_id)
            digesting.forget_old(session, clock, workspace_id)
        while done := _forget_some(database, charter, workspace_id, clock, warmth):
            number += done
            time.sleep(PAUSE)
    return number


def _forget_some(database: Database, charter: Charter, workspace_id: int, clock: Clock, warmth: Warmth) -> int:
    with database.write() as session:
        return keep_to_the_charter(session, charter, workspace_id, clock.now(), warmth)


class Worker:
    """Runs the clock's work in the background until it is stopped.

    `database` is its own, closed with it. `deliver` delivers one notification and says whether there may be another;
    `told` is set when somebody is to be told, so that it need not wait for the next look. `introduce`, `nudge` and
    `digest` do what is due of introductions, deals and the weekly digests; `look_at_homes` has App Home published anew
    where it shows what is past.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        charter: Charter,
        warmth: Warmth,
        *,
        deliver: Callable[[], bool],
        told: threading.Event,
        introduce: Callable[[], object],
        nudge: Callable[[], object],
        digest: Callable[[], object],
        look_at_homes: Callable[[], object] | None = None,
        sync_people: Callable[[], object] | None = None,
        tell_the_crm: Callable[[], object] | None = None,
    ) -> None:
        # Only a ticker: several workers may tick at once, and what they do is safe to do twice.
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._jobs: list[tuple[Callable[[], object], int]] = [
            (introduce, TICK_EVERY),
            (nudge, TICK_EVERY),
            (digest, TICK_EVERY),
            (lambda: seal_all(database), SEAL_EVERY),
            (lambda: forget_all(database, clock, charter, warmth), 3600),
        ]
        if tell_the_crm is not None:
            self._jobs.append((tell_the_crm, TICK_EVERY))
        if look_at_homes is not None:
            self._jobs.append((look_at_homes, TICK_EVERY))
        sync = [(sync_people, SYNC_EVERY)] if sync_people is not None else []
        for job, seconds in [*self._jobs, *sync]:
            self._scheduler.add_job(
                _logged(job),
                IntervalTrigger(seconds=seconds, timezone="UTC"),
                next_run_time=dt.datetime.now(dt.UTC),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._database, self._deliver, self._told = database, deliver, told
        self._stopped = threading.Event()
        self._delivering = threading.Thread(target=self._deliver_until_stopped, name="o2o-delivery", daemon=True)

    def start(self) -> None:
        """Start ticking and delivering."""
        self._scheduler.start()
        self._delivering.start()

    def stop(self) -> None:
        """Stop, once what is running has ended, and give the database back."""
        self._stopped.set()
        self._told.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
            self._delivering.join()
        self._database.close()

    def tick(self) -> None:
        """Do once, here and now, all that is due: for tests and for a clock that is moved. Raises what goes wrong."""
        for job, _ in self._jobs:
            job()
        self.deliver()

    def deliver(self) -> None:
        """Deliver here and now all that may be delivered; raises what goes wrong."""
        while self._deliver():
            pass

    def _deliver_until_stopped(self) -> None:
        one = _logged(self._deliver)
        while not self._stopped.is_set():
            self._told.clear()
            while not self._stopped.is_set() and one():
                pass
            self._told.wait(LOOK_EVERY)


def _logged(job: Callable[[], object]) -> Callable[[], bool]:
    """The job, which then raises nothing; gives whether it gave something."""

    def run() -> bool:
        try:
            return bool(job())
        except (SQLAlchemyError, OSError) as error:
            log.warning("worker_job_failed", error=type(error).__name__)
        except Exception:
            # The loop must go on; the next tick tries again.
            log.exception("worker_job_broken")
        return False

    return run
