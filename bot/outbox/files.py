"""Pictures that were posted: which file stands there, which one is on its way, and the message it stands under.

A file's id is known before it is shared. It is put down first: whoever finds it later asks Slack whether it is there,
and nothing is posted twice, or left where it must be taken away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.outbox.claims import Claimed
from bot.outbox.claims import keep as keep_entry
from models.outbox import OutboxEntry


@dataclass(frozen=True)
class Files:
    """What of an entry's is in Slack: the picture that stands there, and one that is to take its place, since when.

    `digest` is of what was drawn last; `shown` the `wanted` it was drawn for.
    """

    posted: str | None = None
    coming: str | None = None
    coming_since: dt.datetime | None = None
    digest: str | None = None
    shown: int = 0

    @property
    def all(self) -> tuple[str, ...]:
        """Every file that stands there, or may."""
        return tuple(one for one in (self.posted, self.coming) if one is not None)


@dataclass(frozen=True)
class Parent:
    """The message under which a picture is posted, as it stands: None where nothing of it was posted (yet)."""

    state: str
    channel: str | None
    ts: str | None

    @property
    def given_up(self) -> bool:
        """Whether it was never posted, and won't be."""
        return self.state == "dropped" and self.ts is None


def of(session: Session, claimed: Claimed) -> Files:
    """What of an entry's is in Slack."""
    entry = session.get(OutboxEntry, (claimed.workspace_id, claimed.id))
    if entry is None:
        return Files()
    return Files(entry.file_id, entry.next_file_id, entry.next_file_at, entry.file_digest, entry.shown)


def keep(session: Session, claimed: Claimed, files: Files) -> bool:
    """Put it down; False when another process has taken the entry over meanwhile."""
    return keep_entry(
        session,
        claimed,
        file_id=files.posted,
        next_file_id=files.coming,
        next_file_at=files.coming_since,
        file_digest=files.digest,
        shown=files.shown,
    )


def parent(session: Session, claimed: Claimed, kind: str) -> Parent | None:
    """The message of a kind about the same, to the same; None where nobody is told of it."""
    here = (
        OutboxEntry.recipient_id == claimed.recipient_id if claimed.room is None else OutboxEntry.room == claimed.room
    )
    row = session.execute(
        select(OutboxEntry.state, OutboxEntry.channel, OutboxEntry.ts).where(
            OutboxEntry.workspace_id == claimed.workspace_id,
            OutboxEntry.kind == kind,
            OutboxEntry.subject_id == claimed.subject_id,
            here,
        )
    ).one_or_none()
    return None if row is None else Parent(row.state, row.channel, row.ts)
