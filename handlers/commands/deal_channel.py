"""`/o2o deal here`, and what is offered to whoever invites the bot: having a deal spoken of in a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.charter.places import may_say
from bot.deals import binding, places, seen, showing
from bot.deals.rooms import Trouble
from bot.errors import BadInput, DomainError
from bot.inbox import SeenBefore
from handlers import channels
from handlers.boundary import Actor, Boundary, Turn
from handlers.commands.deal_stage import stands
from handlers.house import Click, House
from handlers.saying import why
from handlers.values import OfDeal
from handlers.views import deal_channel as view
from handlers.views.kit import Message
from models.deals import Deal

log = structlog.get_logger()

IN_A_CHANNEL = "Type that in the channel that the deal is to be spoken of in."


def register(house: House) -> None:
    """Add the buttons."""
    house.looks("deal_bind", _bind, stands=stands)
    house.action("deal_unbind", _unbind, writes=True, stands=stands)


def sure(turn: Turn, deal: Deal) -> Message:
    """Say what it means to have a deal spoken of here; the click does it."""
    channel_id = _channel(turn)
    if deal.channel_id == channel_id:
        return view.bound(showing.show(turn.sight, turn.playbooks, deal), turn.reader)
    binding.can_bind(turn.sight, deal.id, channel_id)
    return view.sure(showing.show(turn.sight, turn.playbooks, deal), turn.reader, told=_may_be_told(turn))


def ask_to_take_away(turn: Turn, deal: Deal) -> Message:
    """Say what it means to have a deal spoken of in no channel any more; the click does it."""
    if deal.channel_id is None:
        raise BadInput("It is spoken of in no channel.")
    return view.sure_to_take_away(showing.show(turn.sight, turn.playbooks, deal), turn.reader)


def invited(client: WebClient, boundary: Boundary, actor: Actor, event_id: str | None) -> None:
    """Ask whoever has invited the bot, and them alone, which deal the channel is about.

    Nothing is said in a channel that is shared or has guests in it, nor where a deal is spoken of already.
    """
    try:
        if channels.looked(client, boundary, actor) is not None:
            return
        key = f"event:{event_id}" if event_id else None
        said = boundary.run(client, actor, _offer, writes=False, key=key, what="invited")
        if said is not None:
            client.chat_postEphemeral(
                channel=str(actor.channel_id), user=actor.user_id, text=said.aloud, blocks=list(said.blocks)
            )
    except (DomainError, SeenBefore, SlackClientError, OSError) as error:
        log.info("not_offered", error=why(error))


def inviter(event: Mapping[str, Any], context: Any) -> Actor | None:
    """Who has invited the bot, of an event that says so; None for any other event."""
    authorised = context.authorize_result
    if event.get("type") != "member_joined_channel" or event.get("user") != authorised.bot_user_id:
        return None
    if not event.get("inviter"):
        return None
    return Actor(
        str(authorised.team_id),
        str(event["inviter"]),
        enterprise_id=authorised.enterprise_id,
        channel_id=str(event["channel"]),
    )


def _offer(turn: Turn) -> Message | None:
    if seen.in_channel(seen.of_channel(turn.sight), turn.channel_id) is not None:
        return None
    deals = [one for one in seen.deals_of(turn.sight) if binding.may_be_told(turn.sight, one)]
    more = seen.number_of_own(turn.sight) > seen.OFFERED_MOST
    return view.offered(showing.show_all(turn.sight, turn.playbooks, deals), told=_may_be_told(turn), more=more)


def _may_be_told(turn: Turn) -> bool:
    """Whether a deal's channel may be told when it moves."""
    return may_say(turn.charter, "deal_channel") >= places.OF_MOVE


def _channel(turn: Turn) -> str:
    if turn.channel_id is None or turn.channel_id.startswith("D"):
        raise BadInput(IN_A_CHANNEL)
    return turn.channel_id


def _bind(turn: Turn, click: Click, trouble: Trouble | None) -> Message:
    value, channel_id = OfDeal.load(click.value), _channel(turn)
    binding.can_bind(turn.sight, value.id, channel_id)  # whoever may not see the deal is told nothing of the channel
    if trouble is not None:
        return view.refused(trouble)
    deal = binding.bind(turn.sight, value.id, value.v, channel_id)
    return view.bound(showing.show(turn.sight, turn.playbooks, deal), turn.reader)


def _unbind(turn: Turn, click: Click) -> Message:
    value = OfDeal.load(click.value)
    deal = binding.unbind(turn.sight, value.id, value.v)
    return view.unbound(showing.show(turn.sight, turn.playbooks, deal), turn.reader)
