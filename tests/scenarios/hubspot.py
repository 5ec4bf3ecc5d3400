"""HubSpot, as far as it speaks to the bot: signed events over HTTP."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from hubspot.utils.signature import Signature

from handlers import http
from handlers.hooks import HUBSPOT
from tests.scenarios.company import HUBSPOT_SECRET, PUBLIC_URL
from tests.scenarios.world import World


@contextmanager
def listening(world: World) -> Iterator[str]:
    """The bot listens for the CRM; gives the address HubSpot's events come in at."""
    server = http.Listening(http.without_slack(world.bot.not_ready, world.bot.hooks()), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.port}{HUBSPOT}"
    finally:
        server.close()


def moves(world: World, external_id: str, stage: str) -> int:
    """A deal is moved in HubSpot; gives the status its event is answered with."""
    event = {
        "eventId": 1,
        "subscriptionType": "deal.propertyChange",
        "propertyName": "dealstage",
        "objectId": external_id,
        "propertyValue": stage,
        "occurredAt": int(world.clock.now().timestamp() * 1000),
        "attemptNumber": 0,
    }
    body, stamp = json.dumps([event]), str(int(time.time() * 1000))
    signature = Signature.get_signature(HUBSPOT_SECRET, body, "v3", PUBLIC_URL + HUBSPOT, "POST", stamp)
    headers = {
        "Content-Type": "application/json",
        "X-HubSpot-Request-Timestamp": stamp,
        "X-HubSpot-Signature-v3": signature,
    }
    with listening(world) as url:
        asked = urllib.request.Request(url, body.encode(), headers, method="POST")  # noqa: S310 our own server
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 likewise
            return int(answer.status)
