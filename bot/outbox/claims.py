"""Who sends what next: an entry is claimed by one process, sent with no transaction open, and settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, select, update
from sqlalchemy.orm import Session, aliased

from bot.outbox.telling import HOME, entry_of
from models.outbox import OutboxEntry
from models.people import Workspace

LONGEST_HOLD: Final = dt.timedelta(minutes=10)
"""For how long an entry, or its conversation, is held at most: further off, the clock has been set back since."""
_WAITING: Final = ("due", "sending", "unclear")
"""Written out in the statement: SQLite takes an index of some rows only where it sees that these are them."""


@dataclass(frozen=True)
class Claimed:
    """An entry that one process has for itself until `held_until`.

    It goes to a colleague's direct message, or into the channel `room`. `tried_at` is when it was tried first.
    `unclear` says that it may have been posted already, by a process that never heard or never stored that it was.
    """

    id: int
    workspace_id: int
    kind: str
    subject_id: int
    recipient_id: int | None
    room: str | None
    channel: str | None
    ts: str | None
    wanted: int
    attempts: int
    unclear: bool
    tried_at: dt.datetime
    created_at: dt.datetime
    held_until: dt.datetime
    lapses_at: dt.datetime | None = None


def is_due(session: Session, now: dt.datetime, workspace_id: int) -> bool:
    """Whether there is anything to claim."""
    at = _at(now, workspace_id)
    return any(session.scalar(_any_claimable(last=last), at) is not None for last in (False, True))


def claim(
    session: Session, now: dt.datetime, workspace_id: int, hold: dt.timedelta, *, home_of: int | None = None
) -> Claimed | None:
    """Take the entry that has been due for longest; None when nothing may be sent now.

    What lapses and was not posted yet, and so comes to many at once, comes after everything else.

    To one recipient, or into one channel, one process sends at a time, and not before the last message there is old
    enough; what App Home shows stands beside all that. `home_of`: only that of this colleague.
    """
    # Claims wait for each other: two that look at once would both find the recipient free. Whoever merely refers to the
    # workspace does not wait for this lock. On SQLite writers are one at a time anyway.
    session.scalars(select(Workspace).where(Workspace.id == workspace_id).with_for_update(key_share=True)).one()
    mine = () if home_of is None else (entry_of(workspace_id, HOME, 0, home_of),)
    entry = None
    for last in (False, True):
        due = _claimable(last=last).where(*mine).with_for_update(skip_locked=True, of=OutboxEntry)
        entry = entry or session.scalar(due, _at(now, workspace_id))
    if entry is None:
        return None
    unclear = entry.state != "due" and entry.ts is None
    entry.state, entry.held_until = "sending", now + hold
    entry.tried_at = entry.tried_at or now
    session.flush()
    return Claimed(
        entry.id,
        workspace_id,
        entry.kind,
        entry.subject_id,
        entry.recipient_id,
        entry.room,
        entry.channel,
        entry.ts,
        entry.wanted,
        entry.attempts,
        unclear,
        entry.tried_at,
        entry.created_at,
        now + hold,
        entry.lapses_at,
    )


def wanted_now(session: Session, claimed: Claimed) -> tuple[int, bool]:
    """How often it was told by now, and whether it was taken back: read where it is rendered."""
    found = session.execute(
        select(OutboxEntry.wanted, OutboxEntry.unsaid).where(
            OutboxEntry.workspace_id == claimed.workspace_id, OutboxEntry.id == claimed.id
        )
    ).one_or_none()
    return (found.wanted, found.unsaid) if found else (claimed.wanted, True)


@dataclass(frozen=True)
class Outcome:
    """What came of a claimed entry: its state, and not before when (`wait`) it, or its conversation, is gone on with.

    `version` is the `wanted` that was rendered: told again since, it is due again.
    """

    state: str
    version: int
    wait: dt.timedelta = dt.timedelta(0)
    channel: str | None = None
    ts: str | None = None


def settle(session: Session, now: dt.datetime, claimed: Claimed, outcome: Outcome) -> bool:
    """Store what came of it; False when another process has taken it over meanwhile."""
    settled = outcome.state in ("shown", "dropped")
    more = (OutboxEntry.wanted > outcome.version, "due")
    held: dict[str, Any] = {"shown": outcome.version} if outcome.state == "shown" else {}
    return keep(
        session,
        claimed,
        state=case(more, else_=outcome.state) if settled else outcome.state,
        attempts=0 if settled else claimed.attempts + 1,
        tried_at=None if settled else claimed.tried_at,
        held_until=now + min(outcome.wait, LONGEST_HOLD),
        channel=outcome.channel,
        ts=outcome.ts,
        **held,
    )


def keep(session: Session, claimed: Claimed, **values: Any) -> bool:
    """Put something down about a claimed entry; False when another process has taken it over meanwhile."""
    done = session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.workspace_id == claimed.workspace_id,
            OutboxEntry.id == claimed.id,
            OutboxEntry.state == "sending",
            OutboxEntry.held_until == claimed.held_until,
        )
        .values(**values)
        .returning(OutboxEntry.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def _at(now: dt.datetime, workspace_id: int) -> dict[str, Any]:
    """What the statements below ask about."""
    return {"now": now, "furthest": now + LONGEST_HOLD, "workspace": workspace_id}


@cache
def _claimable(*, last: bool) -> Select[OutboxEntry]:
    """The entry to send next: due, nobody's, and to somebody, or somewhere, who is sent nothing else just now.

    `last`: of what comes last, else of the others. Each is found by an index of its own, whose condition this is. Made
    once: it is asked twice a second, and to put it together takes longer than to answer it.
    """
    weekly = (OutboxEntry.lapses_at.is_not(None), OutboxEntry.ts.is_(None), OutboxEntry.next_file_id.is_(None))
    others = OutboxEntry.lapses_at.is_(None) | OutboxEntry.ts.is_not(None) | OutboxEntry.next_file_id.is_not(None)
    return (
        select(OutboxEntry)
        .where(
            OutboxEntry.workspace_id == bindparam("workspace"),
            OutboxEntry.state.in_(bindparam("waiting", _WAITING, expanding=True, literal_execute=True)),
            *(weekly if last else (others,)),
            OutboxEntry.due_at <= bindparam("now"),
            OutboxEntry.held_until.is_(None)
            | (OutboxEntry.held_until <= bindparam("now"))
            | (OutboxEntry.held_until > bindparam("furthest")),
            # Apart, so that each is found by its own index.
            (OutboxEntry.kind == HOME) | ~_busy("recipient_id"),
            ~_busy("room"),
        )
        .order_by(OutboxEntry.due_at, OutboxEntry.created_at, OutboxEntry.id)
        .limit(1)
    )


@cache
def _any_claimable(*, last: bool) -> Select[int]:
    return _claimable(last=last).with_only_columns(OutboxEntry.id)


def _busy(where: Literal["recipient_id", "room"]) -> ColumnElement[bool]:
    """That something else is being said there, or was just now."""
    other = aliased(OutboxEntry, name=f"other_of_{where}")
    return exists().where(
        other.workspace_id == OutboxEntry.workspace_id,
        getattr(other, where) == getattr(OutboxEntry, where),
        other.id != OutboxEntry.id,
        other.held_until > bindparam("now"),
        other.held_until <= bindparam("furthest"),
        # What waits to be tried again keeps nobody waiting, nor does what is no message.
        other.state.in_(("sending", "shown")),
        other.kind != HOME,
    )
