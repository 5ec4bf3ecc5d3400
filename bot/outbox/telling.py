"""Putting down what is to be said to whom, taking it back, having it brought up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, select, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import random_id
from models.deals import Deal
from models.outbox import OutboxEntry
from models.upsert import insert_unless_there

HOME = "home"
"""The kind of what App Home shows a colleague; its subject is 0. Nobody has an entry who never opened it."""
TOLD = "told"
"""The key in `Session.info` that says: somebody is told in this transaction."""
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
            _keep_known(session, clock, entry_of(workspace_id, kind, subject_id, recipient_id, room))
        # Known by another id in Slack: the message that is there must not be taken for this one.
        over = OutboxEntry.state.in_(("shown", "dropped", "due"))
        afresh = {
            "id": case((over, random_id()), else_=OutboxEntry.id),
            "ts": case((over, None), else_=OutboxEntry.ts),
            "shown": case((over, 0), else_=OutboxEntry.shown),
        }
    _change(
        session,
        entry_of(workspace_id, kind, subject_id, recipient_id, room),
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
    there = and_(entry_of(workspace_id, kind, subject_id, recipient_id), OutboxEntry.state != "dropped")
    return session.scalar(select(OutboxEntry.id).where(there, OutboxEntry.unsaid.is_(False))) is not None


def is_posted(session: Session, workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> bool:
    """Whether somebody can read it by now."""
    there = and_(entry_of(workspace_id, kind, subject_id, recipient_id), OutboxEntry.ts.is_not(None))
    return session.scalar(select(OutboxEntry.id).where(there)) is not None


def unsay(session: Session, workspace_id: int, kind: str, subject_id: int, recipient_id: int) -> None:
    """Take back what has not been posted; what has been (or may have been) is brought up to date instead."""
    session.info[TOLD] = True
    posted = OutboxEntry.ts.is_not(None)
    _change(
        session,
        and_(entry_of(workspace_id, kind, subject_id, recipient_id), OutboxEntry.state != "dropped"),
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
        which & (_stands() | OutboxEntry.state.in_(("due", "sending"))),
        wanted=OutboxEntry.wanted + 1,
        state=case((OutboxEntry.state.in_(("shown", "dropped")), "due"), else_=OutboxEntry.state),
    )


def _stands() -> ColumnElement[bool]:
    """That something of it is in Slack: a message or a picture."""
    return OutboxEntry.ts.is_not(None) | OutboxEntry.file_id.is_not(None) | OutboxEntry.next_file_id.is_not(None)


def entry_of(
    workspace_id: int, kind: str, subject_id: int, recipient_id: int | None, room: str | None = None
) -> ColumnElement[bool]:
    """The one entry of a kind about a subject to an addressee: a colleague, or (`room`) a channel."""
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


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop what was said, or given up, long ago: the message itself stays in Slack.

    What stands in a channel in which a deal is spoken of stays known: others may come, and then it is taken away.
    """
    spoken_in = exists().where(Deal.workspace_id == OutboxEntry.workspace_id, Deal.channel_id == OutboxEntry.room)
    session.execute(
        delete(OutboxEntry).where(
            ~(_stands() & spoken_in),
            OutboxEntry.workspace_id == workspace_id,
            OutboxEntry.state.in_(("shown", "dropped")),
            OutboxEntry.due_at < clock.now() - KEPT,
        )
    )
