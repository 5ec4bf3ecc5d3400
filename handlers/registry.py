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
    for module in (who_knows, know, left, me, charter, help):
        module.register(house)
    app.command("/o2o")(house.typed)
    app.event("message")(house.written)
    events.register(app, boundary)
    app.action(re.compile(".*"))(_from_another_time)
    return house


def _from_another_time(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    """A button no listener knows: of a version before or after this one."""
    del client
    ack()
    words = "That button is from another time. Please ask again."
    respond(body, Message(words, (section(words),)))
