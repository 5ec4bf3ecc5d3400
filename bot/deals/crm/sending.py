"""Sending facts to the CRM over HTTP: signed, outside any transaction, again when it was not taken."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

import structlog

from bot import audit
from bot.charter import Charter
from bot.clock import Clock
from bot.deals.crm import outgoing, signing
from models.session import Database

log = structlog.get_logger()

TIMEOUT = 10
"""Seconds the other side has to answer."""
AT_ONCE = 50
"""Facts sent in one round; the next comes soon."""


class _NotElsewhere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nobody: what is sent is for the address in the settings."""


def send_all(
    database: Database, clock: Clock, charter: Charter, workspace_id: int, url: str, secret: str, most: int = AT_ONCE
) -> int:
    """Send what is due, one after the other; gives how many were taken. The first that is not ends the round."""
    with database.write() as session:
        outgoing.notice(session, clock, workspace_id)
    number = 0
    for _ in range(most):
        with database.write() as session:
            claimed = outgoing.claim(session, clock, workspace_id)
        if claimed is None:
            break
        with database.read() as session:
            fact = outgoing.in_words(session, charter, clock, workspace_id, claimed)
        with database.write() as session:
            if fact is None:
                outgoing.drop(session, workspace_id, claimed)
                continue
            # On record before it leaves, as often as it is sent.
            audit.record(session, clock, workspace_id, outgoing.CHANNEL, claimed.id, fact.decided)
        taken, answer = post(url, secret, fact.words)
        with database.write() as session:
            outgoing.settle(session, clock, workspace_id, claimed, taken=taken, answer=answer)
        if not taken:
            log.warning("crm_did_not_take_it", event_id=claimed.id, attempts=claimed.attempts, answer=answer)
            break
        number += 1
    return number


def post(url: str, secret: str, words: Mapping[str, Any]) -> tuple[bool, str]:
    """Send one fact; whether it was taken (any 2xx), and the status or the kind of error."""
    body = json.dumps(dict(words), ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "o2o",
        signing.TIMESTAMP: stamp,
        signing.SIGNATURE: signing.sign(secret, stamp, body),
    }
    asked = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 the settings take http and https only
    opener = urllib.request.build_opener(_NotElsewhere)
    try:
        with opener.open(asked, timeout=TIMEOUT) as answer:
            return 200 <= answer.status < 300, str(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return False, str(error.code)
    except (OSError, ValueError) as error:
        return False, type(error).__name__
