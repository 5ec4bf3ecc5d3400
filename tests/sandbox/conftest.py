"""A sandbox for each test, and a small real Bolt app to stand opposite it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from werkzeug.serving import make_server

from sandbox import Sandbox, default_manifest, load_company
from sandbox.client import SandboxClient
from tests.hanging_up import hang_up


def manifest() -> dict[str, Any]:
    """The default manifest with a shortcut of each kind."""
    made = default_manifest()
    made["features"]["shortcuts"] = [
        {"name": "Log", "type": "global", "callback_id": "log", "description": "Log somebody"},
        {"name": "Ask", "type": "message", "callback_id": "ask", "description": "Ask about it"},
    ]
    made["settings"]["event_subscriptions"]["bot_events"] += [
        "member_joined_channel",
        "member_left_channel",
    ]
    return made


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(load_company(), manifest()) as running:
        yield running


@pytest.fixture
def slack(sandbox: Sandbox) -> SandboxClient:
    return SandboxClient(sandbox.url)


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    return web_client(sandbox)


def web_client(sandbox: Sandbox) -> WebClient:
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@contextmanager
def over_http(sandbox: Sandbox, app: App) -> Iterator[None]:
    """Serve a Bolt app by HTTP and have the sandbox deliver to it."""
    flask, handler = Flask("bot"), SlackRequestHandler(app)

    @flask.post("/slack/events")
    def events() -> Any:
        return handler.handle(request)

    with serving(sandbox, flask):
        yield


@contextmanager
def serving(sandbox: Sandbox, flask: Flask) -> Iterator[None]:
    """Serve an app's `/slack/events` and have the sandbox deliver to it."""
    server = make_server("127.0.0.1", 0, flask, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    sandbox.deliver_http(f"http://127.0.0.1:{server.server_port}/slack/events")
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def over_socket(sandbox: Sandbox, app: App) -> Iterator[None]:
    """Connect a Bolt app by Socket Mode."""
    handler = SocketModeHandler(app, sandbox.app_token)
    handler.connect()
    ends = time.monotonic() + 5
    while sandbox.connections == 0 and time.monotonic() < ends:
        time.sleep(0.005)
    try:
        yield
    finally:
        hang_up(handler.client, handler.close)


@pytest.fixture(params=["http", "socket"])
def connected(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[App]:
    """A Bolt app that hears of everything, once over HTTP and once over Socket Mode."""
    app = App(name="bot", client=web_client(sandbox), signing_secret=sandbox.signing_secret)
    way = over_http if request.param == "http" else over_socket
    with way(sandbox, app):
        yield app


@pytest.fixture
def listening(sandbox: Sandbox) -> Iterator[App]:
    """A Bolt app over HTTP, for what does not depend on the way."""
    app = App(name="bot", client=web_client(sandbox), signing_secret=sandbox.signing_secret)
    with over_http(sandbox, app):
        yield app


@pytest.fixture
def trigger(sandbox: Sandbox) -> Callable[[str], str]:
    """Hand out triggers as an interaction would."""

    def give(user: str = "U0ANA") -> str:
        return sandbox._state.tickets.trigger(user)

    return give
