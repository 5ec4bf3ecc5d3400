"""What Slack does when an acknowledgement is late or lost: events come again, nothing else does."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Response, request
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import WebClient

from sandbox import Sandbox
from sandbox.client import SandboxClient
from tests.hanging_up import hang_up
from tests.sandbox.conftest import serving
from tests.sandbox.test_delivery import until

Heard = list[tuple[str, str, Any]]
"""The number and reason of each attempt, and its payload's text or `event_id`."""


class Bot:
    """An app over HTTP that answers as it is told to, in turn, and 200 from then on."""

    def __init__(self) -> None:
        self.heard: Heard = []
        self.answers: list[Callable[[], Response]] = []
        self.flask = Flask("bot")
        self.flask.post("/slack/events")(self._hear)

    def _hear(self) -> Response:
        said = request.get_json() if request.is_json else request.form
        number, reason = (request.headers.get(f"X-Slack-Retry-{name}") or "" for name in ("Num", "Reason"))
        self.heard.append((number, reason, said.get("event_id") or said.get("text")))
        return self.answers.pop(0)() if self.answers else Response("")


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[Bot]:
    made = Bot()
    with serving(sandbox, made.flask):
        yield made


def broken() -> Response:
    return Response("", status=500)


def test_an_event_comes_again_three_times(bot: Bot, sandbox: Sandbox, slack: SandboxClient) -> None:
    bot.answers = [broken] * 9
    slack.person("ana").says("hello", wait=False)
    waits = sandbox._workspace.delivery.retries_due
    # The clock is moved only once the next try waits for it: else it would be reckoned from the moved one.
    until(lambda: len(bot.heard) == 2 and len(waits) == 1)
    assert 0 < waits[0] - sandbox.clock.now() <= 60
    sandbox.clock.set(waits[0])
    until(lambda: len(bot.heard) == 3 and len(waits) == 1)
    assert 0 < waits[0] - sandbox.clock.now() <= 300
    sandbox.clock.set(waits[0] - 100)
    time.sleep(0.1)
    assert len(bot.heard) == 3
    sandbox.clock.set(waits[0])
    until(lambda: len(bot.heard) == 4)
    sandbox.clock.advance(3600)
    time.sleep(0.1)
    assert [(number, reason) for number, reason, _ in bot.heard] == [
        ("", ""),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_error"),
    ]
    assert len({event_id for _, _, event_id in bot.heard}) == 1


def test_an_acknowledged_event_does_not_come_again(bot: Bot, sandbox: Sandbox, slack: SandboxClient) -> None:
    bot.answers = [broken]
    sandbox.retry_after(0, 0, 0)
    slack.person("ana").says("hello", wait=False)
    until(lambda: len(bot.heard) == 2)
    time.sleep(0.1)
    assert len(bot.heard) == 2


def test_an_app_can_ask_for_no_retry(bot: Bot, sandbox: Sandbox, slack: SandboxClient) -> None:
    bot.answers = [lambda: Response("", status=500, headers={"X-Slack-No-Retry": "1"})]
    sandbox.retry_after(0, 0, 0)
    slack.person("ana").says("hello", wait=False)
    time.sleep(0.1)
    assert len(bot.heard) == 1


def test_a_lost_acknowledgement_brings_an_event_again(bot: Bot, sandbox: Sandbox, slack: SandboxClient) -> None:
    sandbox.faults.add("events_api", "lost_ack")
    slack.person("ana").says("hello", wait=False)
    until(lambda: len(bot.heard) == 2)
    assert [(number, reason) for number, reason, _ in bot.heard] == [("", ""), ("1", "http_timeout")]


def test_commands_and_clicks_do_not_come_again(bot: Bot, sandbox: Sandbox, slack: SandboxClient) -> None:
    bot.answers = [broken]
    sandbox.retry_after(0, 0, 0)
    ana = slack.person("ana")
    assert ana.types("/o2o one").notice == '/o2o failed with the error "dispatch_failed".'
    sandbox.faults.add("*", "lost_ack")
    assert ana.types("/o2o two").notice == "/o2o failed because the app did not respond (operation_timeout)."
    sandbox.faults.add("interactive", "lost_ack")
    assert ana.uses_shortcut("log").notice == "The shortcut failed because the app did not respond (operation_timeout)."
    time.sleep(0.1)
    assert [text for _, _, text in bot.heard] == ["one", "two", None]


def test_a_payload_comes_twice_at_the_same_time(bot: Bot, sandbox: Sandbox, slack: SandboxClient) -> None:
    sandbox.faults.add("*", "twice", times=2)
    slack.person("ana").types("/o2o one", wait=False)
    slack.person("ana").says("hello", wait=False)
    until(lambda: len(bot.heard) == 4)
    assert [text for _, _, text in bot.heard[:2]] == ["one", "one"]
    assert sorted(number for number, _, _ in bot.heard[2:]) == ["", "1"]
    assert bot.heard[2][2] == bot.heard[3][2]


class Listener:
    """A Socket Mode client that acknowledges only when it wants to."""

    def __init__(self, sandbox: Sandbox, *, answers: bool) -> None:
        self.answers = answers
        self.heard: list[SocketModeRequest] = []
        self.client = SocketModeClient(sandbox.app_token, web_client=WebClient(base_url=sandbox.api_url))
        self.client.socket_mode_request_listeners.append(self._hear)  # type: ignore[arg-type]  # its type is too narrow
        self.client.connect()

    def _hear(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if self.answers:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id))


@pytest.fixture
def listeners(sandbox: Sandbox) -> Iterator[list[Listener]]:
    made = [Listener(sandbox, answers=False)]
    until(lambda: sandbox.connections == 1)
    yield made
    for listener in made:
        hang_up(listener.client)


def test_what_a_broken_connection_took_along_comes_over_another(
    listeners: list[Listener], sandbox: Sandbox, web: WebClient
) -> None:
    silent = listeners[0]
    web.chat_postMessage(channel="U0ANA", text="an app hears of its own messages, too")
    until(lambda: len(silent.heard) == 1)
    listeners.append(Listener(sandbox, answers=True))
    until(lambda: sandbox.connections == 2)
    began = time.monotonic()
    sandbox.drop_connections(1)
    until(lambda: len(listeners[1].heard) == 1)
    # At once, not when the time for the acknowledgement is up.
    assert time.monotonic() - began < 2
    again = listeners[1].heard[0]
    assert again.payload == silent.heard[0].payload
    assert again.envelope_id != silent.heard[0].envelope_id
    assert (silent.heard[0].retry_attempt, silent.heard[0].retry_reason) == (0, "")
    assert (again.retry_attempt, again.retry_reason) == (1, "timeout")


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "abrupt"])
def test_clients_come_back_after_a_disconnect(
    listeners: list[Listener], sandbox: Sandbox, slack: SandboxClient, reason: str
) -> None:
    listeners[0].answers = True
    [before] = sandbox._workspace.delivery.socket._open
    slack.disconnect(reason)
    # The library's client looks only every five seconds whether its connection is still there.
    until(lambda: sandbox.connections == 1 and sandbox._workspace.delivery.socket._open != [before], seconds=20)
    assert slack.person("ana").types("/o2o", wait=False).acked
