"""App Home: who opened it, and what was published to them last."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique


class Home(InWorkspace, Base):
    """A colleague who opened App Home: to nobody else is anything published.

    It holds marks and ids, no words: what a Home says is rendered when it is published.
    """

    __tablename__ = "homes"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        # Each colleague has one.
        unique("colleague_id"),
        Index("ix_homes_looked_at", "workspace_id", "looked_at"),
    )

    colleague_id: Mapped[int]
    opened_at: Mapped[dt.datetime]
    # When it was last compared with what it should show.
    looked_at: Mapped[dt.datetime]
    # A mark of what was published last; none: publish in any case.
    shown: Mapped[str | None] = mapped_column(String(32))
    # Which page of the people to confirm is looked at, from 0.
    page: Mapped[int] = mapped_column(default=0)
    # What was done in it last, with the ids and figures that take it back, as JSON.
    done: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[dt.datetime | None]
    # Raised with each thing done: a button that takes back an earlier one comes too late.
    version: Mapped[int] = mapped_column(default=0)
