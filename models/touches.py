"""Evidence that two people are in touch: single touches, and what those of a pair add up to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Float, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique

TOUCH_KINDS = ("email", "call", "meeting")
DIRECTIONS = ("sent", "received", "both")


class Exchange(InWorkspace, Base):
    """What the touches of a pair add up to, each direction apart, as forward-decay keys (see `bot.network.warmth`).

    The pair is a colleague and a contact, or two contacts (the smaller id is `contact_id`). `said_key` sums what the
    colleague told in person (`met`), the others what was imported; `last_at` is the newest imported touch.
    """

    __tablename__ = "exchanges"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("contacts", "other_contact_id", on_delete="CASCADE"),
        # One sum a pair.
        unique("colleague_id", "contact_id"),
        unique("contact_id", "other_contact_id"),
        Index("ix_exchanges_other_contact_id", "workspace_id", "other_contact_id"),
        CheckConstraint("(colleague_id IS NULL) <> (other_contact_id IS NULL)", name="pair"),
        CheckConstraint("other_contact_id IS NULL OR contact_id < other_contact_id", name="ordered"),
    )

    colleague_id: Mapped[int | None]
    contact_id: Mapped[int]
    other_contact_id: Mapped[int | None]
    sent_key: Mapped[float | None] = mapped_column(Float(53))
    received_key: Mapped[float | None] = mapped_column(Float(53))
    both_key: Mapped[float | None] = mapped_column(Float(53))
    said_key: Mapped[float | None] = mapped_column(Float(53))
    last_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class Touch(InWorkspace, Base):
    """A dated piece of evidence: a mail, a call, a meeting. Of what was said in it nothing is kept.

    `direction` is `sent` from the colleague (or the contact of the smaller id) to the other. `others` is how many
    people it was addressed to. `said` marks what the colleague told in person.
    """

    __tablename__ = "touches"
    __table_args__ = (
        of_workspace(),
        refers("exchanges", "exchange_id", on_delete="CASCADE"),
        # A message counts once for a pair, however many files or mailboxes it comes in with.
        unique("exchange_id", "reference"),
        Index("ix_touches_at", "workspace_id", "at"),
        CheckConstraint(f"kind IN {TOUCH_KINDS}", name="kind"),
        CheckConstraint(f"direction IN {DIRECTIONS}", name="direction"),
    )

    exchange_id: Mapped[int]
    reference: Mapped[str] = mapped_column(String(80))
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(10))
    direction: Mapped[str] = mapped_column(String(8))
    others: Mapped[int]
    said: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
