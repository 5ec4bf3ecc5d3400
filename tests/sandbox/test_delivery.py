"""How payloads reach an app: signatures, connections, response URLs, failures."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox import Sandbox
from sandbox.client import SandboxClient
from tests.hanging_up import hang_up

Asked = Callable[[], str]


def until(true: Callable[[], bool], seconds: float = 5) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.fixture
def asked(listening: App, slack: SandboxClient) -> Asked:
    """A fresh response URL of a command that ana typed in #sales."""
    urls: list[str] = []

    @listening.command("/o2o")
    def answer(ack: Any, command: dict[str, Any]) -> None:
        ack()
        urls.append(command["response_url"])

    def ask() -> str:
        slack.person("ana").types("/o2o", channel="sales", wait=False)
        return urls[-1]

    return ask


def test_a_response_url_works_five_times(asked: Asked, slack: SandboxClient) -> None:
    hook = WebhookClient(asked())
    for number in range(5):
        assert hook.send(text=f"answer {number}").status_code == 200
    sixth = hook.send(text="answer 5")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    seen = slack.person("ana").messages("sales")
    assert [m.text for m in seen] == [f"answer {n}" for n in range(5)]
    assert all(m.ephemeral for m in seen)
    assert slack.person("raj").messages("sales") == []


def test_a_response_url_works_for_half_an_hour(asked: Asked, sandbox: Sandbox, slack: SandboxClient) -> None:
    hook = WebhookClient(asked())
    slack.advance(29 * 60)
    assert hook.send(text="in time", response_type="in_channel").status_code == 200
    assert slack.person("raj").messages("sales")[0].text == "in time"
    sandbox.clock.advance(61)
    late = hook.send(text="late")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")


def test_a_response_url_says_what_is_wrong(asked: Asked) -> None:
    hook = WebhookClient(asked())
    assert json.loads(hook.send(text="").body)["error"] == "no_text"
    bad = hook.send(text="x", blocks=[{"type": "carpet"}])
    assert bad.status_code == 400
    assert json.loads(bad.body)["error"] == "invalid_blocks"


def test_requests_are_signed(sandbox: Sandbox, listening: App, slack: SandboxClient) -> None:
    listening.command("/o2o")(lambda ack: ack("hello"))
    assert slack.person("ana").types("/o2o").text == "hello"
    sandbox._workspace.delivery.http.secret = "another"
    refused = slack.person("ana").types("/o2o")
    assert not refused.acked
    assert refused.notice == '/o2o failed with the error "dispatch_failed".'


def test_a_request_url_is_verified(sandbox: Sandbox, listening: App) -> None:
    url = sandbox._workspace.delivery.http.url
    assert url is not None
    assert sandbox.verify_url(url)
    assert not sandbox.verify_url(f"{url}/elsewhere")


def test_nobody_there(sandbox: Sandbox, slack: SandboxClient) -> None:
    ana = slack.person("ana")
    assert ana.state["app"]["connected"] is False
    assert ana.types("/o2o").notice == '/o2o failed with the error "dispatch_failed".'


class Connection:
    """A Socket Mode client that acknowledges and remembers everything."""

    def __init__(self, sandbox: Sandbox) -> None:
        web = WebClient(base_url=sandbox.api_url)
        self.client = SocketModeClient(sandbox.app_token, web_client=web)
        self.heard: list[SocketModeRequest] = []
        self.client.socket_mode_request_listeners.append(self._hear)  # type: ignore[arg-type]
        self.client.connect()

    def _hear(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id))


@pytest.fixture
def three(sandbox: Sandbox) -> Iterator[list[Connection]]:
    connections = [Connection(sandbox) for _ in range(3)]
    until(lambda: sandbox.connections == 3)
    yield connections
    for connection in connections:
        hang_up(connection.client)


def test_each_payload_goes_to_one_connection(three: list[Connection], sandbox: Sandbox, slack: SandboxClient) -> None:
    ana = slack.person("ana")
    for number in range(6):
        ana.types(f"/o2o {number}", wait=False)
    heard = Counter(r.payload["text"] for connection in three for r in connection.heard)
    assert heard == Counter(str(number) for number in range(6))
    assert [len(connection.heard) for connection in three] == [2, 2, 2]
    first = three[0].heard[0]
    assert first.type == "slash_commands"
    assert first.accepts_response_payload is True
    sandbox.refresh_connections()
    until(lambda: sandbox.connections == 3)
    assert ana.types("/o2o again", wait=False).acked
