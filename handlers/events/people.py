"""Keeping people in step: somebody joined, changed, became a guest, was deactivated."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import outbox
from bot.clock import Clock
from bot.deals import rooms
from bot.people import directory
from handlers import slack_people
from handlers.boundary import Boundary
from models import workspaces
from models.session import Database

log = structlog.get_logger()


def register(app: App, boundary: Boundary) -> None:
    """Listen to changes of people."""

    def changed(event: dict[str, Any], context: Any, ack: Ack) -> None:
        authorised = context.authorize_result
        person = slack_people.read_user(event["user"], str(authorised.team_id), authorised.enterprise_id)
        try:
            with boundary.database.write() as session:
                workspace = workspaces.by_team(session, str(authorised.team_id))
                if workspace is not None:
                    directory.take_in(session, boundary.clock, workspace.id, person)
                    if event.get("type") == "team_join" and person.kind not in directory.INSIDERS:
                        rooms.look_at_all(session, boundary.clock, workspace.id)
        except SQLAlchemyError as error:
            # Not acknowledged: Slack delivers it again.
            log.warning("person_not_taken_in", error=type(error).__name__)
            return
        if session.info.get(outbox.TOLD):
            boundary.told()
        ack()

    app.event("user_change")(changed)
    app.event("team_join")(changed)


def take_everybody_in(client: WebClient, database: Database, clock: Clock, team_id: str) -> int:
    """Ask Slack for all its users and store what it says, a page a transaction; gives how many."""
    number = 0
    for page in slack_people.everybody(client, team_id):
        with database.write() as session:
            workspace = workspaces.by_team(session, team_id)
            if workspace is None:
                return number
            for person in page:
                directory.take_in(session, clock, workspace.id, person)
                number += 1
    return number
