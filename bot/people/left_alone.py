"""That a contact is not to be contacted by what an import says, whatever a colleague may have said, too."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.introductions import Report


def keep_marked(session: Session, workspace_id: int, contact_ids: Collection[int]) -> None:
    """Let these contacts stay marked when a colleague takes back that they asked not to be contacted."""
    if contact_ids:
        session.execute(
            update(Report)
            .where(Report.workspace_id == workspace_id, Report.contact_id.in_(contact_ids))
            .values(in_records=True)
        )
