"""Between the two sides: relationships and the half ties that searches walk along."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ColumnElement, Float, Index, String, Text, case, desc, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique

EVIDENCE = ("waiting", "counts", "left_out")
"""What becomes of imported touches: they wait for the owner's look, count, or are left out for good."""


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
        # By bytes: beginnings are looked for in it, whatever order of letters the database has.
        Index(
            "ix_relationships_account_name_key",
            "workspace_id",
            "account_name_key",
            "title_key",
            postgresql_ops={"account_name_key": "text_pattern_ops"},
        ),
        Index("ix_relationships_account_id", "workspace_id", "account_id"),
        CheckConstraint("strength BETWEEN 1 AND 5", name="strength"),
        CheckConstraint("NOT (private AND open)", name="private_or_open"),
        CheckConstraint(f"evidence IN {EVIDENCE}", name="evidence"),
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
    # What the touches that count add up to: a forward-decay key (see `bot.network.warmth`); none: nothing counts.
    fading: Mapped[float | None] = mapped_column(Float(53))
    # Whether imported touches count: nothing imported is shared before its owner has looked (None: there are none).
    evidence: Mapped[str | None] = mapped_column(String(8))
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
        self.strength = self.kind = self.note = self.last_touch = self.fading = self.evidence = None
        self.private, self.open, self.removed_at = True, False, now

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class Line(InWorkspace, Base):
    """A reporting line between two contacts, as the directory's seats have it: derived by `bot.people.lines`."""

    __tablename__ = "lines"
    __table_args__ = (
        of_workspace(),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("contacts", "superior_id", on_delete="CASCADE"),
        unique("contact_id", "superior_id"),
        Index("ix_lines_superior_id", "workspace_id", "superior_id"),
    )

    contact_id: Mapped[int]
    superior_id: Mapped[int]


_LIST = ("workspace_id", "node_id", "neighbour_is_colleague")
_ENTRY = ("neighbour_id", "relationship_id", "account_id", "private", "open", "reviewed", "informal")


class HalfTie(InWorkspace, Base):
    """One direction of a tie, in the order a search reads it: the warmest neighbours of a node first.

    A node is a colleague or a contact (ids are unique across both). What does not fade stands in `steady` (log2 of the
    odds s / (1 - s) of a strength s), what fades in `fading` (a forward-decay key, whose order never changes): each has
    its own list, and `now` says how the two compare. The tie's own flags, and the account its owner says the contact is
    at, stand beside it; everything else the charter asks about (owner, contact, account) is joined.

    A tie comes from a relationship, from an exchange between two contacts (`informal`) or from a reporting line, and is
    written in the transaction that changes it.
    """

    __tablename__ = "half_ties"
    __table_args__ = (
        of_workspace(),
        refers("relationships", "relationship_id", on_delete="CASCADE"),
        refers("exchanges", "exchange_id", on_delete="CASCADE"),
        refers("lines", "line_id", on_delete="CASCADE"),
        unique("node_id", "neighbour_id", "informal"),
        CheckConstraint("steady IS NOT NULL OR fading IS NOT NULL", name="warm"),
        *(
            Index(
                f"ix_half_ties_{origin}",
                "workspace_id",
                origin,
                sqlite_where=text(f"{origin} IS NOT NULL"),
                postgresql_where=text(f"{origin} IS NOT NULL"),
            )
            for origin in ("relationship_id", "exchange_id", "line_id")
        ),
        Index(
            "ix_half_ties_steady",
            *_LIST,
            desc("steady"),
            *_ENTRY,
            sqlite_where=text("steady IS NOT NULL"),
            postgresql_where=text("steady IS NOT NULL"),
        ),
        Index(
            "ix_half_ties_fading",
            *_LIST,
            desc("fading"),
            *_ENTRY,
            sqlite_where=text("fading IS NOT NULL"),
            postgresql_where=text("fading IS NOT NULL"),
        ),
    )

    node_id: Mapped[int]
    neighbour_id: Mapped[int]
    neighbour_is_colleague: Mapped[bool]
    steady: Mapped[float | None] = mapped_column(Float(53))
    fading: Mapped[float | None] = mapped_column(Float(53))
    relationship_id: Mapped[int | None]
    exchange_id: Mapped[int | None]
    line_id: Mapped[int | None]
    account_id: Mapped[int | None]
    private: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool] = mapped_column(default=False)
    reviewed: Mapped[bool] = mapped_column(default=True)
    informal: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def now(cls, shift: float) -> ColumnElement[float]:
        """How warm a relationship's tie is (log2-odds), of what does not fade and what does the warmer one.

        `shift` is `Warmth.shift` of the present moment.
        """
        faded = cls.fading - shift
        return case((faded > cls.steady, faded), else_=cls.steady)
