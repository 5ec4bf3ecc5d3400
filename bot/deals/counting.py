"""A meeting that somebody noted for themselves, counted for a deal by a click of theirs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals.engaging import SAID, TO_TAKE_BACK, engage, is_on_team
from bot.deals.gaps import MOVED_ON, Answered
from bot.deals.seen import deals_of, the_deal
from bot.deals.stakeholders import stakeholders
from bot.errors import Stale
from models.accounts import Holding
from models.deals import Deal, Stakeholder

OFFERED_MOST: Final = 5
"""Deals offered at the most."""


def deals_to_count_for(sight: Sight, contact_id: int) -> list[Deal]:
    """The viewer's own open deals, on whose team they are, in which they see this contact as a stakeholder."""
    of_seat = select(Holding.seat_id).where(
        Holding.workspace_id == sight.viewer.workspace_id, Holding.contact_id == contact_id, sight.holds_now
    )
    named = select(Stakeholder.deal_id).where(
        Stakeholder.workspace_id == sight.viewer.workspace_id,
        Stakeholder.removed_at.is_(None),
        (Stakeholder.contact_id == contact_id) | Stakeholder.seat_id.in_(of_seat),
    )
    there = set(sight.session.scalars(named))
    mine = [one for one in deals_of(sight) if one.id in there and is_on_team(sight.session, one, sight.viewer.id)]
    return [one for one in mine if _is_in(sight, one, contact_id)][:OFFERED_MOST]


def count(sight: Sight, clock: Clock, deal_id: int, contact_id: int) -> Answered:
    """Count for a deal that the viewer met one of its stakeholders just now. Raises `Stale`."""
    deal = the_deal(sight, deal_id, locked=True)
    if not deal.is_open or not is_on_team(sight.session, deal, sight.viewer.id) or not _is_in(sight, deal, contact_id):
        raise Stale(MOVED_ON)
    now = clock.now()
    before = engage(sight.session, clock, deal, contact_id, sight.viewer.id, "meeting", now, SAID)
    return Answered(deal, "", 0, "open", 0, now + TO_TAKE_BACK, filled=False, before=before)


def _is_in(sight: Sight, deal: Deal, contact_id: int) -> bool:
    found = (one.contact or (one.seat.holder if one.seat else None) for one in stakeholders(sight, deal.id).all)
    return any(face is not None and face.contact_id == contact_id for face in found)
