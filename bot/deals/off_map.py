"""Deals at a stage that the playbook does not know: what goes on from where they stood, and who is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import seen
from bot.deals.playbook import Playbook, Playbooks, SalesStage
from bot.deals.rooms import whom_to_tell
from bot.deals.slots import nudge_at
from bot.deals.stages import Move, history
from bot.errors import Stale
from models.deals import Deal, StageRecord
from models.keys import fold
from models.outbox import OutboxEntry

UNKNOWN: Final = "stage_unknown"
"""The kind of what whoever can act is told of such a stage; its subject is the record of the move."""


def stage_of(session: Session, playbook: Playbook, deal: Deal) -> SalesStage | None:
    """The stage of ours by which it is said what is needed: the last one that the playbook knows.

    A word it does not know tells nothing, least of all that nothing is missing any more.
    """
    off_map = deal.is_open and playbook.sales_stage(deal.stage) is None
    return stage_in(playbook, deal, history(session, deal, "sales", playbook) if off_map else ())


def stage_in(playbook: Playbook, deal: Deal, moves: Sequence[Move]) -> SalesStage | None:
    """The same by a history of our side that was read already."""
    there = playbook.sales_stage(deal.stage)
    if there is not None or not deal.is_open:
        return there
    known = (playbook.sales_stage(one.stage) for one in reversed(moves))
    return next((one for one in known if one is not None and one.ends is None), None)


def tell(session: Session, clock: Clock, deal: Deal, record: StageRecord) -> None:
    """Have whoever can act on a deal told that the playbook does not know its stage: once for each word."""
    person = whom_to_tell(session, deal)
    if person is None:
        return
    told = session.scalars(
        select(StageRecord.stage)
        .join(
            OutboxEntry,
            (OutboxEntry.workspace_id == StageRecord.workspace_id) & (OutboxEntry.subject_id == StageRecord.id),
        )
        .where(
            StageRecord.workspace_id == deal.workspace_id,
            OutboxEntry.kind == UNKNOWN,
            OutboxEntry.recipient_id == person.id,
        )
    )
    if fold(record.stage) not in map(fold, told):
        at = nudge_at(clock.now(), person.tz)
        outbox.tell(session, clock, deal.workspace_id, UNKNOWN, record.id, person.id, due_at=at)


def unknown(sight: Sight, playbooks: Playbooks, record_id: int) -> tuple[Deal, str] | None:
    """A deal that the viewer sees, and its stage, if the playbook does not know it. Raises `Stale`."""
    record = sight.session.get(StageRecord, (sight.viewer.workspace_id, record_id))
    if record is None:
        raise Stale(seen.NOT_THERE)
    deal = seen.the_deal(sight, record.deal_id)
    known = seen.playbook_of(playbooks, deal).sales_stage(record.stage)
    return None if known is not None else (deal, record.stage)


def words_of_all(session: Session, playbooks: Playbooks) -> Counter[str]:
    """The stages of open deals that their playbooks do not know, with how many deals are at each; of all workspaces."""
    found: Counter[str] = Counter()
    rows = session.execute(select(Deal.stage, Deal.playbook, Deal.kind).where(Deal.is_open.is_(True)))
    for row in rows:
        playbook = playbooks.choose(row.playbook, row.kind)
        if not playbook.quiet and playbook.sales_stage(row.stage) is None:
            found[row.stage] += 1
    return found


__all__ = ["UNKNOWN", "stage_in", "stage_of", "tell", "unknown", "words_of_all"]
