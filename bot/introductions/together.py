"""Bringing connector and requester into one conversation, once the connector has agreed and wants it."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import Stale
from bot.introductions import cascade
from bot.introductions.candidates import colleague, note
from bot.introductions.held import own_ask
from bot.introductions.listing import as_shown, called
from bot.introductions.machine import MOVED_ON, OPEN
from bot.introductions.once_agreed import allows, decided, still_allowed
from bot.introductions.shown import AskShown
from bot.network.portrait import Portrait

TOGETHER = "together"
"""The kind of notification that is posted into a conversation of the two and the bot."""
NO_LONGER = "This introduction may not be made any more. Nothing to do."


@dataclass(frozen=True)
class Together:
    """Who is brought together, and about what. `slack_ids` are both, the connector first.

    `contact` is as the requester calls them: what the connector wrote of them is not for the requester to read.
    """

    ask: AskShown
    contact: Portrait
    connector: str
    slack_ids: tuple[str, str]


def bring_together(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Have the bot open a conversation with the requester: once, however often it is asked. Raises `Stale`.

    Where what was agreed may no longer be done, it is given up instead, and `closed` says so.
    """
    row, of = own_ask(sight, ask_id, locked=True)
    shown = as_shown(sight, row, of)
    if shown.version != version or not _on(shown):
        raise Stale(shown.closed or MOVED_ON)
    requester, found = decided(sight, row, of)
    note(requester, clock, of.id, found)
    if not allows(found):
        if of.state == "agreed":
            cascade.give_up(requester, clock, of)
        return as_shown(sight, row, of)
    together(sight, ask_id)
    key = (sight.viewer.workspace_id, TOGETHER, ask_id, sight.viewer.id)
    # Not even to bring it up to date: what is said in the conversation of others stays as it was said.
    if not outbox.is_told(sight.session, *key):
        outbox.tell(sight.session, clock, *key)
    return shown


def together(sight: Sight, ask_id: int) -> Together:
    """What is said there; raises `Stale` where the viewer does not introduce the two, or not any more.

    Decided again under the charter in force: nobody is brought together whose request it would refuse by now.
    """
    ask, of = own_ask(sight, ask_id)
    shown = as_shown(sight, ask, of)
    me = colleague(sight, sight.viewer.id)
    if not _on(shown) or shown.requester_slack_id is None or me.slack_user_id is None:
        raise Stale(shown.closed or MOVED_ON)
    if not still_allowed(sight, ask, of):
        raise Stale(NO_LONGER)
    return Together(shown, called(of), me.name, (me.slack_user_id, shown.requester_slack_id))


def ready(sight: Sight, ask_id: int) -> AskShown:
    """An ask whose text may be sent now: by whoever agreed, while it may still be done. Raises `Stale`."""
    ask, of = own_ask(sight, ask_id)
    shown = as_shown(sight, ask, of)
    if not _on(shown) or of.state != "agreed":
        raise Stale(shown.closed or "That is not agreed to any more.")
    if not still_allowed(sight, ask, of):
        raise Stale(NO_LONGER)
    return shown


def in_hand(sight: Sight, ask_id: int) -> AskShown:
    """An ask whose text is the connector's to change or take out: before their yes, or `ready`. Raises `Stale`."""
    ask, of = own_ask(sight, ask_id)
    shown = as_shown(sight, ask, of)
    if ask.state not in OPEN or shown.closed or ask.role != "owner":
        return ready(sight, ask_id)
    if not still_allowed(sight, ask, of):
        raise Stale(NO_LONGER)
    return shown


def _on(shown: AskShown) -> bool:
    agreed = shown.state == "yes" and shown.role == "owner" and shown.introduction_state in ("agreed", "made")
    return agreed and shown.how != "use_name"
