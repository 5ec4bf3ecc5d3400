"""Requests for an introduction, who was asked for a yes, and how people like to be asked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, random_id, refers, unique

INTRODUCTION_STATES = ("asking", "agreed", "made", "met", "no_reply", "none", "withdrawn")
"""Of a request; what leads from one to the next stands in `bot.introductions.machine`."""
ASK_STATES = ("waiting", "later", "asking_contact", "yes", "no", "contact_no", "silent", "void")
"""Of one person's being asked for their yes."""
HOWS = ("introduce", "use_name")
"""How whoever agreed is going to help: by introducing, or by letting their name be used."""
PACES = ("at_once", "daily")
"""How somebody likes to be asked: each time, or once a day all together."""


class Introduction(InWorkspace, Base):
    """A colleague's request to be introduced to a contact.

    `answer_by` is the hour by which the requester was promised an answer. `active` says that it is its turn:
    its connectors may be asked, or one has agreed and has yet to introduce. A later request for the same contact waits,
    whoever's it is, and its requester is told nothing of that.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "requester_id", on_delete="CASCADE"),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("deals", "deal_id"),
        refers("colleagues", "prefers_id"),
        CheckConstraint(f"state IN {INTRODUCTION_STATES}", name="state"),
        Index("ix_introductions_requester_id", "workspace_id", "requester_id", "asked_at"),
        Index("ix_introductions_contact_id", "workspace_id", "contact_id", "asked_at"),
        Index("ix_introductions_due", "workspace_id", "state", "look_at"),
        # One request for a contact is under way at a time, over all our people.
        Index(
            "uq_introductions_active",
            "workspace_id",
            "contact_id",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
        # Nor does one requester ask twice for the same contact at once.
        Index(
            "uq_introductions_asking",
            "workspace_id",
            "requester_id",
            "contact_id",
            unique=True,
            sqlite_where=text("state = 'asking'"),
            postgresql_where=text("state = 'asking'"),
        ),
    )

    # People read it in buttons: it tells nothing, neither age nor order.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    requester_id: Mapped[int]
    contact_id: Mapped[int]
    # Who the contact is in the words the requester asked in: nothing that happens meanwhile changes what they read.
    called: Mapped[str] = mapped_column(String(320))
    called_title: Mapped[str | None] = mapped_column(String(200))
    called_account: Mapped[str | None] = mapped_column(String(200))
    called_address: Mapped[str] = mapped_column(String(320))
    deal_id: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(String(32))
    # Why, in the requester's words, to whoever is asked; and the text they could send on.
    reason: Mapped[str | None] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    needed_by: Mapped[dt.date | None]
    # A colleague, shown to the requester by name, whom they would like to be asked first.
    prefers_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default="asking")
    active: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[dt.datetime]
    answer_by: Mapped[dt.datetime]
    # When the clock looks at it next; whoever changes what is to be done brings it forward.
    look_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    # When the requester or connector is next asked what came of it.
    follow_up_at: Mapped[dt.datetime | None]


class Ask(InWorkspace, Base):
    """That one person was asked for their yes to one request, and what they said.

    `attempt` counts the connectors a request has tried; one attempt may need several people's yes, each in a `role` of
    the charter. `owner_id` is the connector whose relationship it is, `addressee_id` who was asked: they themselves, or
    who stands in for them.
    """

    __tablename__ = "asks"
    __table_args__ = (
        of_workspace(),
        refers("introductions", "introduction_id", on_delete="CASCADE"),
        refers("colleagues", "owner_id", on_delete="CASCADE"),
        refers("colleagues", "addressee_id", on_delete="CASCADE"),
        refers("colleagues", "suggested_id"),
        # Each role of an attempt is asked once.
        unique("introduction_id", "attempt", "role"),
        CheckConstraint(f"state IN {ASK_STATES}", name="state"),
        CheckConstraint(f"how IN {HOWS}", name="how"),
        Index("ix_asks_owner_id", "workspace_id", "owner_id", "asked_at"),
        Index("ix_asks_addressee_id", "workspace_id", "addressee_id", "state"),
        Index("ix_asks_until", "workspace_id", "state", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    introduction_id: Mapped[int]
    attempt: Mapped[int]
    role: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    addressee_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    how: Mapped[str | None] = mapped_column(String(16))
    # Whom they thought better placed.
    suggested_id: Mapped[int | None]
    # The draft as they have edited it.
    draft: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[dt.datetime]
    # Silence is no from then on.
    until: Mapped[dt.datetime]
    # When whoever said "later" is reminded.
    remind_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]


class Report(InWorkspace, Base):
    """That a colleague was told by a contact that they don't want to be contacted.

    While there is one, the contact is marked so. `in_records`: an import says so, too, so that the mark stays when the
    report is taken back.
    """

    __tablename__ = "reports"
    __table_args__ = (
        of_workspace(),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        unique("contact_id", "colleague_id"),
    )

    contact_id: Mapped[int]
    colleague_id: Mapped[int]
    at: Mapped[dt.datetime]
    in_records: Mapped[bool]


class Preference(InWorkspace, Base):
    """How a colleague likes to be asked for introductions, and who stands in for them while they are away."""

    __tablename__ = "preferences"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        refers("colleagues", "deputy_id"),
        unique("colleague_id"),
        CheckConstraint(f"pace IN {PACES}", name="pace"),
    )

    colleague_id: Mapped[int]
    # The last day of a pause; nobody asks them before it is over.
    paused_until: Mapped[dt.date | None]
    deputy_id: Mapped[int | None]
    pace: Mapped[str] = mapped_column(String(16), default="at_once")
