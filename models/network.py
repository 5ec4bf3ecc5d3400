"""Between the two sides: relationships and the half ties that searches walk along."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Float, Index, String, Text, desc
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique


class Relationship(InWorkspace, Base):
    """That a colleague knows a contact, as its owner (the colleague) says. Only the owner corrects it.

    A removed one stays as an empty mark (`removed_at`), so that no import brings back what its owner took away.
    """

    __tablename__ = "relationships"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        # One tie a pair: a second log or import of the same pair is the same relationship.
        unique("colleague_id", "contact_id"),
        Index("ix_relationships_contact_id", "workspace_id", "contact_id"),
        Index("ix_relationships_contact_name_key", "workspace_id", "contact_name_key"),
        Index("ix_relationships_account_name_key", "workspace_id", "account_name_key", "title_key"),
        Index("ix_relationships_account_id", "workspace_id", "account_id"),
        CheckConstraint("strength BETWEEN 1 AND 5", name="strength"),
        CheckConstraint("NOT (private AND open)", name="private_or_open"),
    )

    colleague_id: Mapped[int]
    contact_id: Mapped[int]
    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_name_key: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    title_key: Mapped[str | None] = mapped_column(String(200))
    account_name: Mapped[str | None] = mapped_column(String(200))
    account_name_key: Mapped[str | None] = mapped_column(String(200))
    account_id: Mapped[int | None]
    strength: Mapped[int | None]
    kind: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(Text)
    last_touch: Mapped[dt.date | None]
    private: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool] = mapped_column(default=False)
    reviewed: Mapped[bool] = mapped_column(default=True)
    owner_edited_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]
    source: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    def wipe(self, now: dt.datetime) -> None:
        """Forget what was said; the empty mark stays, so that no import brings it back."""
        self.contact_name = self.contact_name_key = self.title = self.title_key = None
        self.account_name = self.account_name_key = self.account_id = None
        self.strength = self.kind = self.note = self.last_touch = None
        self.private, self.open, self.removed_at = True, False, now

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class HalfTie(InWorkspace, Base):
    """One direction of a tie, in the order a search reads it: the warmest neighbours of a node first.

    A node is a colleague or a contact (ids are unique across both). The tie's own flags stand beside it; everything
    else the charter asks about (owner, contact, account) is joined. Written in the transaction that changes the tie.
    """

    __tablename__ = "half_ties"
    __table_args__ = (
        of_workspace(),
        refers("relationships", "relationship_id", on_delete="CASCADE"),
        unique("node_id", "neighbour_id"),
        Index("ix_half_ties_relationship_id", "workspace_id", "relationship_id"),
        Index(
            "ix_half_ties_warmest",
            "workspace_id",
            "node_id",
            "neighbour_is_colleague",
            desc("warmth"),
            "neighbour_id",
            "relationship_id",
            "private",
            "open",
            "reviewed",
        ),
    )

    node_id: Mapped[int]
    neighbour_id: Mapped[int]
    neighbour_is_colleague: Mapped[bool]
    warmth: Mapped[float] = mapped_column(Float(53))
    relationship_id: Mapped[int]
    private: Mapped[bool]
    open: Mapped[bool]
    reviewed: Mapped[bool]
