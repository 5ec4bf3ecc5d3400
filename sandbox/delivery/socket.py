"""Socket Mode: any number of connections, each payload to exactly one of them."""

import asyncio
import json
import secrets
import socket as socket_module
import struct
import time
import uuid
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.delivery.ack import ACK_SECONDS, Ack, Kind, Retry

CONNECTIONS = 10
TICKETS_KEPT = 100
# slack_sdk's client can close a connection only when something has just arrived on it (its reader
# holds the lock for up to three seconds), so frequent pings let apps stop at once.
PING_SECONDS = 0.1
RESET = struct.pack("ii", 1, 0)
"""Linger for no time at all: the connection is reset when it is closed."""


class SocketDelivery:
    """Hands payloads round the open connections and matches the acknowledgements."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self._tickets: dict[str, None] = {}
        self._open: list[web.WebSocketResponse] = []
        self._turn = 0
        self._awaited: dict[str, tuple[web.WebSocketResponse, Kind, asyncio.Future[dict[str, Any]]]] = {}
        self._transports: dict[web.WebSocketResponse, asyncio.Transport | None] = {}

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def ticket(self) -> str:
        """A one-time key for the websocket's address."""
        key = str(uuid.uuid4())
        self._tickets[key] = None
        while len(self._tickets) > TICKETS_KEPT:
            self._tickets.pop(next(iter(self._tickets)))
        return key

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection from its hello to its end."""
        key = request.query.get("ticket", "")
        if key not in self._tickets or len(self._open) >= CONNECTIONS:
            return web.Response(status=403, text="invalid ticket or too many connections")
        del self._tickets[key]
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self._open.append(socket)
        self._transports[socket] = request.transport
        pings = asyncio.get_running_loop().create_task(self._ping(socket))
        try:
            await socket.send_json(self._hello(request.query.get("debug_reconnects") == "true"))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            pings.cancel()
            self._open.remove(socket)
            del self._transports[socket]
            if socket.close_code in (None, WSCloseCode.ABNORMAL_CLOSURE):
                self._lost(socket)
        return socket

    def _lost(self, socket: web.WebSocketResponse) -> None:
        """Give up the events that were sent over a connection that broke: they come again over another.

        People's commands and clicks are never sent again, so theirs may still be acknowledged over
        any connection until their time is up.
        """
        for over, kind, awaited in self._awaited.values():
            if over is socket and kind == "events_api" and not awaited.done():
                awaited.set_exception(ConnectionError("connection lost"))

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        """Ping until the connection is gone."""
        with suppress(ConnectionError):
            while not socket.closed:
                await asyncio.sleep(PING_SECONDS)
                await socket.ping(b"sandbox")

    def _hello(self, debug: bool) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 360 if debug else 18060,
            },
            "connection_info": {"app_id": self.app_id},
        }

    def _acknowledged(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        waiting = self._awaited.pop(str(said.get("envelope_id")), None)
        if waiting is not None and not waiting[2].done():
            waiting[2].set_result(said)

    async def deliver(self, kind: Kind, payload: dict[str, Any], retry: Retry | None = None) -> Ack:
        """Send one payload to the next connection; never raises."""
        if not self._open:
            return Ack(0.0, "no connection", error="dispatch_failed")
        socket = self._open[self._turn % len(self._open)]
        self._turn += 1
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            reason = "timeout" if retry else ""
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": reason}
        awaited = asyncio.get_running_loop().create_future()
        self._awaited[envelope["envelope_id"]] = (socket, kind, awaited)
        began = time.perf_counter()
        try:
            await socket.send_json(envelope)
            said = await asyncio.wait_for(awaited, ACK_SECONDS)
        except TimeoutError:
            ms = (time.perf_counter() - began) * 1000
            return Ack(ms, "timeout", error="operation_timeout")
        except ConnectionError:
            return Ack(0.0, "connection lost", error="dispatch_failed")
        finally:
            self._awaited.pop(envelope["envelope_id"], None)
        ms = (time.perf_counter() - began) * 1000
        body = said.get("payload")
        return Ack(ms, 200, body if isinstance(body, dict) and body else None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every client to reconnect, as Slack does from time to time.

        It sends a `warning` some seconds ahead and `refresh_requested` when it is about to close.
        """
        for socket in list(self._open):
            with suppress(ConnectionError):
                await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def drop(self, count: int | None = None) -> None:
        """Break the oldest connections (all, when not told how many) without a word."""
        for transport in list(self._transports.values())[:count]:
            if transport is not None:
                # A reset, not a mere end: slack_sdk notices the one at once, the other after half a minute.
                held = transport.get_extra_info("socket")
                held.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_LINGER, RESET)
                transport.abort()

    async def close(self) -> None:
        """Close every connection."""
        for socket in list(self._open):
            with suppress(ConnectionError):
                await socket.close(code=WSCloseCode.GOING_AWAY)
