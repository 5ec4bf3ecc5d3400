"""Putting a charter in force: the database remembers which one was, so that it can't change unnoticed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.charter import Charter, CharterError, examine, load_charter
from bot.charter.diff import check_succession
from bot.clock import Clock
from models.base import new_id
from models.governance import CharterVersion
from models.people import Colleague


def put_in_force(session: Session, clock: Clock, workspace_id: int, path: Path) -> Charter:
    """Load the charter and put it in force; raises `CharterError` where its text changed but its version did not."""
    charter = load_charter(path)
    last = session.scalar(
        select(CharterVersion)
        .where(CharterVersion.workspace_id == workspace_id)
        .order_by(CharterVersion.id.desc())
        .limit(1)
    )
    if last is not None and last.hash == charter.hash:
        return charter
    if last is not None:
        # Its shape is enough: it was good in its day, whatever is asked of a charter today.
        before = examine(last.text).charter
        problems = check_succession(before, charter) if before is not None else []
        if problems:
            raise CharterError(tuple(problems))
        if last.charter_id != charter.id:
            _forget_agreements(session, workspace_id)
    session.add(
        CharterVersion(
            workspace_id=workspace_id,
            id=new_id(),
            charter_id=charter.id,
            version=charter.version,
            hash=charter.hash,
            text=path.read_text(encoding="utf-8"),
            in_force_at=clock.now(),
        )
    )
    return charter


def _forget_agreements(session: Session, workspace_id: int) -> None:
    """Another charter counts its versions anew: who agreed to one has not agreed to the other's of the same number."""
    everybody = update(Colleague).where(Colleague.workspace_id == workspace_id)
    session.execute(
        everybody.values(charter_accepted_version=None, charter_accepted_at=None, charter_shown_version=None)
    )
