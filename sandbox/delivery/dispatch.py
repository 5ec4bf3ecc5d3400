"""One door for all payloads: picks the way in force and notes the exchange on the wire."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Literal, TypeVar

from sandbox.delivery.ack import Ack, Kind, Retry
from sandbox.delivery.http import HttpDelivery
from sandbox.delivery.socket import SocketDelivery
from sandbox.faults import Faults
from sandbox.state import State
from sandbox.wire import Wire

Done = TypeVar("Done")
Mode = Literal["socket", "http", "none"]

PLURALS = {"channel": "channels", "group": "groups"}

RETRY_SECONDS = (0.0, 60.0, 300.0)
"""When Slack tries an event again that was not acknowledged: at once, then after a minute, then after five."""
CLOCK_LOOKED_AT_SECONDS = 0.02

__all__ = ["Ack", "Delivery", "Kind", "Mode"]


class Delivery:
    """Delivers payloads to the app by HTTP or Socket Mode."""

    def __init__(self, state: State, wire: Wire, faults: Faults, mode: Mode) -> None:
        self.state, self.wire, self.faults, self.mode = state, wire, faults, mode
        self.http = HttpDelivery(state.signing_secret)
        self.socket = SocketDelivery(state.app_id)
        self.retry_seconds: tuple[float, ...] = RETRY_SECONDS
        self.retries_due: list[float] = []
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def connected(self) -> bool:
        """Whether there is anybody to deliver to."""
        if self.mode == "socket":
            return self.socket.connections > 0
        return self.mode == "http" and self.http.url is not None

    async def deliver(self, kind: Kind, payload: dict[str, Any], retry: Retry | None = None) -> Ack:
        """Send a payload and wait for its acknowledgement, three seconds at most."""
        fault = self.faults.met_in_delivery(kind)
        met = fault.kind if fault is not None else ""
        if met == "twice":
            # Slack does not wait with the second: both are under way at the same time.
            second = Retry(1, "http_timeout") if kind == "events_api" else None
            self._start(self._deliver(kind, payload, second, met))
        return await self._deliver(kind, payload, retry, met)

    async def _deliver(self, kind: Kind, payload: dict[str, Any], retry: Retry | None, fault: str) -> Ack:
        if self.mode == "none":
            ack = Ack(0.0, "none", error="dispatch_failed", final=True)
        elif self.mode == "http":
            ack = await self.http.deliver(kind, payload, retry)
        else:
            ack = await self.socket.deliver(kind, payload, retry)
        if fault == "lost_ack":
            ack = Ack(ack.ms, "timeout", error="operation_timeout")
        what = payload.get("event", {}).get("type") if kind == "events_api" else payload.get("type")
        answer = ack.body if ack.ok else {"error": ack.error}
        self.wire.add("slack->app", what or kind, ack.status, ack.ms, payload, answer, fault)
        self.state.changed("wire", ())
        return ack

    def event(self, event: dict[str, Any]) -> "asyncio.Task[Ack] | None":
        """Send an event, if the app subscribed to it; the task ends with its first acknowledgement.

        One that is not acknowledged is sent again up to three times, as only events are.
        """
        payload = self._event_payload(event)
        if payload is None:
            return None
        return self._start(self._first(payload))

    async def _first(self, payload: dict[str, Any]) -> Ack:
        ack = await self.deliver("events_api", payload)
        if not ack.ok and not ack.final:
            self._start(self._again(payload, ack))
        return ack

    async def _again(self, payload: dict[str, Any], ack: Ack) -> None:
        """Send an event again until it is acknowledged or Slack gives it up."""
        for number, seconds in enumerate(self.retry_seconds, 1):
            due = self.state.clock.now() + seconds
            self.retries_due.append(due)
            while self.state.clock.now() < due:  # noqa: ASYNC110 - tests move the clock, from threads of theirs
                # Whoever moves the clock on moves the next try nearer.
                await asyncio.sleep(CLOCK_LOOKED_AT_SECONDS)
            self.retries_due.remove(due)
            ack = await self.deliver("events_api", payload, Retry.after(ack, number))
            if ack.ok or ack.final:
                return

    def _start(self, work: Coroutine[Any, Any, Done]) -> "asyncio.Task[Done]":
        task = asyncio.get_running_loop().create_task(work)
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
