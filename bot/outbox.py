"""What is to be said to whom: put down in the transaction in which it comes true, delivered afterwards.

An entry holds no words, only of what kind it is and what it is about. `handlers/delivery.py` renders it as things stand
when it is delivered, posts it once, and brings what was posted up to date whenever it is told again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from bot.clock import Clock
from models.base import random_id
from models.outbox import OutboxEntry
from models.people import Workspace
from models.upsert import insert_unless_there

HOME = "home"
"""The kind of what App Home shows a colleague; its subject is 0. Nobody has an entry who never opened it."""
TOLD = "told"
"""The key in `Session.info` that says: somebody is told in this transaction."""
LONGEST_HOLD = dt.timedelta(minutes=10)
"""For how long an entry, or its conversation, is held at most: further off, the clock has been set back since."""
BEFORE = "said_before"
"""The kind of a message in a channel after which the same was told anew; its subject is nothing that there is."""
KEPT = dt.timedelta(days=90)
"""How long what was said is known: after that it could not be brought up to date any more."""


def tell(
    session: Session,
    clock: Clock,
    workspace_id: int,
    kind: str,
    subject_id: int,
    recipient_id: int | None = None,
    *,
    room: str | None = None,
    due_at: dt.datetime | None = None,
    lapses_at: dt.datetime | None = None,
    anew: bool = False,
) -> None:
    """Have a colleague told of something at `due_at` (None: now), or what they were told brought up to date.

    With `room` (Slack's id of a channel) it is said there instead: one of the two is to be given. There is one message
    for each kind, subject and addressee. Told again before it was posted, the earlier time counts. With `anew` what was
    posted stays as it is, and a message is posted again: one changed in place notifies nobody. In a channel what was
    posted says that there is news, and stays known: it may have to be taken away. Past `lapses_at` it is not posted.
    """
    due = due_at or clock.now()
    session.info[TOLD] = True
    made = {
        "workspace_id": workspace_id,
        # It stands in the message's metadata, where it must not tell when this was put down.
        "id": random_id(),
        "kind": kind,
        "subject_id": subject_id,
        "recipient_id": recipient_id,
        "room": room,
        "lapses_at": lapses_at,
        **fresh(clock, due),
    }
    if insert_unless_there(session, OutboxEntry, made):
        return
    settled = OutboxEntry.state.in_(("shown", "dropped"))
    afresh: dict[str, Any] = {}
    if anew:
        if room is not None:
            _keep_known(session, clock, _entry(workspace_id, kind, subject_id, recipient_id, room))
        # Known by another id in Slack: the message that is there must not be taken for this one.
        over = OutboxEntry.state.in_(("shown", "dropped", "due"))
        afresh = {
            "id": case((over, random_id()), else_=OutboxEntry.id),
            "ts": case((over, None), else_=OutboxEntry.ts),
            "shown": case((over, 0), else_=OutboxEntry.shown),
        }
    _change(
        session,
        _entry(workspace_id, kind, subject_id, recipient_id, room),
        wanted=OutboxEntry.wanted + 1,
        unsaid=False,
        attempts=0,
        tried_at=None,
        **({} if lapses_at is None else {"lapses_at": lapses_at}),
        # Being sent or perhaps sent, it stays that: whoever has it sees from `wanted` that there is more to show.
        state=case((settled, "due"), else_=OutboxEntry.state),
        due_at=case((settled | (OutboxEntry.due_at > due), due), else_=OutboxEntry.due_at),
        **afresh,
    )


def fresh(clock: Clock, due: dt.datetime) -> dict[str, Any]:
    """What is the same of every entry that nobody has looked at yet."""
    when = {"due_at": due, "created_at": clock.now()}
    return {"state": "due", "wanted": 1, "shown": 0, "attempts": 0, "unsaid": False, **when}


def _keep_known(session: Session, clock: Clock, which: ColumnElement[bool]) -> None:
    """Put down what was posted of an entry that is about to be told anew as an entry of its own; pictures go."""
    posted = OutboxEntry.ts.is_not(None) & OutboxEntry.state.in_(("shown", "dropped", "due"))
    old = session.scalar(select(OutboxEntry).where(which, posted, OutboxEntry.file_id.is_(None)).with_for_update())
    if old is None:
        return
    kept = ("workspace_id", "room", "channel", "ts", "wanted", "shown", "created_at")
    values = {name: getattr(old, name) for name in kept}
    session.add(OutboxEntry(id=random_id(), kind=BEFORE, subject_id=random_id(), due_at=clock.now(), **values))
    session.flush()
    session.expire(old)


def is_told(session: Session, workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> bool:
    """Whether somebody was told of it, or is about to be: what was dropped, or taken back, does not count."""
    there = and_(_entry(workspace_id, kind, subject_id, recipient_id), OutboxEntry.state != "dropped")
    return session.scalar(select(OutboxEntry.id).where(there, OutboxEntry.unsaid.is_(False))) is not None


def is_posted(session: Session, workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> bool:
    """Whether somebody can read it by now."""
    there = and_(_entry(workspace_id, kind, subject_id, recipient_id), OutboxEntry.ts.is_not(None))
    return session.scalar(select(OutboxEntry.id).where(there)) is not None


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


def tell_again(session: Session, workspace_id: int, kind: str, subject_ids: Collection[int]) -> None:
    """Have what was said of these brought up to date, wherever it was said; nobody is told who was not."""
    here = and_(OutboxEntry.workspace_id == workspace_id, OutboxEntry.kind == kind)
    _again(session, here & OutboxEntry.subject_id.in_(sorted(subject_ids)))


def tell_again_in(session: Session, workspace_id: int, room: str) -> None:
    """The same of all that was said in a channel, of whatever it was."""
    _again(session, and_(OutboxEntry.workspace_id == workspace_id, OutboxEntry.room == room))


def _again(session: Session, which: ColumnElement[bool]) -> None:
    session.info[TOLD] = True
    _change(
        session,
        which & (OutboxEntry.ts.is_not(None) | OutboxEntry.state.in_(("due", "sending"))),
        wanted=OutboxEntry.wanted + 1,
        state=case((OutboxEntry.state.in_(("shown", "dropped")), "due"), else_=OutboxEntry.state),
    )


def _entry(
    workspace_id: int, kind: str, subject_id: int, recipient_id: int | None, room: str | None = None
) -> ColumnElement[bool]:
    if (recipient_id is None) is (room is None):
        raise ValueError("a notification goes to a colleague, or into a channel")
    return and_(
        OutboxEntry.workspace_id == workspace_id,
        OutboxEntry.kind == kind,
        OutboxEntry.subject_id == subject_id,
        OutboxEntry.recipient_id == recipient_id if room is None else OutboxEntry.room == room,
    )


def _change(session: Session, which: ColumnElement[bool], **values: Any) -> None:
    # Entries are read in transactions of their own: there is nothing in this session to refresh.
    session.execute(update(OutboxEntry).where(which).values(**values), execution_options={"synchronize_session": False})


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
    return session.scalar(_claimable(now, workspace_id).with_only_columns(OutboxEntry.id)) is not None


def claim(
    session: Session, now: dt.datetime, workspace_id: int, hold: dt.timedelta, *, home_of: int | None = None
) -> Claimed | None:
    """Take the entry that has been due for longest; None when nothing may be sent now.

    To one recipient, or into one channel, one process sends at a time, and not before the last message there is old
    enough; what App Home shows stands beside all that. `home_of`: only that of this colleague.
    """
    # Claims wait for each other: two that look at once would both find the recipient free. Whoever merely refers to the
    # workspace does not wait for this lock. On SQLite writers are one at a time anyway.
    session.scalars(select(Workspace).where(Workspace.id == workspace_id).with_for_update(key_share=True)).one()
    mine = () if home_of is None else (_entry(workspace_id, HOME, 0, home_of),)
    due = _claimable(now, workspace_id).where(*mine)
    entry = session.scalar(due.with_for_update(skip_locked=True, of=OutboxEntry))
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
    done = session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.workspace_id == claimed.workspace_id,
            OutboxEntry.id == claimed.id,
            OutboxEntry.state == "sending",
            OutboxEntry.held_until == claimed.held_until,
        )
        .values(
            state=case(more, else_=outcome.state) if settled else outcome.state,
            attempts=0 if settled else claimed.attempts + 1,
            tried_at=None if settled else claimed.tried_at,
            held_until=now + min(outcome.wait, LONGEST_HOLD),
            channel=outcome.channel,
            ts=outcome.ts,
            **held,
        )
        .returning(OutboxEntry.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop what was said, or given up, long ago: the message itself stays in Slack."""
    session.execute(
        delete(OutboxEntry).where(
            OutboxEntry.workspace_id == workspace_id,
            OutboxEntry.state.in_(("shown", "dropped")),
            OutboxEntry.due_at < clock.now() - KEPT,
        )
    )


def _claimable(now: dt.datetime, workspace_id: int) -> Select[OutboxEntry]:
    """The entry to send next: due, nobody's, and to somebody, or somewhere, who is sent nothing else just now."""
    return (
        select(OutboxEntry)
        .where(
            OutboxEntry.workspace_id == workspace_id,
            OutboxEntry.state.in_(("due", "sending", "unclear")),
            OutboxEntry.due_at <= now,
            OutboxEntry.held_until.is_(None)
            | (OutboxEntry.held_until <= now)
            | (OutboxEntry.held_until > now + LONGEST_HOLD),
            # Apart, so that each is found by its own index.
            (OutboxEntry.kind == HOME) | ~_busy(now, "recipient_id"),
            ~_busy(now, "room"),
        )
        .order_by(OutboxEntry.due_at, OutboxEntry.created_at, OutboxEntry.id)
        .limit(1)
    )


def _busy(now: dt.datetime, where: Literal["recipient_id", "room"]) -> ColumnElement[bool]:
    """That something else is being said there, or was just now."""
    other = aliased(OutboxEntry, name=f"other_of_{where}")
    return exists().where(
        other.workspace_id == OutboxEntry.workspace_id,
        getattr(other, where) == getattr(OutboxEntry, where),
        other.id != OutboxEntry.id,
        other.held_until > now,
        other.held_until <= now + LONGEST_HOLD,
        # What waits to be tried again keeps nobody waiting, nor does what is no message.
        other.state.in_(("sending", "shown")),
        other.kind != HOME,
    )
