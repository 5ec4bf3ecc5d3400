"""Who is on a deal's team already: giving them another part, and taking them off it."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.charter.sight import Sight
from bot.deals.deciding import manager_of
from bot.deals.seen import the_deal
from bot.deals.team import check_role, team
from bot.errors import Stale
from models.deals import DealMember, ProposedMember
from models.people import Colleague


def has_manager(sight: Sight) -> bool:
    """Whether it is known who manages the viewer: without that nobody can let them into a deal they make."""
    me = sight.session.get_one(Colleague, (sight.viewer.workspace_id, sight.viewer.id))
    return manager_of(sight.session, me) is not None


def remove(sight: Sight, deal_id: int, colleague_id: int) -> str:
    """Take somebody off the team who was confirmed here; gives their name. Raises `Stale` where that can't be done."""
    deal = the_deal(sight, deal_id, locked=True)
    found = next((one for one in team(sight, deal).members if one.colleague_id == colleague_id), None)
    if found is None or not found.removable:
        raise Stale("They can't be taken off the team here (any more). Who is on it by the CRM changes there.")
    for table in (DealMember, ProposedMember):
        sight.session.execute(
            delete(table).where(
                table.workspace_id == deal.workspace_id,
                table.deal_id == deal.id,
                table.colleague_id == colleague_id,
            )
        )
    deal.version += 1
    return found.name


def play(sight: Sight, deal_id: int, colleague_id: int, role: str) -> str:
    """Have somebody on the team play another part; gives their name. The CRM's words on people don't bind here.

    Raises `Stale` where that is not the viewer's to say: it is the lead's, the person's manager's and their own.
    """
    deal = the_deal(sight, deal_id, locked=True)
    found = next((one for one in team(sight, deal).members if one.colleague_id == colleague_id), None)
    if found is None or not found.changeable:
        raise Stale("Their part in this deal isn't yours to change (any more).")
    check_role(role)
    here = (DealMember.workspace_id == deal.workspace_id) & (DealMember.deal_id == deal.id)
    member = sight.session.scalars(select(DealMember).where(here, DealMember.colleague_id == colleague_id)).one()
    deal.version += member.seller_role != role
    member.seller_role = role
    return found.name
