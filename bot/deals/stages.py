"""Where a deal stands, ours and theirs: every word on it kept, in whatever order it arrives.

The latest by the time it speaks of counts, not the last to arrive: deliveries come late, twice and out of order.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from models.base import new_id
from models.deals import Deal, StageRecord
from models.keys import fold
from models.upsert import insert_unless_there

Side = Literal["sales", "buying"]
Recorded = Literal["moved", "same", "repeated", "late"]
"""What a record changed: the stage; nothing, for it was this one; it was told before; it is older than the latest."""

_WON = re.compile(r"(?<![a-z])(closed)?won(?![a-z])")
_LOST = re.compile(r"(?<![a-z])(closed)?lost(?![a-z])")
_CLOSED = re.compile(r"(?<![a-z])closed(?![a-z])")


def outcome_in(stage: str) -> Literal["won", "lost"] | None:
    """What a stage's name says of how a deal ended; CRMs' own ids (`closedwon`) count, `Closing` does not."""
    folded = fold(stage)
    return "won" if _WON.search(folded) else "lost" if _LOST.search(folded) else None


def is_open(stage: str, closed_at: dt.date | None) -> bool:
    """Whether a deal is open: no closing date, and none of the words won, lost, closed in its stage."""
    return closed_at is None and outcome_in(stage) is None and _CLOSED.search(fold(stage)) is None


def locked(session: Session, workspace_id: int, deal_id: int) -> Deal | None:
    """A deal, for this transaction alone: two words on it wait for each other."""
    query = select(Deal).where(Deal.workspace_id == workspace_id, Deal.id == deal_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def record(
    session: Session,
    clock: Clock,
    deal: Deal,
    side: Side,
    stage: str,
    at: dt.datetime,
    *,
    source: str,
    seen_by_id: int | None = None,
    first: bool = False,
) -> Recorded:
    """Note that a deal's stage was this from an instant on, and bring the deal in step; it is to be `locked`.

    `first` says that it is the stage the deal begins with, of which nobody is told.
    """
    now, record_id = clock.now(), new_id()
    made = {
        "workspace_id": deal.workspace_id,
        "id": record_id,
        "deal_id": deal.id,
        "side": side,
        "stage": stage,
        "at": at,
        "recorded_at": now,
        "seen_by_id": seen_by_id,
        "source": source,
        "looked_at": now if first else None,
    }
    if not insert_unless_there(session, StageRecord, made):
        return "repeated"
    records = history(session, deal, side)
    latest = records[-1]
    before = deal.stage if side == "sales" else deal.buying_stage
    if latest.id != record_id and latest.stage != stage:
        _looked_at(session, record_id, deal.workspace_id, now)
        _keep(deal, side, latest.stage, _since(records))
        return "late"
    moved = fold(latest.stage) != fold(before or "")
    if not moved:
        _looked_at(session, record_id, deal.workspace_id, now)
    _keep(deal, side, latest.stage, _since(records))
    deal.version += moved
    return "moved" if moved else "same"


def history(session: Session, deal: Deal, side: Side) -> list[StageRecord]:
    """Every record of one side, by the time it speaks of; what is said of the same instant by its words."""
    here = (StageRecord.workspace_id == deal.workspace_id) & (StageRecord.deal_id == deal.id)
    query = select(StageRecord).where(here, StageRecord.side == side)
    return list(session.scalars(query.order_by(StageRecord.at, StageRecord.stage)))


def moves(records: list[StageRecord]) -> list[StageRecord]:
    """Those of a history by which the stage became another one."""
    found: list[StageRecord] = []
    for one in records:
        if not found or fold(found[-1].stage) != fold(one.stage):
            found.append(one)
    return found


def _since(records: list[StageRecord]) -> dt.datetime:
    return moves(records)[-1].at


def _keep(deal: Deal, side: Side, stage: str, since: dt.datetime) -> None:
    if side == "buying":
        deal.buying_stage, deal.buying_since = stage, since
        return
    deal.stage, deal.stage_since = stage, since
    ended = not is_open(stage, None)
    deal.outcome = outcome_in(stage)
    deal.closed_at = (deal.closed_at or since.date()) if ended else None
    deal.is_open = not ended


def _looked_at(session: Session, record_id: int, workspace_id: int, now: dt.datetime) -> None:
    session.get_one(StageRecord, (workspace_id, record_id)).looked_at = now
