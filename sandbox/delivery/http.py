"""Signed HTTP delivery, as to an app's request URL."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery.ack import ACK_SECONDS, Ack, Kind, Retry, body_of


def signed_headers(secret: str, body: str, at: int | None = None) -> dict[str, str]:
    """Slack's signature (v0) over a body, at a time in seconds (default: now, by the real clock).

    The real clock, because the app checks the signature's age against its own.
    """
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def encoded(kind: Kind, payload: dict[str, Any]) -> tuple[str, str]:
    """The body and content type Slack uses for this kind of payload."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts payloads to one URL and reads the acknowledgement."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.url: str | None = None
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, kind: Kind, payload: dict[str, Any], retry: Retry | None = None) -> Ack:
        """Send one payload; never raises, a failure is an Ack that is not ok."""
        if self.url is None:
            return Ack(0.0, "no url", error="dispatch_failed")
        body, content_type = encoded(kind, payload)
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            **signed_headers(self.secret, body),
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        began = time.perf_counter()
        try:
            async with self._session.post(
                self.url,
                data=body.encode(),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=ACK_SECONDS),
            ) as answer:
                text = await answer.text()
                ms = (time.perf_counter() - began) * 1000
                if answer.status != 200:
                    final = answer.headers.get("X-Slack-No-Retry") == "1"
                    return Ack(ms, answer.status, error="dispatch_failed", final=final)
                return Ack(ms, 200, body_of(text, answer.headers.get("Content-Type", "")))
        except TimeoutError:
            ms = (time.perf_counter() - began) * 1000
            return Ack(ms, "timeout", error="operation_timeout")
        except aiohttp.ClientError as error:
            ms = (time.perf_counter() - began) * 1000
            return Ack(ms, type(error).__name__, error="dispatch_failed")

    async def verify(self, url: str) -> bool:
        """Slack's `url_verification` handshake: does the app echo the challenge?"""
        payload = {
            "type": "url_verification",
            "challenge": hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest(),
        }
        before, self.url = self.url, url
        ack = await self.deliver("events_api", payload)
        self.url = before
        body = ack.body or {}
        return ack.ok and payload["challenge"] in (body.get("challenge"), body.get("text"))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
