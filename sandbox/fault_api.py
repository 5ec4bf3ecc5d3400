"""Faults over the page's contract: a person at the page, or a test in another process, sets them."""

from typing import Any, get_args, get_type_hints

from aiohttp import web

from sandbox.entities import Json
from sandbox.faults import CALL_KINDS, DELIVERY_KINDS, Faults
from sandbox.page_api import ROOM, json_body
from sandbox.workspace import Workspace

FIELDS = {name: hint for name, hint in get_type_hints(Faults.add).items() if name != "return"}


def _typed(given: Json) -> dict[str, Any]:
    """Arguments of `Faults.add` that are of the right kind, or a 400 that names the wrong one."""
    for name, value in given.items():
        if name not in FIELDS:
            raise web.HTTPBadRequest(text=f"a fault has {', '.join(FIELDS)}, not {name}")
        kinds = tuple(get_args(FIELDS[name]) or (FIELDS[name],)) if name != "kind" else (str,)
        if not isinstance(value, (*kinds, int) if float in kinds else kinds):
            raise web.HTTPBadRequest(text=f"{name} cannot be {value!r}")
    return given


async def _change(workspace: Workspace, body: Json) -> None:
    """Do what the body asks for, in this order."""
    faults = workspace.faults
    if body.get("clear"):
        faults.clear()
    if "seed" in body:
        faults.seed(int(body["seed"]))
    if "limit" in body:
        limit = body["limit"]
        faults.limit(None) if not limit else faults.limit(**(limit if isinstance(limit, dict) else {}))
    if "add" in body:
        faults.add(**_typed(dict(body["add"])))
    if "retry_after" in body:
        workspace.delivery.retry_seconds = tuple(float(seconds) for seconds in body["retry_after"])
    if "disconnect" in body:
        reason, socket = str(body["disconnect"]), workspace.delivery.socket
        await (socket.drop() if reason == "abrupt" else socket.disconnect(reason))


def _shown(workspace: Workspace) -> web.Response:
    faults = workspace.faults
    return web.json_response(
        {
            "faults": [fault.api() for fault in faults.standing],
            "limited": faults.limited,
            "impatient": [{"method": method, "early": early} for method, early in faults.impatient],
            "kinds": [*CALL_KINDS, *DELIVERY_KINDS],
        }
    )


async def get_faults(request: web.Request) -> web.Response:
    """What goes wrong at present."""
    return _shown(request.app[ROOM])


async def post_faults(request: web.Request) -> web.Response:
    """`{clear, seed, limit, add, retry_after, disconnect}`, each of them optional; answers as `get_faults`."""
    workspace, body = request.app[ROOM], await json_body(request)
    try:
        await _change(workspace, body)
    except (TypeError, ValueError) as error:
        raise web.HTTPBadRequest(text=str(error)) from None
    workspace.state.changed("faults")
    return _shown(workspace)


def fault_routes() -> list[web.RouteDef]:
    """The contract's routes for faults."""
    return [web.get("/sandbox/faults", get_faults), web.post("/sandbox/faults", post_faults)]
