"""What nobody has answered for weeks, put to the manager of the deal's lead: once, if they may see the deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import gaps, rooms, seen, telling
from bot.deals.playbook import Playbooks
from bot.deals.slots import nudge_at
from models.deals import Deal
from models.people import Colleague

NOBODY: Final = "There is nobody to put it to: no manager of the deal's lead is known who may see this deal."
"""In the same words where the lead has none, where they left, and where they may not see the deal."""


@dataclass(frozen=True)
class PutTo:
    """What came of it: `told` now, told `before`, or there is `nobody`; `manager` by name, who may see the deal."""

    deal: Deal
    came: Literal["told", "before", "nobody"]
    manager: str = ""


def escalate(sight: Sight, clock: Clock, playbooks: Playbooks, deal_id: int, key: str, version: int) -> PutTo:
    """Have the manager of a deal's lead told that something is to be decided. Raises `Stale` or `NotYours`."""
    deal, gap = gaps.asked_for(sight, clock, playbooks, deal_id, key, version)
    manager = _manager(sight, deal)
    if manager is None:
        return PutTo(deal, "nobody")
    session, about = sight.session, (deal.workspace_id, telling.DECIDE, gap.id)
    if outbox.is_told(session, *about, manager.id):
        return PutTo(deal, "before", manager.name)
    outbox.tell(session, clock, *about, manager.id, due_at=nudge_at(clock.now(), manager.tz))
    return PutTo(deal, "told", manager.name)


def _manager(sight: Sight, deal: Deal) -> Colleague | None:
    lead = sight.session.get(Colleague, (deal.workspace_id, deal.owner_id)) if deal.owner_id else None
    if lead is None or lead.manager_id is None:
        return None
    manager = sight.session.get(Colleague, (deal.workspace_id, lead.manager_id))
    if manager is None or not rooms.can_be_told(manager) or not seen.sees(sight.of(manager), deal):
        return None
    return manager
