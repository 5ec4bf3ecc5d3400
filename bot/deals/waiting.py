"""What waits for somebody in deals: a yes to who joins a team, and what was assigned to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.charter.sight import Sight
from bot.deals.playbook import Playbooks
from bot.deals.seen import account_shown, playbook_of, shown
from bot.deals.team import Proposal, proposal
from bot.errors import Stale
from models.deals import Deal, Gap, ProposedMember
from models.people import Colleague


@dataclass(frozen=True)
class ToDecide:
    """Somebody who is to join a deal's team, and waits for the viewer's yes or no."""

    deal_name: str
    proposal: Proposal


@dataclass(frozen=True)
class Assigned:
    """A need of a deal that the viewer was asked to see to: our part, theirs, and by when."""

    deal_id: int
    deal_name: str
    ours: str
    theirs: str
    needed_by: dt.date | None


def to_decide(sight: Sight, most: int) -> list[ToDecide]:
    """Who waits for the viewer's yes or no, the oldest first; of `most` so many none is read on."""
    me, person = sight.viewer, aliased(Colleague)
    ids = sight.session.scalars(
        select(ProposedMember.id)
        .join(Deal, (Deal.workspace_id == ProposedMember.workspace_id) & (Deal.id == ProposedMember.deal_id))
        .join(
            person,
            (person.workspace_id == ProposedMember.workspace_id) & (person.id == ProposedMember.colleague_id),
        )
        .where(
            ProposedMember.workspace_id == me.workspace_id,
            ProposedMember.declined_at.is_(None),
            Deal.is_open.is_(True),
            account_shown(sight),
            person.id != me.id,
            # Whoever manages in the place of a manager who has left is told in their direct message alone.
            (Deal.owner_id == me.id) | (person.manager_id == me.id),
        )
        .order_by(ProposedMember.proposed_at, ProposedMember.id)
        .limit(most)
    ).all()
    found = []
    for one in ids:
        try:
            deal, waits = proposal(sight, one)
        except Stale:
            continue
        if waits.mine and waits.state == "waiting":
            found.append(ToDecide(deal.name, waits))
    return found


def assigned_to(sight: Sight, playbooks: Playbooks, most: int) -> list[Assigned]:
    """What of their deals the viewer is to see to, the soonest first."""
    rows = sight.session.execute(
        select(Gap, Deal)
        .join(Deal, (Deal.workspace_id == Gap.workspace_id) & (Deal.id == Gap.deal_id))
        .where(
            Gap.workspace_id == sight.viewer.workspace_id,
            Gap.state == "assigned",
            Gap.assigned_to_id == sight.viewer.id,
            Gap.subject_id == 0,
            Deal.is_open.is_(True),
            shown(sight),
        )
        .order_by(Gap.needed_by.is_(None), Gap.needed_by, Gap.id)
        .limit(most)
    ).all()
    found = []
    for gap, deal in rows:
        need = next((one for one in playbook_of(playbooks, deal).needs if one.id == gap.key), None)
        if need is not None:
            found.append(Assigned(deal.id, deal.name, need.ours, need.theirs, gap.needed_by))
    return found
