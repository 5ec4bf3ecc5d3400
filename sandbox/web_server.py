"""The aiohttp application: Web API, response URLs, Socket Mode, the page and its contract."""

from pathlib import Path

from aiohttp import web

from sandbox.app_calls import call_method, take_upload, use_response_url
from sandbox.fault_api import fault_routes
from sandbox.page_api import ROOM, guard, routes
from sandbox.workspace import Workspace

PAGE = Path(__file__).with_name("page")
LARGEST_REQUEST = 16 * 1024 * 1024


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
            web.post("/upload/v1/{key}", take_upload),
            web.route("*", "/api/{method}", call_method),
            *routes(),
            *fault_routes(),
        ]
    )
    return app
