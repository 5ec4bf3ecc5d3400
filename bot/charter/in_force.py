"""Putting a charter in force: the database remembers which one was, so that it can't change unnoticed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter import Charter, CharterError, load_charter, read_charter
from bot.charter.diff import check_succession
from bot.clock import Clock
from models.base import new_id
from models.governance import CharterVersion


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
        problems = check_succession(read_charter(last.text), charter)
        if problems:
            raise CharterError(tuple(problems))
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
