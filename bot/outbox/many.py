"""The outbox, for many at once: one statement, however many are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.outbox.telling import TOLD, fresh
from models.base import random_id
from models.outbox import OutboxEntry
from models.upsert import insert_all_unless_there


@dataclass(frozen=True)
class Addressed:
    """Something to be said of a subject to a colleague, or in a channel: one of the two."""

    subject_id: int
    recipient_id: int | None = None
    room: str | None = None


def tell_all(
    session: Session,
    clock: Clock,
    workspace_id: int,
    kind: str,
    addressed: Collection[Addressed],
    *,
    lapses_at: dt.datetime | None = None,
) -> int:
    """Have many things of a kind said now, in one statement; gives how many are.

    What was told before is left as it is.
    """
    if not addressed:
        return 0
    session.info[TOLD] = True
    shared = {"workspace_id": workspace_id, "kind": kind, "lapses_at": lapses_at, **fresh(clock, clock.now())}
    rows = [(random_id(), one.subject_id, one.recipient_id, one.room) for one in addressed]
    columns = ("id", "subject_id", "recipient_id", "room")
    return len(insert_all_unless_there(session, OutboxEntry, shared, columns, rows))
