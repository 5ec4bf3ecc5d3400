"""Runs of the clock's jobs: whoever claims one does it, however many workers tick."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.outbox import ClaimedRun
from models.upsert import insert_unless_there


def claim_run(session: Session, clock: Clock, workspace_id: int, job: str, slot: str) -> bool:
    """Claim the run of a job for a slot; False when somebody has it."""
    values = {"workspace_id": workspace_id, "id": new_id(), "job": job, "slot": slot, "at": clock.now()}
    return insert_unless_there(session, ClaimedRun, values)
