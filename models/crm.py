"""What came in from the CRM by webhook, and what is to go out to it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, unique

OUTGOING_STATES = ("due", "sent", "dropped")
"""Of a fact for the CRM: to be sent, taken by the other side, given up or not to be told."""


class CrmDelivery(InWorkspace, Base):
    """What became of a delivery of the CRM's: one row for all the times the same one came.

    Those that were refused before anything in them could be believed are counted, one row an hour and reason, with
    nothing of what they said.
    """

    __tablename__ = "crm_deliveries"
    __table_args__ = (
        of_workspace(),
        # The same told twice is one delivery that came twice.
        unique("via", "key"),
        Index("ix_crm_deliveries_last_at", "workspace_id", "last_at"),
    )

    # Which of the addresses under /hooks it came to.
    via: Mapped[str] = mapped_column(String(16))
    # Digest of what it says; of those only counted: the hour and the outcome.
    key: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(24))
    external_id: Mapped[str | None] = mapped_column(String(200))
    stage: Mapped[str | None] = mapped_column(String(100))
    # The instant it speaks of.
    at: Mapped[dt.datetime | None]
    # Whether the deal's playbook knows the stage; none: there is no such deal, or it was only counted.
    stage_known: Mapped[bool | None]
    times: Mapped[int]
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]


class CrmOutgoing(InWorkspace, Base):
    """A fact the CRM is to be told: which, not in what words. It is put into words when it is sent."""

    __tablename__ = "crm_outgoing"
    __table_args__ = (
        of_workspace(),
        # A fact is told once, however many workers look for what is new.
        unique("kind", "subject_id", "mark"),
        CheckConstraint(f"state IN {OUTGOING_STATES}", name="state"),
        Index(
            "ix_crm_outgoing_due",
            "workspace_id",
            "due_at",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
        Index("ix_crm_outgoing_created_at", "workspace_id", "created_at"),
    )

    kind: Mapped[str] = mapped_column(String(24))
    # A stage record, a stakeholder or an engagement; `mark` tells its versions apart.
    subject_id: Mapped[int]
    mark: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    # Not before this; while it is being sent, one process has it for itself until then.
    due_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    # What the other side answered last: a status, or the kind of error.
    answer: Mapped[str | None] = mapped_column(String(60))
