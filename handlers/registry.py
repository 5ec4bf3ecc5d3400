"""All listeners, registered in one place."""

from __future__ import annotations

import re
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient

from handlers import events, home
from handlers.boundary import Boundary
from handlers.commands import (
    admin,
    answering,
    asks,
    charter,
    coverage,
    deal,
    deputies,
    digest,
    from_message,
    glossary,
    help,  # noqa: A004 named after the word it serves
    intro,
    know,
    left,
    me,
    name_lent,
    next,  # noqa: A004 named after the word it serves
    notifications,
    nudges,
    pictures,
    proposals,
    who_knows,
)
from handlers.house import House
from handlers.saying import answer
from handlers.views.kit import Form, Message, section

log = structlog.get_logger()


def register(app: App, boundary: Boundary) -> House:
    """Register everything the bot understands; gives the house, whose command table docs and help are made from."""
    house = House(app, boundary)
    furnish(house)
    app.command("/o2o")(house.typed)
    app.event("message")(house.written)
    events.register(app, boundary)
    home.listen(house)
    app.action(re.compile(".*"))(_from_another_time)
    app.view(re.compile(".*"))(_form_from_another_time)
    app.shortcut(re.compile(".*"))(_not_yet)
    app.error(_out_of_shape)
    _acknowledge_events_once_stored(app)
    return house


def furnish(house: House) -> None:
    """Register every word, button and form with a house."""
    for module in (
        who_knows,
        know,
        intro,
        deal,
        asks,
        next,
        coverage,
        glossary,
        answering,
        deputies,
        name_lent,
        notifications,
        nudges,
        pictures,
        digest,
        from_message,
        proposals,
        left,
        me,
        charter,
        admin,
        help,
        home,
    ):
        module.register(house)


def _acknowledge_events_once_stored(app: App) -> None:
    """Let event listeners acknowledge for themselves, after the commit.

    Bolt acknowledges an event before its listener has begun: then a crash, or a busy store, loses it for good.
    """
    for listener in app._listeners:  # noqa: SLF001 `app.event` offers no other way to say it
        listener.auto_acknowledgement = False


def _from_another_time(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    """A button no listener knows: of a version before or after this one."""
    ack()
    words = "That button is from another time. Please ask again."
    said = Message(words, (section(words),), title="From another time")
    answer(client, body, said)


def _form_from_another_time(ack: Ack) -> None:
    """A form no listener knows: likewise."""
    words = "This form is from another time; nothing was stored. Please open it again."
    ack(response_action="update", view=Form("notice", "From another time", (section(words),), close="Close").to_view())


def _not_yet(ack: Ack) -> None:
    """A shortcut no listener knows: nothing is said, since there is nowhere to say it."""
    ack()


def _out_of_shape(error: Exception) -> BoltResponse:
    """What the boundary does not catch: a payload, signed though it may be, that Slack does not send."""
    log.error("payload_out_of_shape", error=type(error).__name__)
    return BoltResponse(status=400, body="not understood")
