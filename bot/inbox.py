"""Knowing a payload that was carried out before: Slack delivers again what it thinks got lost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.governance import InboxEntry
from models.upsert import insert_unless_there

KEPT = dt.timedelta(days=2)
"""How long keys are kept: Slack gives up redelivering after about an hour, a replayed signature ends after minutes."""


class SeenBefore(Exception):
    """The payload was carried out before; nothing is to be done or said."""


def claim(session: Session, clock: Clock, workspace_id: int, key: str | None) -> None:
    """Take a payload's key; raises `SeenBefore` if somebody took it. In the transaction of what the payload changes."""
    if key is None:
        return
    values = {"workspace_id": workspace_id, "id": new_id(), "key": key, "received_at": clock.now()}
    if not insert_unless_there(session, InboxEntry, values):
        raise SeenBefore


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop keys past the time in which a payload could come again."""
    session.execute(
        delete(InboxEntry).where(InboxEntry.workspace_id == workspace_id, InboxEntry.received_at < clock.now() - KEPT)
    )
