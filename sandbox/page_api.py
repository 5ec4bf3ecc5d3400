"""The contract with the page and the test client: state, events, acts, wire, clock, options."""

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.acts import perform
from sandbox.entities import Channel, Json, User
from sandbox.files import settle
from sandbox.payloads import page_view
from sandbox.state import State
from sandbox.workspace import Workspace

HEARTBEAT_SECONDS = 15.0
LONGEST_WAIT_SECONDS = 30.0
ROOM = web.AppKey("room", Workspace)


def own_page_only(request: web.Request) -> None:
    """Refuse what another web page could send: foreign origins and form posts."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="only the sandbox's own page may do this")
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPForbidden(text="send application/json")


@web.middleware
async def guard(request: web.Request, handler: Any) -> web.StreamResponse:
    """Keep other web pages from driving or reading the sandbox, by rebinding names too."""
    if request.path.startswith("/sandbox/"):
        if urlsplit(f"//{request.host}").hostname not in {"127.0.0.1", "localhost"}:
            raise web.HTTPForbidden(text="the sandbox answers on 127.0.0.1 only")
        own_page_only(request)
    answer: web.StreamResponse = await handler(request)
    return answer


def snapshot(workspace: Workspace, me: User) -> Json:
    """Everything this person may see."""
    state = workspace.state
    channels = state.visible(me)
    home = state.homes.get(me.id)
    return {
        "seq": state.seq,
        "seen": state.seen(me.id),
        "now": state.clock.now(),
        "team": {"id": state.team_id, "name": state.team_name},
        "app": {
            "id": state.app_id,
            "name": state.manifest.name,
            "bot_user_id": state.bot_user_id,
            "connected": workspace.delivery.connected,
            "delivery": workspace.delivery.mode,
            "home": state.manifest.home_tab,
        },
        "intro": state.intro,
        "me": me.id,
        "users": [_user(state, user) for user in state.users.values()],
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in state.manifest.commands
        ],
        "shortcuts": [
            {
                "callback_id": s.callback_id,
                "name": s.name,
                "description": s.description,
                "type": s.kind,
            }
            for s in state.manifest.shortcuts
        ],
        "channels": [_channel(state, channel, me) for channel in channels],
        "messages": {channel.id: _messages(state, channel, me) for channel in channels},
        "views": [page_view(state, state.views[ident]) for ident in state.stacks[me.id]],
        "home": page_view(state, home) if home else None,
        "notice": state.notices.get(me.id),
    }


def _user(state: State, user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "email": user.email,
        "kind": user.kind(state.team_id),
        "team_id": user.team_id,
        "color": user.color,
    }


def _channel(state: State, channel: Channel, me: User) -> Json:
    other = None
    if channel.kind == "im":
        other = next((member for member in channel.members if member != me.id), me.id)
    seen = channel.read.get(me.id, "")
    fresh = [m for m in _messages(state, channel, me) if m["ts"] > seen and m["user"] != me.id]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "is_shared": channel.is_shared,
        "is_archived": channel.is_archived,
        "members": channel.members,
        "unread": len(fresh),
        "with": other,
    }


def _messages(state: State, channel: Channel, me: User) -> list[Json]:
    found = state.messages[channel.id].values()
    return [m.page() for m in found if m.ephemeral_to in (None, me.id)]


def _me(request: web.Request) -> User:
    user = request.app[ROOM].state.users.get(request.query.get("as", ""))
    if user is None:
        raise web.HTTPNotFound(text="no such user; give as=UID")
    return user


def _number(request: web.Request, name: str, default: float) -> float:
    try:
        return float(request.query.get(name, default))
    except ValueError:
        raise web.HTTPBadRequest(text=f"{name} must be a number") from None


async def get_state(request: web.Request) -> web.Response:
    """`?as=UID`; with `after=SEQ&wait=SECONDS` answers once something they see has changed."""
    workspace, me = request.app[ROOM], _me(request)
    settle(workspace)
    wait = min(_number(request, "wait", 0), LONGEST_WAIT_SECONDS)
    after = _number(request, "after", -1)
    queue = workspace.state.listen()
    try:
        async with asyncio.timeout(wait) if wait > 0 else asyncio.timeout(None):
            while wait > 0 and workspace.state.seen(me.id) <= after:
                await queue.get()
    except TimeoutError:
        pass
    finally:
        workspace.state.unlisten(queue)
    return web.json_response(snapshot(workspace, me))


async def get_events(request: web.Request) -> web.StreamResponse:
    """Server-Sent Events: what UID sees may have changed."""
    workspace, me = request.app[ROOM], _me(request)
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await stream.prepare(request)
    queue = workspace.state.listen()
    try:
        await stream.write(f'data: {{"seq":{workspace.state.seq},"what":"hello"}}\n\n'.encode())
        while True:
            try:
                change = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await stream.write(b": still here\n\n")
                continue
            if me.id in change["users"] or change["what"] == "wire":
                told = {"seq": change["seq"], "what": change["what"]}
                await stream.write(f"data: {json.dumps(told)}\n\n".encode())
    except (ConnectionError, asyncio.CancelledError):
        return stream
    finally:
        workspace.state.unlisten(queue)


async def json_body(request: web.Request) -> Json:
    """The JSON object that was posted, or a 400."""
    with suppress(ValueError):
        body = await request.json()
        if isinstance(body, dict):
            return body
    raise web.HTTPBadRequest(text="send a JSON object")


async def post_act(request: web.Request) -> web.Response:
    """Do one act; answers when the app has acknowledged or three seconds have passed."""
    return web.json_response(await perform(request.app[ROOM], await json_body(request)))


async def get_wire(request: web.Request) -> web.Response:
    """Wire entries after number N."""
    after = int(_number(request, "after", 0))
    entries = [entry.api() for entry in request.app[ROOM].wire.after(after)]
    return web.json_response({"entries": entries})


async def get_file(request: web.Request) -> web.Response:
    """The bytes of a file that is in a conversation; only the page may have them, which acts as anyone."""
    file = request.app[ROOM].state.files.get(request.match_info["file"])
    if file is None or not file.ready or file.content is None:
        raise web.HTTPNotFound(text="there is no such file")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return web.Response(body=file.content, content_type=file.mimetype, headers=headers)


async def post_clock(request: web.Request) -> web.Response:
    """Move the clock."""
    state, body = request.app[ROOM].state, await json_body(request)
    try:
        if "advance" in body:
            state.clock.advance(float(body["advance"]))
        else:
            state.clock.set(float(body["set"]))
    except (KeyError, TypeError, ValueError):
        raise web.HTTPBadRequest(text="send advance or set, in seconds") from None
    state.changed("clock")
    return web.json_response({"now": state.clock.now()})


async def post_options(request: web.Request) -> web.Response:
    """Choose the way payloads go to the app."""
    workspace, body = request.app[ROOM], await json_body(request)
    to = str(body.get("deliver", ""))
    if to.startswith("http:"):
        # Both "http:http://127.0.0.1:3000/slack/events" and the bare address are taken.
        url = to.removeprefix("http:") if to.startswith("http:http") else to
        workspace.delivery.http.url, workspace.delivery.mode = url, "http"
    elif to in ("socket", "none"):
        workspace.delivery.mode = "socket" if to == "socket" else "none"
    else:
        raise web.HTTPBadRequest(text='deliver is "http:URL", "socket" or "none"')
    workspace.state.changed("wire")
    return web.json_response({"ok": True, "delivery": workspace.delivery.mode})


def routes() -> list[web.RouteDef]:
    """The contract's routes."""
    return [
        web.get("/sandbox/state", get_state),
        web.get("/sandbox/events", get_events),
        web.post("/sandbox/act", post_act),
        web.get("/sandbox/wire", get_wire),
        web.get("/sandbox/file/{file}", get_file),
        web.post("/sandbox/clock", post_clock),
        web.post("/sandbox/options", post_options),
    ]
