"""Where a deal stands, ours and theirs: every word on it kept, in whatever order it arrives.

The latest by the time it speaks of counts, not the last to arrive: deliveries come late, twice and out of order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal, NamedTuple, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.deals.playbook import Playbook
from models.base import new_id
from models.deals import Deal, StageRecord
from models.ids import of_deals
from models.keys import fold
from models.upsert import insert_unless_there

Side = Literal["sales", "buying"]
Recorded = Literal["moved", "same", "repeated", "late"]
"""What a record changed: the stage; nothing, for it was this one; it was told before; it is older than the latest."""

End = Literal["won", "lost", "closed"]
"""How a deal ended; closed: it is over, and nobody says how."""
Ends = Callable[[str], End | None]
"""What a stage's words say of how a deal ended; None: that it has not."""

_WON = re.compile(r"(?<![a-z])(closed)?won(?![a-z])")
_LOST = re.compile(r"(?<![a-z])(closed)?lost(?![a-z])")
_CLOSED = re.compile(r"(?<![a-z])closed(?![a-z])")


def end_in(stage: str) -> End | None:
    """What a stage's name says of how a deal ended; CRMs' own ids (`closedwon`) count, `Closing` does not."""
    folded = fold(stage)
    if _WON.search(folded):
        return "won"
    return "lost" if _LOST.search(folded) else "closed" if _CLOSED.search(folded) else None


def outcome_in(stage: str) -> Literal["won", "lost"] | None:
    """How a deal was decided, by the name of its stage alone."""
    return outcome_of(end_in(stage))


def ends_by(playbook: Playbook) -> Ends:
    """The same by a playbook, which knows what the CRM's own numbers for its stages mean; else by the name."""

    def end(stage: str) -> End | None:
        known = playbook.sales_stage(stage)
        return end_in(stage) if known is None else known.ends

    return end


def is_open(stage: str, closed_at: dt.date | None, ends: Ends = end_in) -> bool:
    """Whether a deal is open: no closing date, and its stage does not end it."""
    return closed_at is None and ends(stage) is None


def outcome_of(end: End | None) -> Literal["won", "lost"] | None:
    """How a deal was decided, as it is stored."""
    return None if end == "closed" else end


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
    playbook: Playbook | None = None,
) -> Recorded:
    """Note that a deal's stage was this from an instant on, and bring the deal in step; it is to be `locked`.

    `first` says that it is the stage the deal begins with, of which nobody is told; `playbook` what its words mean, and
    which of two told of one instant comes last (None: their own words).
    """
    ends = end_in if playbook is None else ends_by(playbook)
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
    records = history(session, deal, side, playbook)
    latest = records[-1]
    before = deal.stage if side == "sales" else deal.buying_stage
    if latest.id != record_id and latest.stage != stage:
        _looked_at(session, record_id, deal.workspace_id, now)
        _keep(deal, side, latest.stage, _since(records), ends)
        return "late"
    moved = fold(latest.stage) != fold(before or "")
    if not moved:
        _looked_at(session, record_id, deal.workspace_id, now)
    _keep(deal, side, latest.stage, _since(records), ends)
    deal.version += moved
    return "moved" if moved else "same"


def history(session: Session, deal: Deal, side: Side, playbook: Playbook | None) -> list[Move]:
    """Every record of one side, by the time it speaks of.

    Of what is said of one instant, what ends the deal comes last; else it is in the order of the playbook's stages,
    those it does not know first. So the order in which they arrive means nothing.
    """
    return list(histories(session, [deal], (side,), lambda _: playbook)[deal.id, side])


class Move(NamedTuple):
    """A word on a side's stage: what it was from an instant on, and who of ours saw that (None: the CRM says so)."""

    id: int
    deal_id: int
    side: str
    stage: str
    at: dt.datetime
    seen_by_id: int | None
    recorded_at: dt.datetime
    looked_at: dt.datetime | None


Histories = Mapping[tuple[int, Side], Sequence[Move]]
"""The history of each side, by deal and side."""


def histories(
    session: Session, deals: Sequence[Deal], sides: Sequence[Side], playbook_of: Callable[[Deal], Playbook | None]
) -> Histories:
    """The same for each of these deals, by its playbook, and for each of these sides."""
    found: dict[tuple[int, Side], list[Move]] = {(deal.id, side): [] for deal in deals for side in sides}
    one = StageRecord
    rows = session.execute(
        select(one.id, one.deal_id, one.side, one.stage, one.at, one.seen_by_id, one.recorded_at, one.looked_at).where(
            of_deals(one, deals), one.side.in_(sides)
        )
    )
    for row in rows:
        found[row[1], cast("Side", row[2])].append(Move(*row))
    for deal in deals:
        playbook = playbook_of(deal)
        for side in sides:
            if len(found[deal.id, side]) > 1:
                found[deal.id, side].sort(key=partial(_place, playbook, side))
    return found


def _place(playbook: Playbook | None, side: Side, record: Move) -> tuple[dt.datetime, bool, int, str]:
    ends = end_in if playbook is None else ends_by(playbook)
    over = side == "sales" and ends(record.stage) is not None
    return record.at, over, _number(playbook, side, record.stage), record.stage


def _number(playbook: Playbook | None, side: Side, stage: str) -> int:
    if playbook is None:
        return -1
    if side == "sales":
        ours = playbook.sales_stage(stage)
        return -1 if ours is None else playbook.sales_stages.index(ours)
    theirs = playbook.buying_stage(stage)
    return -1 if theirs is None else playbook.buying_stages.index(theirs)


def moves(records: list[Move]) -> list[Move]:
    """Those of a history by which the stage became another one."""
    found: list[Move] = []
    for one in records:
        if not found or fold(found[-1].stage) != fold(one.stage):
            found.append(one)
    return found


def _since(records: list[Move]) -> dt.datetime:
    return moves(records)[-1].at


def _keep(deal: Deal, side: Side, stage: str, since: dt.datetime, ends: Ends) -> None:
    if side == "buying":
        deal.buying_stage, deal.buying_since = stage, since
        return
    before, end = deal.stage, ends(stage)
    deal.stage, deal.stage_since = stage, since
    if end is None and fold(before or "") == fold(stage):
        return  # closed by a date, perhaps: the same stage told again does not reopen it
    deal.outcome = outcome_of(end)
    deal.closed_at = (deal.closed_at or since.date()) if end else None
    deal.is_open = end is None


def _looked_at(session: Session, record_id: int, workspace_id: int, now: dt.datetime) -> None:
    session.get_one(StageRecord, (workspace_id, record_id)).looked_at = now
