"""Which channel a deal is spoken of in. A channel is a viewer who is merely a member: it is told no more than that."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.deals import rooms
from bot.deals.seen import account_shown, in_channel, of_channel, part, the_deal
from bot.deals.standing import MOVED_ON
from bot.deals.team import NOT_ON_IT
from bot.errors import BadInput, Stale
from models.deals import Deal

TAKEN: Final = "This channel is about another deal already. Whoever works on that one can take it away first."
NOT_FOR_ALL: Final = (
    "Not everybody may know of this deal's account, so a channel can't be told of it. Speak of it in direct messages."
)


def can_bind(sight: Sight, deal_id: int, channel_id: str, *, locked: bool = False) -> Deal:
    """The deal, if the viewer may have it spoken of in a channel.

    Raises `Stale` for a deal the viewer may not see, `BadInput` with the reason where it can't be. A deal that a
    channel may not know of (any more) leaves it free: to everybody there it is as if it were bound to nothing.
    """
    deal = the_deal(sight, deal_id, locked=locked)
    if not part(sight, deal).acts:
        raise BadInput(NOT_ON_IT)
    if not may_be_told(sight, deal):
        raise BadInput(NOT_FOR_ALL)
    other = in_channel(of_channel(sight), channel_id)
    if other is not None and other.id != deal.id:
        raise BadInput(TAKEN)
    return deal


def bind(sight: Sight, deal_id: int, version: int, channel_id: str) -> Deal:
    """Have a deal spoken of in a channel, and in no other. Raises as `can_bind`, and `Stale` where it has changed.

    What was said of it elsewhere is taken away there, and here what was said of a deal that is spoken of here no more.
    """
    deal = can_bind(sight, deal_id, channel_id, locked=True)
    if deal.version != version:
        raise Stale(MOVED_ON)
    hidden = sight.session.scalar(
        select(Deal).where(Deal.workspace_id == deal.workspace_id, Deal.channel_id == channel_id, Deal.id != deal.id)
    )
    if hidden is not None:
        hidden.channel_id = None
        sight.session.flush()
    before, deal.channel_id, deal.channel_trouble = deal.channel_id, channel_id, None
    deal.version += 1
    sight.session.flush()
    for room in sorted({channel_id, before or channel_id}):
        rooms.take_away(sight.session, deal.workspace_id, room)
    return deal


def unbind(sight: Sight, deal_id: int, version: int | None = None) -> Deal:
    """Have a deal spoken of in no channel any more, and what was said of it taken away.

    Raises `Stale` where there is nothing to take away.
    """
    deal = the_deal(sight, deal_id, locked=True)
    if not part(sight, deal).acts:
        raise BadInput(NOT_ON_IT)
    if deal.channel_id is None or (version is not None and deal.version != version):
        raise Stale(MOVED_ON)
    before, deal.channel_id, deal.channel_trouble = deal.channel_id, None, None
    deal.version += 1
    rooms.take_away(sight.session, deal.workspace_id, before)
    return deal


def may_be_told(sight: Sight, deal: Deal) -> bool:
    """Whether a channel may know of a deal: whether its account is listed for whoever is merely a member."""
    here = (Deal.workspace_id == deal.workspace_id) & (Deal.id == deal.id)
    return sight.session.scalar(select(Deal.id).where(here, account_shown(of_channel(sight)))) is not None
