"""Keeping what deals hold about people no longer than the charter says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from models.deals import Engagement, Gap, Observation, Stakeholder


def forget_observations(session: Session, workspace_id: int, limit: dt.datetime, most: int) -> int:
    """Erase what was observed before `limit`, up to `most` of it; gives how many records.

    A stakeholder of whom nothing observed is left is taken out, and what somebody wrote to something missing is wiped:
    it may speak of people.
    """
    number = _erase(session, Observation, Observation.observed_at < limit, workspace_id, most)
    of = (Observation.workspace_id == Stakeholder.workspace_id) & (Observation.stakeholder_id == Stakeholder.id)
    nothing_left = (Stakeholder.created_at < limit) & ~exists(select(Observation.id).where(of).correlate(Stakeholder))
    number += _erase(session, Stakeholder, nothing_left, workspace_id, most)
    here = (Gap.workspace_id == workspace_id) & Gap.reason.is_not(None) & (Gap.answered_at < limit)
    ids = session.scalars(select(Gap.id).where(here).order_by(Gap.id).limit(most)).all()
    session.execute(update(Gap).where(Gap.workspace_id == workspace_id, Gap.id.in_(ids)).values(reason=None))
    return number + len(ids)


def forget_engagements(session: Session, workspace_id: int, limit: dt.datetime, most: int) -> int:
    """Erase that two people were in touch for a deal, where that was before `limit`; up to `most` of them."""
    return _erase(session, Engagement, Engagement.at < limit, workspace_id, most)


def _erase(session: Session, table: Any, due: Any, workspace_id: int, most: int) -> int:
    here = table.workspace_id == workspace_id
    ids = session.scalars(select(table.id).where(here, due).order_by(table.id).limit(most)).all()
    session.execute(delete(table).where(here, table.id.in_(ids)))
    return len(ids)
