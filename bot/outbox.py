"""What is to be said to whom: put down in the transaction in which it comes true, delivered afterwards.

An entry holds no words, only of what kind it is and what it is about. `handlers/delivery.py` renders it as things stand
when it is delivered, posts it once, and brings what was posted up to date whenever it is told again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, case, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.outbox import OutboxEntry
from models.upsert import insert_unless_there

TOLD = "told"
"""The key in `Session.info` that says: somebody is told in this transaction."""


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
    """Have a colleague told of something at `due_at` (None: now), or what they were told brought up to date.

    There is one message for each kind, subject and recipient. Told again before it was posted, the earlier time counts.
    """
    due = due_at or clock.now()
    session.info[TOLD] = True
    made = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "kind": kind,
        "subject_id": subject_id,
        "recipient_id": recipient_id,
        "state": "due",
        "due_at": due,
        "wanted": 1,
        "shown": 0,
        "attempts": 0,
        "unsaid": False,
        "created_at": clock.now(),
    }
    if insert_unless_there(session, OutboxEntry, made):
        return
    settled = OutboxEntry.state.in_(("shown", "dropped"))
    _change(
        session,
        _entry(workspace_id, kind, subject_id, recipient_id),
        wanted=OutboxEntry.wanted + 1,
        unsaid=False,
        attempts=0,
        # Being sent or perhaps sent, it stays that: whoever has it sees from `wanted` that there is more to show.
        state=case((settled, "due"), else_=OutboxEntry.state),
        due_at=case((settled | (OutboxEntry.due_at > due), due), else_=OutboxEntry.due_at),
    )


def unsay(session: Session, workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> None:
    """Take back what has not been posted; what has been (or may have been) is brought up to date instead."""
    session.info[TOLD] = True
    posted = OutboxEntry.ts.is_not(None)
    _change(
        session,
        and_(_entry(workspace_id, kind, subject_id, recipient_id), OutboxEntry.state != "dropped"),
        wanted=OutboxEntry.wanted + 1,
        unsaid=True,
        state=case(
            (OutboxEntry.state == "shown", "due"),
            ((OutboxEntry.state == "due") & ~posted, "dropped"),
            else_=OutboxEntry.state,
        ),
    )


def _entry(workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> ColumnElement[bool]:
    return and_(
        OutboxEntry.workspace_id == workspace_id,
        OutboxEntry.kind == kind,
        OutboxEntry.subject_id == subject_id,
        OutboxEntry.recipient_id == recipient_id,
    )


def _change(session: Session, which: ColumnElement[bool], **values: Any) -> None:
    # Entries are read in transactions of their own (`bot/sending.py`): there is nothing in this session to refresh.
    session.execute(update(OutboxEntry).where(which).values(**values), execution_options={"synchronize_session": False})
