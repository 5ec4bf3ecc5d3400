"""The aiohttp application: Web API, response URLs, Socket Mode, the page and its contract."""

import json
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.answers import respond
from sandbox.entities import Json
from sandbox.errors import SlackError
from sandbox.page_api import ROOM, guard, routes
from sandbox.webapi import METHODS, answer
from sandbox.workspace import Workspace

PAGE = Path(__file__).with_name("page")
LARGEST_REQUEST = 16 * 1024 * 1024
JSON_FIELDS = ("view", "blocks", "metadata", "attachments")


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


async def call_method(request: web.Request) -> web.Response:
    """One Web API call; always 200, as Slack has it."""
    workspace, name = request.app[ROOM], request.match_info["method"]
    began = time.perf_counter()
    args: Json = {}
    try:
        args, token = await _arguments(request)
        said = answer(workspace, name, token, args)
    except SlackError as error:
        said = {"ok": False, "error": error.code, **error.beside}
    ms = (time.perf_counter() - began) * 1000
    workspace.wire.add("app->slack", name, 200, ms, {n: _shown(n, v) for n, v in args.items()}, said)
    workspace.state.changed("wire", ())
    accepted = METHODS[name].scope if name in METHODS else None
    headers = {
        "X-OAuth-Scopes": ",".join(sorted(workspace.state.manifest.scopes)),
        "X-Accepted-OAuth-Scopes": accepted or "",
    }
    return web.json_response(said, headers=headers)


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
    began = time.perf_counter()
    status, said = 200, "ok"
    body: Json = {}
    try:
        body = _object(await request.text(), "invalid_payload")
        respond(workspace, workspace.state.tickets.respond(request.match_info["key"]), body)
    except SlackError as error:
        gone = error.code in {"used_url", "expired_url", "invalid_url"}
        status = 404 if gone else 400
        said = json.dumps({"ok": False, "error": error.code, **error.beside})
    ms = (time.perf_counter() - began) * 1000
    workspace.wire.add("app->slack", "response_url", status, ms, body, said)
    workspace.state.changed("wire", ())
    return web.Response(status=status, text=said)


async def link(request: web.Request) -> web.StreamResponse:
    """A Socket Mode connection."""
    workspace = request.app[ROOM]
    workspace.state.changed("connection")
    try:
        return await workspace.delivery.socket.serve(request)
    finally:
        workspace.state.changed("connection")


async def page(request: web.Request) -> web.StreamResponse:
    """The page itself, or one of its files."""
    wanted = (PAGE / (request.match_info.get("file") or "index.html")).resolve()
    if PAGE.resolve() not in wanted.parents or not wanted.is_file():
        text = "The sandbox runs, but its page is not installed (no sandbox/page/)."
        return web.Response(status=404, text=text)
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    return web.FileResponse(wanted, headers={"Content-Security-Policy": policy})


def application(workspace: Workspace) -> web.Application:
    """The whole server for one workspace."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[guard])
    app[ROOM] = workspace
    app.add_routes(
        [
            web.get("/", page),
            web.get("/page/{file:.+}", page),
            web.get("/link/", link),
            web.post("/response/{key}", use_response_url),
            web.route("*", "/api/{method}", call_method),
            *routes(),
        ]
    )
    return app
