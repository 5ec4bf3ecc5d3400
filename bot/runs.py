"""Runs of the clock's jobs: whoever claims one does it, however many workers tick."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.outbox import ClaimedRun
from models.upsert import insert_unless_there

KEPT = dt.timedelta(days=90)
"""How long claims are kept: longer than the longest slot (a month) could come again."""


def claim_run(session: Session, clock: Clock, workspace_id: int, job: str, slot: str) -> bool:
    """Claim the run of a job for a slot (a day, a month ...); False when somebody has it.

    In the transaction of what the run does: where that fails, the claim is given up with it.
    """
    values = {"workspace_id": workspace_id, "id": new_id(), "job": job, "slot": slot, "at": clock.now()}
    return insert_unless_there(session, ClaimedRun, values)


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop claims past the time in which their slot could come again."""
    session.execute(
        delete(ClaimedRun).where(ClaimedRun.workspace_id == workspace_id, ClaimedRun.at < clock.now() - KEPT)
    )
