"""The stages an import of deals tells: many at once, by the rules of `bot.deals.stages`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.deals.stages import Ends, outcome_of
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Run
from bot.people.imports.lookups import rows_in
from models.deals import StageRecord
from models.keys import fold

_INSTANT = dt.timedelta(seconds=1)


class StageBook:
    """The stage records of a batch of deals.

    A deal's first stage is one that nobody is told of. A later file that names another stage moves the deal at the
    time of the import: files tell what is, not since when.
    """

    def __init__(self, session: Session, run: Run, deal_ids: Collection[int]) -> None:
        self._run = run
        self._records = Drafts(StageRecord, run.workspace_id)
        newest = (
            select(StageRecord.deal_id, func.max(StageRecord.at).label("at"))
            .where(StageRecord.workspace_id == run.workspace_id, StageRecord.side == "sales")
            .group_by(StageRecord.deal_id)
        )
        self._newest: dict[int, dt.datetime] = {
            row.deal_id: row.at for row in rows_in(session, newest, StageRecord.deal_id, deal_ids)
        }

    def begin(self, deal: Draft, stage: str, ends: Ends, closed_at: dt.date | None) -> None:
        """The stage a deal comes with."""
        at = self._run.now
        if ends(stage) is not None and closed_at is not None:
            at = min(at, dt.datetime.combine(closed_at, dt.time(), dt.UTC))
        self._record(deal, stage, at, told=True)
        deal.put(stage=stage, stage_since=at, outcome=outcome_of(ends(stage)))

    def tell(self, deal: Draft, stage: str, ends: Ends) -> bool:
        """The stage a later file names; whether that changed anything."""
        now = self._run.now
        if deal["stage_since"] is None:  # stored before stages were recorded
            self._record(deal, deal["stage"], now, told=True)
            deal.put(stage_since=now, outcome=outcome_of(ends(deal["stage"])))
        if deal["stage"] == stage:
            return False
        at, newest = now, self._newest.get(deal.id, now - _INSTANT)
        if newest > now + _INSTANT:  # a webhook knows it better
            self._record(deal, stage, now, told=True)
            return True
        if newest >= now:  # told within an instant: in the order in which it was told
            at = newest + dt.timedelta(microseconds=1)
        moved = fold(deal["stage"]) != fold(stage)
        self._record(deal, stage, at, told=not moved)
        if moved:
            reopened = ends(deal["stage"]) is not None and ends(stage) is None
            deal.put(stage_since=at, outcome=outcome_of(ends(stage)))
            if reopened:
                deal.put(closed_at=None)
        deal.put(stage=stage)
        return True

    def write(self, session: Session) -> None:
        """Write what is new."""
        self._records.write(session)

    def _record(self, deal: Draft, stage: str, at: dt.datetime, *, told: bool) -> None:
        now = self._run.now
        self._records.create(
            (deal.id, at, stage),
            deal_id=deal.id,
            side="sales",
            stage=stage,
            at=at,
            recorded_at=now,
            source=self._run.source,
            looked_at=now if told else None,
        )
