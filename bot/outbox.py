"""What is to be said to whom: written in the transaction that makes it so, said later by the delivery."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.outbox import OutboxEntry


def tell(
    session: Session,
    clock: Clock,
    workspace_id: int,
    kind: str,
    subject_id: int,
    recipient_id: int,
    *,
    due_at: dt.datetime | None = None,
) -> None:
    """Have somebody told; told before, what they were told is brought up to date, not before `due_at` (none: now)."""
    now = clock.now()
    entry = session.scalar(
        select(OutboxEntry).filter_by(
            workspace_id=workspace_id, kind=kind, subject_id=subject_id, recipient_id=recipient_id
        )
    )
    if entry is None:
        session.add(
            OutboxEntry(
                workspace_id=workspace_id,
                id=new_id(),
                kind=kind,
                subject_id=subject_id,
                recipient_id=recipient_id,
                due_at=due_at or now,
                created_at=now,
            )
        )
    else:
        if not entry.shown:
            entry.due_at = min(entry.due_at, due_at or now) if entry.state != "dropped" else due_at or now
        entry.wanted += 1
        entry.state = "due"
    session.flush()


def unsay(session: Session, workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> None:
    """Drop what has not been said yet."""
    session.execute(
        update(OutboxEntry)
        .filter_by(workspace_id=workspace_id, kind=kind, subject_id=subject_id, recipient_id=recipient_id)
        .where(OutboxEntry.shown == 0, OutboxEntry.state == "due")
        .values(state="dropped")
    )
