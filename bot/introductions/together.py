"""Bringing connector and requester into one conversation, once the connector has agreed and wants it."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import Stale
from bot.introductions.held import own_ask
from bot.introductions.listing import as_shown
from bot.introductions.machine import MOVED_ON
from bot.introductions.shown import AskShown
from models.people import Colleague

TOGETHER = "together"
"""The kind of notification that is posted into a conversation of the two and the bot."""


@dataclass(frozen=True)
class Together:
    """Who is brought together, and about what. `slack_ids` are both, the connector first."""

    ask: AskShown
    connector: str
    slack_ids: tuple[str, str]


def bring_together(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Have the bot open a conversation with the requester: once, however often it is asked. Raises `Stale`."""
    found = together(sight, ask_id)
    if found.ask.version != version:
        raise Stale(MOVED_ON)
    outbox.tell(sight.session, clock, sight.viewer.workspace_id, TOGETHER, ask_id, sight.viewer.id)
    return found.ask


def together(sight: Sight, ask_id: int) -> Together:
    """What is said there; raises `Stale` where the viewer does not introduce the two, or not any more."""
    ask, of = own_ask(sight, ask_id)
    shown = as_shown(sight, ask, of)
    me = sight.session.get_one(Colleague, (sight.viewer.workspace_id, sight.viewer.id))
    on = shown.state == "yes" and shown.role == "owner" and shown.introduction_state in ("agreed", "made")
    if not on or shown.how == "use_name" or shown.requester_slack_id is None or me.slack_user_id is None:
        raise Stale(shown.closed or MOVED_ON)
    return Together(shown, me.name, (me.slack_user_id, shown.requester_slack_id))
