"""What nobody has answered for weeks, put to the manager of the deal's lead: once, if they may see the deal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import gaps, places, rooms, seen, telling
from bot.deals.playbook import Playbooks
from bot.deals.slots import nudge_at
from models.deals import Deal, Gap
from models.outbox import OutboxEntry
from models.people import Colleague

NOBODY: Final = "There is nobody to put it to: no manager of the deal's lead is known who may see this deal."
"""In the same words where the lead has none, where they left, and where they may not see the deal."""


@dataclass(frozen=True)
class PutTo:
    """What came of it: `told` now, told `before`, it is the viewer's own (`yours`), or there is `nobody`.

    `manager` is by name, who may see the deal; empty where nobody's name may be told.
    """

    deal: Deal
    came: Literal["told", "before", "yours", "nobody"]
    manager: str = ""


def escalate(sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int) -> PutTo:
    """Have the manager of a deal's lead told that something is to be decided. Raises `Stale` or `NotYours`."""
    deal, gap = gaps.asked_for(sight, clock, playbooks, deal_id, key, version)
    manager = _manager(sight, deal)
    if manager is None:
        return PutTo(deal, "nobody")
    if manager.id == sight.viewer.id:
        return PutTo(deal, "yours")
    session, about = sight.session, (deal.workspace_id, telling.DECIDE, gap.id)
    name = manager.name if "team_names" in places.may(sight) else ""
    if outbox.is_told(session, *about, manager.id):
        return PutTo(deal, "before", name)
    outbox.tell(session, clock, *about, manager.id, due_at=nudge_at(clock.now(), manager.tz))
    # What was shown before is out of date: a second click is told so.
    gap.version += 1
    session.flush()
    telling.bring_up_to_date(session, [gap])
    return PutTo(deal, "told", name)


def put_up(sight: Sight, gaps_: Collection[Gap]) -> set[int]:
    """Those of these gaps that were put to a manager since they were asked for last."""
    if not gaps_:
        return set()
    query = select(OutboxEntry.subject_id, OutboxEntry.created_at).where(
        OutboxEntry.workspace_id == sight.viewer.workspace_id,
        OutboxEntry.kind == telling.DECIDE,
        OutboxEntry.subject_id.in_([one.id for one in gaps_]),
        OutboxEntry.unsaid.is_(False),
        OutboxEntry.state != "dropped",
    )
    raised = {one.id: one.raised_at for one in gaps_}
    return {number for number, at in sight.session.execute(query) if at >= raised[number]}


def _manager(sight: Sight, deal: Deal) -> Colleague | None:
    lead = sight.session.get(Colleague, (deal.workspace_id, deal.owner_id)) if deal.owner_id else None
    if lead is None or lead.manager_id is None:
        return None
    manager = sight.session.get(Colleague, (deal.workspace_id, lead.manager_id))
    if manager is None or not rooms.can_be_told(manager) or not seen.sees(sight.of(manager), deal):
        return None
    return manager
