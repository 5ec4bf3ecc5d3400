"""App Home is opened, rendered, and compared in a slow round with what it should show."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot import publishing
from bot.errors import DomainError
from bot.home import home
from bot.inbox import SeenBefore
from bot.outbox import HOME
from bot.people import acceptance
from handlers import payload
from handlers.boundary import MEMBERS_ONLY, Boundary, Busy, NotAMember, NotYetKnown, Turn
from handlers.delivery import Delivery
from handlers.home.sending import Published
from handlers.house import House
from handlers.saying import why
from handlers.slack_errors import CALL_ERRORS
from handlers.views import home as view
from handlers.views.kit import Message
from models.base import new_id

log = structlog.get_logger()


def register(house: House) -> None:
    """Add what it shows."""
    house.notification(HOME, Published(shown))


def listen(house: House) -> None:
    """Listen to its being opened."""

    def opened(event: dict[str, Any], body: dict[str, Any], client: WebClient, context: Any, ack: Ack) -> None:
        if event.get("tab") != "home":
            ack()
            return
        actor = payload.actor({"user": {"id": event["user"]}}, context)
        key = f"event:{body['event_id']}" if body.get("event_id") else None
        try:
            whose = house.boundary.run(client, actor, note, writes=True, key=key, what="home_opened")
        except Busy:
            return  # not acknowledged: Slack delivers it again
        except SeenBefore:
            ack()
        except DomainError as error:
            ack()
            _say(client, str(event["user"]), error)
        else:
            ack()
            publish(house, client, whose)

    house.app.event("app_home_opened")(opened)


def note(turn: Turn) -> tuple[int, int]:
    """Note that its reader opened it; gives whose it is (workspace and colleague)."""
    viewer = turn.viewer
    publishing.opened(turn.session, turn.clock, viewer.workspace_id, viewer.id)
    if acceptance.greeting(turn.sight) is not None:
        acceptance.greeted(turn.session, turn.sight)  # the Home says so until they have agreed
    return viewer.workspace_id, viewer.id


def shown(turn: Turn, _subject: int) -> Message | None:
    """What somebody's Home shows; None: nothing but what was published to them last."""
    viewer = turn.viewer
    kept = publishing.held(turn.session, viewer.workspace_id, viewer.id)
    if kept is None:
        return None
    found = home(turn.sight, turn.playbooks, kept)
    message = view.tab(found, turn.reader, turn.charter)
    if publishing.mark_of(message.blocks) == kept.shown:
        return None
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in found.decided]
    return message


def publish(house: House, client: WebClient, whose: tuple[int, int]) -> None:
    """Publish somebody's Home here and now; what can't be is left to the worker."""
    workspace_id, colleague_id = whose
    try:
        Delivery(house.boundary, client, workspace_id, house.notifications).publish_home(colleague_id)
    except Exception as error:  # noqa: BLE001 it stays in the outbox, whatever it was, and is tried again from there
        log.warning("home_not_published", error=type(error).__name__)


def look_round(boundary: Boundary, client: WebClient, workspace_id: int) -> int:
    """Compare the Homes that were opened lately with what they should show; gives how many are published anew."""
    with boundary.database.read() as session:
        whose = publishing.to_look_at(session, workspace_id, boundary.clock.now())
    changed = [one for one in whose if _has_changed(boundary, client, workspace_id, one)]
    if whose:
        with boundary.database.write() as session:
            publishing.looked(session, boundary.clock, workspace_id, whose)
            publishing.again(session, workspace_id, changed)
    return len(changed)


def _has_changed(boundary: Boundary, client: WebClient, workspace_id: int, colleague_id: int) -> bool:
    try:
        return boundary.show(client, workspace_id, colleague_id, _differs)
    except NotYetKnown:
        return False
    except NotAMember:
        with boundary.database.read() as session:
            kept = publishing.held(session, workspace_id, colleague_id)
        return kept is not None and kept.shown != publishing.mark_of(view.words(MEMBERS_ONLY).blocks)
    except CALL_ERRORS as error:
        log.info("home_not_looked_at", error=why(error))
        return False


def _differs(turn: Turn) -> bool:
    message = shown(turn, 0)
    turn.decided.clear()  # nobody is shown anything by a comparison
    return message is not None


def _say(client: WebClient, user_id: str, error: DomainError) -> None:
    """Publish nothing but the words of an error; of a guest nothing is kept."""
    try:
        client.views_publish(user_id=user_id, view=view.view(view.words(error.words)))
    except (SlackClientError, OSError) as failed:
        log.warning("home_not_published", error=why(failed))


__all__ = ["listen", "look_round", "note", "publish", "register", "shown"]
