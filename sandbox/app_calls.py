"""What an app sends to Slack over HTTP: its arguments, the faults it meets, the answer, the log."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.answers import respond
from sandbox.entities import Json
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.files import settle, upload
from sandbox.page_api import ROOM
from sandbox.state import State
from sandbox.webapi import METHODS, answer
from sandbox.workspace import Workspace

JSON_FIELDS = ("view", "blocks", "metadata", "attachments", "files")
GONE = frozenset({"used_url", "expired_url", "invalid_url"})
BROKEN_PAGE = "<!DOCTYPE html><html><head><title>Server Error</title></head><body>Something went wrong.</body></html>"


@dataclass
class _Exchange:
    """One request of the app, from its arrival to the answer."""

    request: web.Request
    what: str
    args: Json
    began: float
    fault: Fault | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace asked."""
        return self.request.app[ROOM]

    def meet(self, *places: str) -> bool:
        """Look for a fault; whether what was asked for is to be done all the same."""
        self.fault = self.workspace.faults.met_by(self.what, *places)
        return self.fault is None or self.fault.carries_out

    def refuse(self) -> None:
        """Raise the error that a fault has Slack answer, if it has."""
        if self.fault is not None and self.fault.kind == "refused":
            raise SlackError(self.fault.error)

    async def finish(self, status: int, said: Json | str, headers: dict[str, str] | None = None) -> web.Response:
        """Answer, or do what the fault has Slack do instead, and note it on the wire."""
        headers, fault = dict(headers or {}), self.fault
        kind = fault.kind if fault else ""
        if fault is None or kind == "refused":
            pass
        elif kind in ("lost_reply", "lost_request"):
            return self._lose(said)
        elif kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif kind == "rate_limited":
            headers["Retry-After"] = str(fault.retry_after)
            status, said = 429, {"ok": False, "error": "ratelimited"}
        else:
            status, said = fault.status, BROKEN_PAGE
        self._note(status, said)
        if isinstance(said, str):
            html = "text/html" if said is BROKEN_PAGE else "text/plain"
            return web.Response(status=status, text=said, content_type=html, headers=headers)
        return web.json_response(said, status=status, headers=headers)

    def _lose(self, said: Json | str) -> web.Response:
        """Close the connection without an answer; the log has what it would have been."""
        if self.request.transport is not None:
            self.request.transport.close()
        self._note("no answer", said)
        return web.Response()

    def _note(self, status: int | str, said: Json | str) -> None:
        ms = (time.perf_counter() - self.began) * 1000
        args = {name: _shown(name, value) for name, value in self.args.items()}
        kind = self.fault.kind if self.fault else ""
        self.workspace.wire.add("app->slack", self.what, status, ms, args, said, kind)
        self.workspace.state.changed("wire", ())


def _object(text: str, error: str) -> Json:
    """A JSON object, or Slack's error for what is none."""
    try:
        found = json.loads(text)
    except ValueError:
        raise SlackError(error) from None
    if not isinstance(found, dict):
        raise SlackError(error)
    return found


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """A call's arguments and token, from the query, a form or JSON, and the header."""
    args: Json = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            args.update(_object(await request.text(), "invalid_json"))
        elif request.content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "text/plain",
        ):
            args.update({name: str(value) for name, value in (await request.post()).items()})
        else:
            raise SlackError("invalid_post_type")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token if scheme.lower() == "bearer" else args.pop("token", None)
    args.pop("token", None)
    return args, given


def _places(state: State, args: Json) -> tuple[str, ...]:
    """The ids of what a call is about: the conversation, and the person it is with."""
    wanted = str(args.get("channel") or args.get("channel_id") or args.get("user_id") or "")
    for channel in state.channels.values():
        if channel.kind == "im" and state.bot_user_id in channel.members and wanted in {channel.id, *channel.members}:
            return (channel.id, *(member for member in channel.members if member != state.bot_user_id))
    return (wanted,)


async def call_method(request: web.Request) -> web.Response:
    """One Web API call: 200 as Slack has it, for refusals too, unless a fault is in the way."""
    workspace, name = request.app[ROOM], request.match_info["method"]
    exchange = _Exchange(request, name, {}, time.perf_counter())
    said: Json = {}
    settle(workspace)
    try:
        exchange.args, token = await _arguments(request)
        if exchange.meet(*_places(workspace.state, exchange.args)):
            said = answer(workspace, name, token, exchange.args)
        exchange.refuse()
    except SlackError as error:
        said = {"ok": False, "error": error.code, **error.beside}
    accepted = METHODS[name].scope if name in METHODS else None
    headers = {
        "X-OAuth-Scopes": ",".join(sorted(workspace.state.manifest.scopes)),
        "X-Accepted-OAuth-Scopes": accepted or "",
    }
    return await exchange.finish(200, said, headers)


def _shown(name: str, value: Any) -> Any:
    """An argument for the inspector: JSON that came as text is shown as what it is."""
    if name in JSON_FIELDS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def use_response_url(request: web.Request) -> web.Response:
    """A post to a `response_url`: five times within half an hour."""
    workspace = request.app[ROOM]
    exchange = _Exchange(request, "response_url", {}, time.perf_counter())
    status, said = 200, "ok"
    try:
        exchange.args = _object(await request.text(), "invalid_payload")
        if exchange.meet():
            respond(workspace, workspace.state.tickets.respond(request.match_info["key"]), exchange.args)
        exchange.refuse()
    except SlackError as error:
        status = 404 if error.code in GONE else 400
        said = json.dumps({"ok": False, "error": error.code, **error.beside})
    return await exchange.finish(status, said)


async def take_upload(request: web.Request) -> web.Response:
    """The bytes of a file, sent as they are or as a form's only file, to the address of an upload."""
    workspace = request.app[ROOM]
    exchange = _Exchange(request, "upload_url", {}, time.perf_counter())
    status, said = 200, ""
    try:
        content = await _bytes(request)
        exchange.args = {"bytes": len(content)}
        if exchange.meet():
            said = upload(workspace, request.match_info["key"], content)
        exchange.refuse()
    except SlackError as error:
        status, said = 404 if error.code == "upload_not_found" else 400, error.code
    return await exchange.finish(status, said)


async def _bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    fields = [one for one in (await request.post()).values() if isinstance(one, web.FileField)]
    return fields[0].file.read() if fields else b""
