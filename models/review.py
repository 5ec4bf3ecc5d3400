"""What waits for an owner's word, and what they decided once for all that comes later."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique

VERDICTS = ("shared", "private", "left_out")


class ReviewRule(InWorkspace, Base):
    """What an owner decided for everybody at a mail domain; imports in their name keep to it."""

    __tablename__ = "review_rules"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        unique("colleague_id", "domain"),
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
    )

    colleague_id: Mapped[int]
    domain: Mapped[str] = mapped_column(String(255))
    verdict: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[dt.datetime]


class Proposal(InWorkspace, Base):
    """That a colleague seems to know somebody, in the words of another colleague's message. Only they may log it."""

    __tablename__ = "proposals"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "owner_id", on_delete="CASCADE"),
        refers("colleagues", "proposer_id", on_delete="CASCADE"),
        # Proposed twice, by whomever, it is one proposal.
        unique("owner_id", "about_key"),
    )

    owner_id: Mapped[int]
    proposer_id: Mapped[int]
    # What was proposed together, of which the owner is told in one message (None: of before there was an outbox).
    batch_id: Mapped[int | None]
    about_key: Mapped[str] = mapped_column(String(320))
    address: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    account: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]
