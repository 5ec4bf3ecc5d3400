"""Whose yes it takes for somebody to be on a deal's team."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from bot.deals.seen import account_shown
from models.deals import Deal
from models.people import Colleague


def deciders(sight: Sight, deal: Deal, person: Colleague) -> dict[int, Colleague]:
    """Who may let somebody in, by their ids: the deal's lead, and their manager, if its account is listed for them."""
    asked = asked_of(sight.session, deal, person)
    return {one.id: one for one in asked if account_is_shown(sight.of(one), deal)}


def asked_of(session: Session, deal: Deal, person: Colleague) -> list[Colleague]:
    """The same, whatever is listed for them: each is told what they may know of when it is delivered to them.

    Never they themselves. In the place of a manager who has left is whoever managed that one.
    """
    lead = session.get(Colleague, (deal.workspace_id, deal.owner_id)) if deal.owner_id else None
    found = [one for one in (lead, _manager(session, person)) if one is not None]
    return [one for one in dict.fromkeys(found) if one.id != person.id and is_here(one)]


def account_is_shown(sight: Sight, deal: Deal) -> bool:
    """Whether a deal's account is listed for the viewer, or it has none."""
    here = (Deal.workspace_id == deal.workspace_id) & (Deal.id == deal.id)
    return sight.session.scalar(select(Deal.id).where(here, account_shown(sight))) is not None


def is_here(person: Colleague) -> bool:
    """Whether somebody is a full member of our workspace."""
    return person.kind == "member" and person.left_at is None


def _manager(session: Session, person: Colleague) -> Colleague | None:
    above, passed = person.manager_id, {person.id}
    while above is not None and above not in passed:
        passed.add(above)
        manager = session.get_one(Colleague, (person.workspace_id, above))
        if manager.left_at is None:
            return manager
        above = manager.manager_id
    return None
