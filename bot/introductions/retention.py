"""Keeping requests no longer than the charter says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.introductions.deputies import IN_STEAD
from bot.introductions.notices import INTRODUCED, NOT_NEEDED, OVER, PROMISE
from bot.introductions.together import TOGETHER
from models.introductions import Ask, Introduction
from models.outbox import OutboxEntry

_OF_REQUEST = (PROMISE, "introduction", INTRODUCED, OVER, "came_of_it", "thanks")
_OF_ASK = ("ask", NOT_NEEDED, "objected", TOGETHER, IN_STEAD)


def forget_requests(
    session: Session, workspace_id: int, limit: dt.datetime, purposes: Sequence[str], counted_from: str, most: int
) -> int:
    """Erase up to `most` requests, with all that was asked and told, that were closed (or stored) before then.

    Without `purposes` those for whatever purpose. One that was agreed, and of which nobody said what came of it, counts
    as closed by its promised hour.
    """
    closed = func.coalesce(Introduction.closed_at, Introduction.answer_by)
    due = session.scalars(
        select(Introduction.id)
        .where(
            Introduction.workspace_id == workspace_id,
            *([Introduction.purpose.in_(purposes)] if purposes else []),
            Introduction.state != "asking",
            (closed if counted_from == "closed" else Introduction.asked_at) < limit,
        )
        .order_by(Introduction.id)
        .limit(most)
    ).all()
    asks = session.scalars(select(Ask.id).where(Ask.workspace_id == workspace_id, Ask.introduction_id.in_(due))).all()
    for kinds, subjects in ((_OF_REQUEST, due), (_OF_ASK, asks)):
        session.execute(
            delete(OutboxEntry).where(
                OutboxEntry.workspace_id == workspace_id,
                OutboxEntry.kind.in_(kinds),
                OutboxEntry.subject_id.in_(subjects),
            )
        )
    session.execute(delete(Introduction).where(Introduction.workspace_id == workspace_id, Introduction.id.in_(due)))
    return len(due)
