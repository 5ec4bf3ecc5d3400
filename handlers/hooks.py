"""What the CRM sends over HTTP: `POST /hooks/deals` (signed, or with a bearer token) and `POST /hooks/hubspot`.

An address is there only where its secret is set. Whatever comes in, the answer is never 500 and nothing of a body is
logged. What a delivery changes is committed before it is answered.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from bot.clock import Clock
from bot.deals.crm import deliveries, signing
from bot.deals.crm.taking import Taken, take
from bot.deals.crm.told import Malformed, Told, Via, read_deal, read_hubspot, read_json
from bot.deals.playbook import Playbooks
from bot.settings import Settings
from models.session import Database

log = structlog.get_logger()

DEALS, HUBSPOT = "/hooks/deals", "/hooks/hubspot"
TRIES = 3
"""How often a delivery is tried when somebody else's write came between; HubSpot waits five seconds."""
AT_ONCE = 60
"""Refused deliveries that are written down one by one; past these, one write a second counts all that came."""

Check = Callable[[bytes], str | None]
"""What is wrong with the signature of a body; None: nothing."""


@dataclass
class Hooks:
    """The addresses the CRM sends to, for one workspace: that of the bot's token."""

    settings: Settings
    database: Database
    clock: Clock
    workspace_id: int
    playbooks: Playbooks
    # Signatures age by the time of day, not by a clock that a demo or a test has moved.
    time_of_day: Callable[[], float] = time.time
    _refused: _Refused = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin to count what is refused."""
        self._refused = _Refused(self)

    @property
    def wanted(self) -> bool:
        """Whether any address is to be there."""
        mine = self.settings
        return any((mine.webhook_secret, mine.webhook_token, mine.hubspot_secret))

    def add_to(self, flask: Flask) -> None:
        """Add the addresses whose secrets are set."""
        mine = self.settings
        if mine.webhook_secret or mine.webhook_token:
            flask.add_url_rule(DEALS, view_func=self.deals, methods=["POST"])
        if mine.hubspot_secret:
            flask.add_url_rule(HUBSPOT, view_func=self.hubspot, methods=["POST"])

    def deals(self) -> Response:
        """Answer `POST /hooks/deals`."""
        return self._answered("deals", self._wrong, lambda held: ([read_deal(held, self.clock.now())], 0))

    def hubspot(self) -> Response:
        """Answer `POST /hooks/hubspot`."""
        return self._answered("hubspot", self._wrong_hubspot, lambda held: read_hubspot(held, self.clock.now()))

    def _answered(self, via: Via, wrong: Check, read: Callable[[Any], tuple[list[Told], int]]) -> Response:
        try:
            return self._answer(via, wrong, read)
        except (SQLAlchemyError, OSError) as error:
            log.warning("hook_not_stored", via=via, error=type(error).__name__)
            return _try_again("the store did not answer")
        except Exception:  # a boundary: the CRM hears to try again, the log where it broke
            reference = secrets.token_hex(4)
            log.exception("hook_broken", via=via, reference=reference)
            return _try_again(f"something broke on our side, reference {reference}")

    def _answer(self, via: Via, wrong: Check, read: Callable[[Any], tuple[list[Told], int]]) -> Response:
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return self._refuse(via, "too large", 413, "the body is larger than 1 MiB")
        except BadRequest:  # whoever sent it was gone before the end of it
            return self._refuse(via, "malformed", 400, "the body broke off")
        if (why := wrong(body)) is not None:
            return self._refuse(via, why, 401, why)
        try:
            told, others = read(read_json(body))
        except Malformed as error:
            return self._refuse(via, "malformed", 400, error.words)
        if others:
            self._refused.note(via, "not a stage", others)
        taken = self._take(told) if told else []
        self._refused.flush()
        unknown = any(one.outcome == "unknown deal" for one in taken)
        return _json(404 if unknown else 200, _as_data(taken) if via == "hubspot" else _one_as_data(taken))

    def _take(self, told: Sequence[Told]) -> list[Taken]:
        for left in reversed(range(TRIES)):
            try:
                with self.database.write() as session:
                    return take(session, self.clock, self.workspace_id, self.playbooks, told)
            except (IntegrityError, OperationalError):
                if not left:
                    raise
        raise AssertionError  # the loop returns or raises

    def _refuse(self, via: Via, why: str, status: int, words: str) -> Response:
        self._refused.note(via, why)
        return _json(status, {"error": words})

    def _wrong(self, body: bytes) -> str | None:
        given, token, secret = request.headers, self.settings.webhook_token, self.settings.webhook_secret
        bearer = given.get("Authorization", "")
        if token is not None and bearer[:7].casefold() == "bearer ":
            same = hmac.compare_digest(bearer[7:].strip().encode(), token.get_secret_value().encode())
            return None if same else "wrong signature"
        if secret is None:
            return "unsigned"
        timestamp, signature = given.get(signing.TIMESTAMP, ""), given.get(signing.SIGNATURE, "")
        return signing.wrong(secret.get_secret_value(), timestamp, signature, body, self.time_of_day())

    def _wrong_hubspot(self, body: bytes) -> str | None:
        # HubSpot's library brings its whole client along: loaded only where HubSpot is connected.
        from hubspot.exceptions import InvalidSignatureTimestampError
        from hubspot.utils.signature import Signature

        timestamp = request.headers.get("X-HubSpot-Request-Timestamp", "")
        signature = request.headers.get("X-HubSpot-Signature-v3", "")
        # The library stumbles over other characters, and takes a time that lies in the future.
        if not (signing.plain_number(timestamp) and signature and signature.isascii()):
            return "unsigned"
        if int(timestamp) / 1000 > self.time_of_day() + signing.MOST_AGE:
            return "too old"
        secret = self.settings.hubspot_secret
        try:
            right = secret is not None and Signature.is_valid(
                signature=signature,
                client_secret=secret.get_secret_value(),
                request_body=body.decode("utf-8"),
                http_uri=self._address_of(HUBSPOT),
                signature_version="v3",
                timestamp=timestamp,
            )
        except InvalidSignatureTimestampError:
            return "too old"
        except UnicodeDecodeError:
            return "wrong signature"
        return None if right else "wrong signature"

    def _address_of(self, path: str) -> str:
        """The address HubSpot sent to, which it signs; behind a proxy, the request itself tells another one."""
        begins = self.settings.public_url or request.host_url.rstrip("/")
        query = request.query_string.decode("latin-1")
        return f"{begins}{path}" + (f"?{query}" if query else "")


class _Refused:
    """Counts what is refused; a flood of it costs a write a second, whatever its size."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        self._waiting: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self._allowed, self._since = float(AT_ONCE), time.monotonic()

    def note(self, via: str, why: str, times: int = 1) -> None:
        with self._lock:
            self._waiting[via, why] += times
            now = time.monotonic()
            self._allowed = min(float(AT_ONCE), self._allowed + now - self._since)
            self._since = now
            if self._allowed < 1:
                return
            self._allowed -= 1
        self.flush()

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        hooks = self._hooks
        try:
            with hooks.database.write() as session:
                for (via, why), times in sorted(waiting.items()):
                    deliveries.count(session, hooks.clock, hooks.workspace_id, via, why, times)
        except SQLAlchemyError:
            with self._lock:  # counted with the next
                self._waiting += waiting


def _one_as_data(taken: Sequence[Taken]) -> dict[str, Any]:
    one = taken[0]
    if one.outcome == "unknown deal":
        return {"outcome": one.outcome, "error": "no deal has this external_id: import deals first"}
    data: dict[str, Any] = {"outcome": one.outcome, "stage_known": one.stage_known}
    return data | ({"notes": list(one.notes)} if one.notes else {})


def _as_data(taken: Sequence[Taken]) -> dict[str, Any]:
    data: dict[str, Any] = {"outcomes": dict(Counter(one.outcome for one in taken))}
    unknown = sorted({one.told.external_id for one in taken if one.outcome == "unknown deal"})
    return data | ({"unknown_deals": unknown} if unknown else {})


def _json(status: int, data: dict[str, Any]) -> Response:
    return Response(json.dumps(data) + "\n", status, mimetype="application/json")


def _try_again(why: str) -> Response:
    answer = _json(503, {"error": why})
    answer.headers["Retry-After"] = "30"
    return answer
