"""The workspace and our side: colleagues."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique

KINDS = ("member", "guest", "stranger", "bot", "unknown")
"""What Slack says somebody is: a full member, a guest, somebody of another team, a bot, or it did not say."""


class Workspace(Base):
    """One Slack team and all that is held for it: the root by which everything else is partitioned."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("slack_team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    slack_team_id: Mapped[str | None] = mapped_column(String(32))
    # The settings under which the keys of warmth were computed; with others they must be computed anew.
    warmth_basis: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[dt.datetime]


class Colleague(InWorkspace, Base):
    """Somebody on our side, or somebody in our Slack who is not one of us (then `kind` says so)."""

    __tablename__ = "colleagues"
    __table_args__ = (
        of_workspace(),
        refers("colleagues", "manager_id"),
        unique("slack_user_id"),
        unique("email"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_colleagues_name_key", "workspace_id", "name_key"),
    )

    slack_user_id: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    function: Mapped[str | None] = mapped_column(String(60))
    seniority: Mapped[str | None] = mapped_column(String(60))
    manager_id: Mapped[int | None]
    tz: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16), default="member")
    # Whether Slack says that they administer or own the workspace; none: it has not said.
    is_admin: Mapped[bool | None]
    left_at: Mapped[dt.datetime | None]
    charter_accepted_version: Mapped[int | None]
    charter_accepted_at: Mapped[dt.datetime | None]
    # The version they were greeted with before they had agreed to it: once is enough.
    charter_shown_version: Mapped[int | None]
    slack_seen_at: Mapped[dt.datetime | None]
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]
