"""Deals and who of ours is on them, as the CRM says."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique


class Deal(InWorkspace, Base):
    """A deal as imported: where it stands and whose it is."""

    __tablename__ = "deals"
    __table_args__ = (
        of_workspace(),
        refers("accounts", "account_id"),
        refers("colleagues", "owner_id"),
        # The CRM's own id: importing the same deal twice is one deal.
        unique("external_id"),
        Index("ix_deals_account_id_is_open", "workspace_id", "account_id", "is_open"),
    )

    external_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[int | None]
    stage: Mapped[str] = mapped_column(String(100))
    is_open: Mapped[bool]
    owner_id: Mapped[int | None]
    opened_at: Mapped[dt.date | None]
    closed_at: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]


class DealMember(InWorkspace, Base):
    """A colleague on a deal's team in a seller role. Comes from an import: nobody lets themselves in."""

    __tablename__ = "deal_members"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        unique("deal_id", "colleague_id"),
        Index("ix_deal_members_colleague_id", "workspace_id", "colleague_id"),
    )

    deal_id: Mapped[int]
    colleague_id: Mapped[int]
    seller_role: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))
