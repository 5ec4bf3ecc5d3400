"""All listeners, registered in one place."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers import events
from handlers.boundary import Boundary
from handlers.commands import charter, help, know, left, me, who_knows  # noqa: A004 named after the word it serves
from handlers.house import House, respond
from handlers.views.kit import Message, section


def register(app: App, boundary: Boundary) -> House:
    """Register everything the bot understands; gives the house, whose command table docs and help are made from."""
    house = House(app, boundary)
    furnish(house)
    app.command("/o2o")(house.typed)
    app.event("message")(house.written)
    events.register(app, boundary)
    app.action(re.compile(".*"))(_from_another_time)
    _acknowledge_events_once_stored(app)
    return house


def furnish(house: House) -> None:
    """Register every word, button and form with a house."""
    for module in (who_knows, know, left, me, charter, help):
        module.register(house)


def _acknowledge_events_once_stored(app: App) -> None:
    """Let event listeners acknowledge for themselves, after the commit.

    Bolt acknowledges an event before its listener has begun: then a crash, or a busy store, loses it for good.
    """
    for listener in app._listeners:  # noqa: SLF001 `app.event` offers no other way to say it
        listener.auto_acknowledgement = False


def _from_another_time(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    """A button no listener knows: of a version before or after this one."""
    del client
    ack()
    words = "That button is from another time. Please ask again."
    respond(body, Message(words, (section(words),)))
