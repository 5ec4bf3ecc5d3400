"""Digests: what the weekly word on each deal, and to each colleague, said, and when and how a workspace wants it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, random_id, refers, unique

NOTHING_TO_SAY = ("line", "silence")
"""What is said where there is nothing to say: one line, or nothing."""
THEMES = ("light", "dark")
"""What pictures are drawn on: they can't follow the theme of whoever looks at them."""


class DigestSettings(InWorkspace, Base):
    """How a workspace wants its digests: an administrator's choice, one row; none: as the columns' defaults say."""

    __tablename__ = "digest_settings"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "changed_by_id"),
        # One choice for the whole workspace.
        unique(),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
        CheckConstraint(f"nothing_to_say IN {NOTHING_TO_SAY}", name="nothing_to_say"),
        CheckConstraint(f"theme IN {THEMES}", name="theme"),
    )

    # Monday is 0; the minute of the day on the clock of `zone` (none: of whoever reads it, or leads the deal).
    weekday: Mapped[int] = mapped_column(default=0)
    minute: Mapped[int] = mapped_column(default=9 * 60)
    zone: Mapped[str | None] = mapped_column(String(64))
    nothing_to_say: Mapped[str] = mapped_column(String(8), default="line")
    in_channels: Mapped[bool] = mapped_column(default=True)
    to_people: Mapped[bool] = mapped_column(default=True)
    pictures: Mapped[bool] = mapped_column(default=True)
    theme: Mapped[str] = mapped_column(String(8), default="light")
    version: Mapped[int] = mapped_column(default=1)
    # Since when it goes out at that time, and to these: what would have begun before is not made up for.
    since: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None]
    changed_at: Mapped[dt.datetime]


class Digest(InWorkspace, Base):
    """That a week's word on a deal is said in its channel, or a week's word to a colleague in their direct message.

    `stood` is how things stood as its reader may know them, as JSON: for each deal's id each part with its state and
    for how many digests on end it has been that. No name and no person is in it; the next digest tells from it what
    has changed.
    """

    __tablename__ = "digests"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        # Of a day there is one, however many workers prepare it, and at whatever minute their clocks are.
        unique("deal_id", "day"),
        unique("colleague_id", "day"),
        CheckConstraint("(deal_id IS NULL) <> (colleague_id IS NULL)", name="one_reader"),
        Index("ix_digests_day", "workspace_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    # The day it is said on, where its reader is.
    day: Mapped[dt.date]
    deal_id: Mapped[int | None]
    colleague_id: Mapped[int | None]
    stood: Mapped[str] = mapped_column(Text, default="{}")
    prepared_at: Mapped[dt.datetime]
