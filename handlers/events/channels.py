"""Keeping deals' channels in step: shared, archived, somebody came or went, the bot was taken out.

Slack is asked about a channel before anything is said there in any case: events only have it looked at sooner, since
what was said before may have to be taken away.
"""

from __future__ import annotations

from typing import Any, Final

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.deals import rooms
from handlers.boundary import Boundary
from handlers.commands import deal_channel
from models import workspaces

log = structlog.get_logger()

EVENTS: Final = (
    "channel_archive",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
)


def register(app: App, boundary: Boundary) -> None:
    """Listen to what happens to channels."""

    def changed(event: dict[str, Any], body: dict[str, Any], client: WebClient, context: Any, ack: Ack) -> None:
        try:
            look_again(boundary, str(context.authorize_result.team_id), str(event["channel"]))
        except SQLAlchemyError as error:
            # Not acknowledged: Slack delivers it again.
            log.warning("channel_not_looked_at", error=type(error).__name__)
            return
        ack()
        who = deal_channel.inviter(event, context)
        if who is not None:
            deal_channel.invited(client, boundary, who, body.get("event_id"))

    for event in EVENTS:
        app.event(event)(changed)


def look_again(boundary: Boundary, team_id: str, room: str) -> None:
    """Have a channel looked at, if it is or was a deal's; most are not, and of those nothing is stored."""
    with boundary.database.read() as session:
        workspace = workspaces.by_team(session, team_id)
        if workspace is None or not rooms.is_spoken_in(session, workspace.id, room):
            return
    with boundary.database.write() as session:
        rooms.look_again(session, boundary.clock, workspace.id, room)
    boundary.told()
