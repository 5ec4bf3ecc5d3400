"""When App Home is published: who opened it, what they were shown last, and what was done in it last.

What it shows is `bot.home`. It is put into the outbox (kind `home`) whenever something that it shows may have changed:
after each write of the reader's own, after each word to them, when a deal of theirs moves or a gap of it changes. What
nobody could foresee (a day that has passed, somebody else's word on a common deal) is found by a slow round.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select, union_all, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import Clock
from bot.outbox import HOME, TOLD
from models.base import new_id
from models.deals import Deal, DealMember, ProposedMember
from models.homes import Home
from models.ids import among
from models.outbox import OutboxEntry
from models.upsert import insert_unless_there

LOOKED_AT_FOR = dt.timedelta(days=7)
"""For how long after somebody opened their Home it is compared with what it should show."""
LOOK_AFTER = dt.timedelta(minutes=5)
"""How long after one such look comes the next, at the earliest."""
A_ROUND = 50
"""Homes looked at in one round of the worker, at the most."""
UNDO_FOR = dt.timedelta(minutes=5)
"""How long what was done in a Home can be taken back there."""


def opened(session: Session, clock: Clock, workspace_id: int, colleague_id: int) -> None:
    """Note that somebody opened their Home, and have it published to them in any case, from its first page on."""
    now = clock.now()
    made = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "colleague_id": colleague_id,
        "opened_at": now,
        "looked_at": now,
        "page": 0,
        "version": 0,
    }
    if not insert_unless_there(session, Home, made):
        _put(session, workspace_id, colleague_id, opened_at=now, looked_at=now, shown=None, page=0)
    outbox.tell(session, clock, workspace_id, HOME, 0, colleague_id)


def again(session: Session, workspace_id: int, colleague_ids: Collection[int] | Select[int]) -> None:
    """Have the Homes of these colleagues published anew, as far as they ever opened one."""
    whose = colleague_ids if isinstance(colleague_ids, Select) else sorted(colleague_ids)
    here = (OutboxEntry.workspace_id == workspace_id, OutboxEntry.kind == HOME, OutboxEntry.subject_id == 0)
    told = session.execute(
        update(OutboxEntry)
        .where(*here, OutboxEntry.recipient_id.in_(whose))
        .values(
            wanted=OutboxEntry.wanted + 1,
            state=case((OutboxEntry.state.in_(("shown", "dropped")), "due"), else_=OutboxEntry.state),
        )
        .returning(OutboxEntry.id),
        execution_options={"synchronize_session": False},
    )
    if told.first() is not None:
        session.info[TOLD] = True


def deals_changed(session: Session, workspace_id: int, deal_ids: Collection[int]) -> None:
    """The same for whoever leads, made or is on the team of these deals, or is to be."""
    held = [
        select(column).where(table.workspace_id == workspace_id, among(key, deal_ids), column.is_not(None))
        for table, key, column in (
            (Deal, Deal.id, Deal.owner_id),
            (Deal, Deal.id, Deal.made_by_id),
            (DealMember, DealMember.deal_id, DealMember.colleague_id),
            (ProposedMember, ProposedMember.deal_id, ProposedMember.colleague_id),
        )
    ]
    people = union_all(*held).subquery()
    again(session, workspace_id, select(people.c[0]))


def held(session: Session, workspace_id: int, colleague_id: int) -> Home | None:
    """What is known of somebody's Home; None: they never opened it."""
    here = (Home.workspace_id == workspace_id) & (Home.colleague_id == colleague_id)
    return session.scalar(select(Home).where(here).execution_options(populate_existing=True))


def mark_of(blocks: Sequence[dict[str, Any]]) -> str:
    """A short mark of what a Home shows: another one once that is another."""
    return hashlib.blake2b(json.dumps(blocks, sort_keys=True).encode(), digest_size=16).hexdigest()


def shown(session: Session, workspace_id: int, colleague_id: int, mark: str) -> None:
    """Note what was published."""
    _put(session, workspace_id, colleague_id, shown=mark)


def turned(session: Session, workspace_id: int, colleague_id: int, page: int) -> None:
    """Note which page of the people to confirm is looked at."""
    _put(session, workspace_id, colleague_id, page=page)


def did(session: Session, clock: Clock, workspace_id: int, colleague_id: int, done: str | None) -> None:
    """Note what was done in a Home, so that it says so and can take it back for a while; None: that was taken back."""
    at = clock.now() if done is not None else None
    _put(session, workspace_id, colleague_id, done=done, done_at=at, version=Home.version + 1)


def to_look_at(session: Session, workspace_id: int, now: dt.datetime) -> Sequence[int]:
    """Whose Homes are to be compared with what they should show: the one looked at longest ago first."""
    due: ColumnElement[bool] = or_(Home.looked_at <= now - LOOK_AFTER, Home.looked_at > now)
    return session.scalars(
        select(Home.colleague_id)
        .where(Home.workspace_id == workspace_id, Home.opened_at > now - LOOKED_AT_FOR, due)
        .order_by(Home.looked_at, Home.id)
        .limit(A_ROUND)
    ).all()


def looked(session: Session, clock: Clock, workspace_id: int, colleague_ids: Collection[int]) -> None:
    """Note that these were looked at just now."""
    session.execute(
        update(Home)
        .where(Home.workspace_id == workspace_id, Home.colleague_id.in_(sorted(colleague_ids)))
        .values(looked_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def _put(session: Session, workspace_id: int, colleague_id: int, **values: Any) -> None:
    session.execute(
        update(Home).where(Home.workspace_id == workspace_id, Home.colleague_id == colleague_id).values(**values),
        execution_options={"synchronize_session": False},
    )
