"""Finding and making workspaces."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import new_id
from models.people import Workspace
from models.upsert import insert_unless_there


def by_team(session: Session, slack_team_id: str) -> Workspace | None:
    """The workspace of a Slack team."""
    return session.scalar(select(Workspace).where(Workspace.slack_team_id == slack_team_id))


def create_local(session: Session, now: dt.datetime, name: str = "local") -> Workspace:
    """The one local workspace, made unless there is a workspace already; a Slack team is bound to it later."""
    there = session.scalars(select(Workspace).order_by(Workspace.id).limit(1)).first()
    if there is not None:
        return there
    made = Workspace(id=new_id(), name=name, slack_team_id=None, created_at=now)
    session.add(made)
    session.flush()
    return made


def bind(session: Session, slack_team_id: str, name: str, now: dt.datetime) -> Workspace:
    """The workspace of the team: the one bound to it, else the unbound local one (bound now), else a new one."""
    bound = by_team(session, slack_team_id)
    if bound is not None:
        return bound
    # Two processes that start at once: the second waits here for the first, and finds what it bound.
    local = session.scalars(
        select(Workspace)
        .where(Workspace.slack_team_id.is_(None))
        .order_by(Workspace.id)
        .limit(1)
        .with_for_update(key_share=True)
    ).first()
    if local is not None:
        local.slack_team_id, local.name = slack_team_id, name
        session.flush()
        return local
    made = {"id": new_id(), "name": name, "slack_team_id": slack_team_id, "created_at": now}
    insert_unless_there(session, Workspace, made)
    return session.scalars(select(Workspace).where(Workspace.slack_team_id == slack_team_id)).one()
