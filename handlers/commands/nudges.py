"""What is said of a deal of its own accord: what is missing in it, and what is wrong with its channel."""

from __future__ import annotations

from bot.deals import rooms
from bot.deals.seen import the_deal
from handlers.boundary import Turn
from handlers.house import House
from handlers.views import channels as channel_view
from handlers.views.kit import Message


def register(house: House) -> None:
    """Add what renders each kind of notification about deals."""
    house.notification(rooms.CHANNEL, _channel)


def _channel(turn: Turn, deal_id: int) -> Message | None:
    """What whoever can act is told of a deal's channel. In the channel itself nothing is said: it is looked at."""
    if turn.viewer.is_channel:
        return None
    deal = the_deal(turn.sight, deal_id)
    if deal.channel_id is None:
        return None
    person = rooms.whom_to_tell(turn.session, deal)
    if person is None or person.id != turn.viewer.id:
        return None
    return channel_view.told(deal.name, deal.channel_id, deal.channel_trouble)
