"""Whose turn it is: one request for a contact is under way at a time, over all our people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, exists, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from bot.charter.sight import Sight
from models.introductions import Introduction

QUEUE_AGAIN = dt.timedelta(minutes=1)
"""How often a request that waits for another one for the same contact looks whether it is its turn."""


def activate(requester: Sight, introduction: Introduction, now: dt.datetime) -> bool:
    """Make it the request for its contact that is under way, if it is its turn: the one asked first comes first."""
    other = aliased(Introduction)
    earlier = (other.asked_at < introduction.asked_at) | (
        (other.asked_at == introduction.asked_at) & (other.id < introduction.id)
    )
    before = exists().where(
        other.workspace_id == introduction.workspace_id,
        other.contact_id == introduction.contact_id,
        other.id != introduction.id,
        other.state == "asking",
        other.answer_by > now,
        # One that has given up its place is not looked at as soon as one that waits for its turn.
        other.active.is_(True) | (earlier & (other.look_at <= now + QUEUE_AGAIN)),
    )
    return _take(requester, introduction, (Introduction.state == "asking") & ~before)


def keep_place(requester: Sight, introduction: Introduction, now: dt.datetime) -> None:
    """Let what is agreed again keep its place, unless another request for the contact has begun meanwhile."""
    if introduction.follow_up_at is None or introduction.follow_up_at <= now:
        return
    other = aliased(Introduction)
    begun = exists().where(
        other.workspace_id == introduction.workspace_id,
        other.contact_id == introduction.contact_id,
        other.active.is_(True),
    )
    _take(requester, introduction, (Introduction.state == "agreed") & ~begun)


def _take(requester: Sight, introduction: Introduction, if_so: ColumnElement[bool]) -> bool:
    """Make it the request for its contact that is under way, if this holds; False where it can't be."""
    session = requester.session
    try:
        with session.begin_nested():
            won = session.execute(
                update(Introduction)
                .where(
                    Introduction.workspace_id == introduction.workspace_id,
                    Introduction.id == introduction.id,
                    if_so,
                )
                .values(active=True)
                .returning(Introduction.id)
                .execution_options(synchronize_session=False)
            ).first()
    except IntegrityError:  # another worker has just let another request for the same contact begin
        return False
    session.refresh(introduction)
    return won is not None
