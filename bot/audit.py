"""The record of decisions: append-only, chained by hash, with the personal part beside the chain."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.charter import Decision
from bot.clock import Clock
from models.base import new_id
from models.governance import DecisionParty, DecisionRecord

NOBODY = 0
"""The subject of a decision about somebody who is hidden or was never stored: one and the same in the record."""


REQUEST = "request"
"""The subject, in the record, of a decision whether a request for an introduction may go to a connector."""


@dataclass(frozen=True)
class Ruling:
    """What the charter says to a request for an introduction: `refused` or `allowed`, by these clauses."""

    outcome: str
    clauses: tuple[str, ...]
    charter_id: str
    charter_version: int
    charter_hash: str
    subject: str = REQUEST


@dataclass(frozen=True)
class Decided:
    """A decision about one thing: the relationship, contact or account it was about, by its id."""

    subject_id: int
    decision: Decision | Ruling
    fact_code: int = 0


def record(
    session: Session, clock: Clock, workspace_id: int, viewer_id: int, answer_id: int, decided: Sequence[Decided]
) -> None:
    """Append the decisions behind one answer."""
    if not decided:
        return
    decisions, parties = [], []
    at = clock.now()
    for one in decided:
        decision_id, salt = new_id(), secrets.token_hex(16)
        decisions.append(
            {
                "workspace_id": workspace_id,
                "id": decision_id,
                "at": at,
                "subject": one.decision.subject,
                "outcome": one.decision.outcome,
                "clauses": " ".join(one.decision.clauses)[:200],
                "fact_code": one.fact_code,
                "charter_id": one.decision.charter_id,
                "charter_version": one.decision.charter_version,
                "charter_hash": one.decision.charter_hash,
                "party_digest": party_digest(salt, answer_id, viewer_id, one.subject_id),
            }
        )
        parties.append(
            {
                "workspace_id": workspace_id,
                "id": decision_id,
                "answer_id": answer_id,
                "viewer_id": viewer_id,
                "at": at,
                "subject_id": one.subject_id,
                "salt": salt,
            }
        )
    session.execute(insert(DecisionRecord), decisions)
    session.execute(insert(DecisionParty), parties)


def party_digest(salt: str, answer_id: int, viewer_id: int, subject_id: int) -> str:
    """What ties the personal part of a decision to its row in the chain without telling it."""
    return hashlib.sha256(f"{salt}|{answer_id}|{viewer_id}|{subject_id}".encode()).hexdigest()


def seal(session: Session, workspace_id: int, *, most: int = 500) -> int:
    """Chain up to `most` decisions not yet sealed, oldest first; gives how many. The worker's work, one at a time."""
    last = session.execute(
        select(DecisionRecord.seal_number, DecisionRecord.seal)
        .where(DecisionRecord.workspace_id == workspace_id, DecisionRecord.seal_number.is_not(None))
        .order_by(DecisionRecord.seal_number.desc())
        .limit(1)
    ).first()
    number, previous = (last[0] or 0, last[1] or "") if last else (0, "")
    rows = session.scalars(
        select(DecisionRecord)
        .where(DecisionRecord.workspace_id == workspace_id, DecisionRecord.seal_number.is_(None))
        .order_by(DecisionRecord.id)
        .limit(most)
    ).all()
    for row in rows:
        number += 1
        previous = link(previous, row)
        session.execute(
            update(DecisionRecord)
            .where(DecisionRecord.workspace_id == workspace_id, DecisionRecord.id == row.id)
            .values(seal_number=number, seal=previous)
        )
    return len(rows)


def link(previous: str, row: DecisionRecord) -> str:
    """The seal of a row: sha256 over the seal before it and everything the row says."""
    said = [
        str(row.id),
        row.at.isoformat(),
        row.subject,
        row.outcome,
        row.clauses,
        row.fact_code,
        row.charter_id,
        row.charter_version,
        row.charter_hash,
        row.party_digest,
    ]
    return hashlib.sha256((previous + json.dumps(said)).encode()).hexdigest()


def broken_at(session: Session, workspace_id: int) -> int | None:
    """The number of the first sealed decision whose seal does not fit; None for a whole chain."""
    previous = ""
    sealed = (
        select(DecisionRecord)
        .where(DecisionRecord.workspace_id == workspace_id, DecisionRecord.seal_number.is_not(None))
        .order_by(DecisionRecord.seal_number)
        .execution_options(yield_per=500)
    )
    with session.scalars(sealed) as rows:  # read in parts: left early, what the server holds open must be closed
        for expected, row in enumerate(rows, start=1):
            if row.seal_number != expected or row.seal != link(previous, row):
                return expected
            previous = row.seal
    return None
