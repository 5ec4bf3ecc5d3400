"""What is to be said to whom, and which runs of the clock were claimed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique

OUTBOX_STATES = ("due", "sending", "unclear", "shown", "dropped")
"""Of a notification: to be sent, being sent by one process, perhaps sent, as it should be, given up."""

_WAITS = "state IN ('due', 'sending', 'unclear')"
_FIRST = f"{_WAITS} AND (lapses_at IS NULL OR ts IS NOT NULL OR next_file_id IS NOT NULL)"
_LAST = f"{_WAITS} AND lapses_at IS NOT NULL AND ts IS NULL AND next_file_id IS NULL"


class OutboxEntry(InWorkspace, Base):
    """A notification: what is to be said (kind and subject, not words) to one colleague, or in one channel.

    It is rendered as things stand when it is delivered. `wanted` is raised each time what it shows has changed, and
    `shown` is what was last posted: a posted message is updated in place.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "recipient_id", on_delete="CASCADE"),
        # One message a subject and recipient: told again means updated, and a job that runs twice says it once.
        unique("kind", "subject_id", "recipient_id"),
        unique("kind", "subject_id", "room"),
        CheckConstraint("(recipient_id IS NULL) <> (room IS NULL)", name="one_addressee"),
        CheckConstraint(f"state IN {OUTBOX_STATES}", name="state"),
        # Apart (see `bot.outbox.claims`): however many weekly words wait, what goes before them is found at once.
        Index("ix_outbox_due", "workspace_id", "due_at", sqlite_where=text(_FIRST), postgresql_where=text(_FIRST)),
        Index("ix_outbox_lapsing", "workspace_id", "due_at", sqlite_where=text(_LAST), postgresql_where=text(_LAST)),
        Index("ix_outbox_recipient_id", "workspace_id", "recipient_id", "held_until"),
        Index("ix_outbox_room", "workspace_id", "room", "held_until"),
    )

    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    # In the bot's direct message with a colleague, or in a channel (Slack's id of it).
    recipient_id: Mapped[int | None]
    room: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="due")
    due_at: Mapped[dt.datetime]
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    # When it was first tried, since it was last told of or settled: it is not tried for ever.
    tried_at: Mapped[dt.datetime | None]
    # Not before this: the process that is sending it has it for itself, the conversation is paced, Slack said when.
    held_until: Mapped[dt.datetime | None]
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    # Past this it is not posted any more: a weekly word on the wrong day is none. What was posted is kept up to date.
    lapses_at: Mapped[dt.datetime | None]
    # Slack's id of the picture that was posted, for which another is posted before it is deleted.
    file_id: Mapped[str | None] = mapped_column(String(32))
    # The one that is to take its place, put down before Slack is told to share it, since when, and what it shows.
    next_file_id: Mapped[str | None] = mapped_column(String(32))
    next_file_at: Mapped[dt.datetime | None]
    file_digest: Mapped[str | None] = mapped_column(String(64))
    # Taken back: not posted any more, but what was posted (or may have been) is still brought up to date.
    unsaid: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]


class ClaimedRun(InWorkspace, Base):
    """A run of one of the clock's jobs: claimed once, however many workers tick."""

    __tablename__ = "claimed_runs"
    __table_args__ = (of_workspace(), unique("job", "slot"))

    job: Mapped[str] = mapped_column(String(64))
    slot: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
