"""One door for all payloads: picks the way in force and notes the exchange on the wire."""

import asyncio
from typing import Any, Literal

from sandbox.delivery.ack import Ack, Kind
from sandbox.delivery.http import HttpDelivery
from sandbox.delivery.socket import SocketDelivery
from sandbox.state import State
from sandbox.wire import Wire

Mode = Literal["socket", "http", "none"]

PLURALS = {"channel": "channels", "group": "groups"}

__all__ = ["Ack", "Delivery", "Kind", "Mode"]


class Delivery:
    """Delivers payloads to the app by HTTP or Socket Mode."""

    def __init__(self, state: State, wire: Wire, mode: Mode) -> None:
        self.state, self.wire, self.mode = state, wire, mode
        self.http = HttpDelivery(state.signing_secret)
        self.socket = SocketDelivery(state.app_id)
        self._under_way: set[asyncio.Task[Ack]] = set()

    @property
    def connected(self) -> bool:
        """Whether there is anybody to deliver to."""
        if self.mode == "socket":
            return self.socket.connections > 0
        return self.mode == "http" and self.http.url is not None

    async def deliver(self, kind: Kind, payload: dict[str, Any]) -> Ack:
        """Send a payload and wait for its acknowledgement, three seconds at most."""
        if self.mode == "none":
            ack = Ack(0.0, "none", error="dispatch_failed")
        elif self.mode == "http":
            ack = await self.http.deliver(kind, payload)
        else:
            ack = await self.socket.deliver(kind, payload)
        what = payload.get("event", {}).get("type") if kind == "events_api" else payload.get("type")
        answer = ack.body if ack.ok else {"error": ack.error}
        self.wire.add("slack->app", what or kind, ack.status, ack.ms, payload, answer)
        self.state.changed("wire", ())
        return ack

    def event(self, event: dict[str, Any]) -> "asyncio.Task[Ack] | None":
        """Send an event, if the app subscribed to it; the task ends with its acknowledgement."""
        payload = self._event_payload(event)
        if payload is None:
            return None
        task = asyncio.get_running_loop().create_task(self.deliver("events_api", payload))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def _event_payload(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """The outer event, or None when the app is not subscribed."""
        name = event["type"]
        if name == "message":
            kind = event["channel_type"]
            name = f"message.{PLURALS.get(kind, kind)}"
        if name not in self.state.manifest.events:
            return None
        state = self.state
        return {
            "token": state.verification_token,
            "team_id": state.team_id,
            "context_team_id": state.team_id,
            "context_enterprise_id": None,
            "api_app_id": state.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": state.next_id("Ev"),
            "event_time": int(state.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": state.team_id,
                    "user_id": state.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{state.next_id('ctx')}",
        }

    async def close(self) -> None:
        """Let go of every connection; what is under way is given up."""
        for task in list(self._under_way):
            task.cancel()
        await self.http.close()
        await self.socket.close()
