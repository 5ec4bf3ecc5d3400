"""Shortcuts, as Slack documents their payloads (https://docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_bolt import App

from sandbox import Sandbox
from sandbox.client import Refused, SandboxClient


def post(url: str, text: str) -> int:
    """Use a response URL; gives the status."""
    body = b'{"text": "%s", "response_type": "ephemeral"}' % text.encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - 127.0.0.1
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)


def heard_on(app: App, callback_id: str) -> list[dict[str, Any]]:
    """Collects the payloads of a shortcut."""
    found: list[dict[str, Any]] = []

    @app.shortcut(callback_id)
    def used(ack: Any, body: dict[str, Any]) -> None:
        found.append(body)
        ack()

    return found


def test_a_message_shortcut_is_delivered_where_the_bot_is_not(connected: App, slack: SandboxClient) -> None:
    heard = heard_on(connected, "ask")
    raj, ana = slack.person("raj"), slack.person("ana")
    general = next(one for one in ana.state["channels"] if one["name"] == "general")
    assert slack.bot_user_id not in general["members"]
    raj.says("@ana: Jane Doe <jane@acme.example> & @zoe", to="general")
    message = ana.messages("general")[0]
    assert ana.uses_message_shortcut("ask", message, wait=False).acked
    (body,) = heard
    expected = {
        "type": "message_action",
        "callback_id": "ask",
        "is_enterprise_install": False,
        "enterprise": None,
        "message_ts": message.ts,
        "channel": {"id": general["id"], "name": "general"},
        "team": {"id": ana.state["team"]["id"], "domain": "initrode"},
        "user": {"id": "U0ANA", "name": "ana", "username": "ana", "team_id": ana.state["team"]["id"]},
        "message": {
            "type": "message",
            "user": "U0RAJ",
            "ts": message.ts,
            "text": "<@U0ANA>: Jane Doe &lt;<mailto:jane@acme.example|jane@acme.example>&gt; &amp; <@U0ZOE>",
            "team": ana.state["team"]["id"],
        },
    }
    assert {name: body[name] for name in expected} == expected
    assert set(body) - expected.keys() == {"action_ts", "api_app_id", "response_url", "token", "trigger_id"}


def test_a_bots_message_comes_with_its_blocks(listening: App, slack: SandboxClient, sandbox: Sandbox, web: Any) -> None:
    heard = heard_on(listening, "ask")
    ana = slack.person("ana")
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*Nudge*"}}
    sales = next(one["id"] for one in ana.state["channels"] if one["name"] == "sales")
    web.chat_postMessage(channel=sales, text="Nudge", blocks=[block])
    ana.uses_message_shortcut("ask", ana.messages("sales")[-1], wait=False)
    message = heard[0]["message"]
    assert message["bot_id"] == sandbox._state.bot_id
    assert message["blocks"][0]["text"] == block["text"]


def test_its_response_url_works_five_times_within_half_an_hour(listening: App, slack: SandboxClient) -> None:
    heard = heard_on(listening, "ask")
    raj, ana = slack.person("raj"), slack.person("ana")
    raj.says("hello", to="general")
    message = ana.messages("general")[0]
    for _ in range(2):
        ana.uses_message_shortcut("ask", message, wait=False)
    first, second = (body["response_url"] for body in heard)
    assert [post(first, f"answer {number}") for number in range(6)] == [200] * 5 + [404]
    answers = [one for one in ana.messages("general") if one.ephemeral]
    assert [one.fallback for one in answers] == [f"answer {number}" for number in range(5)]
    assert not [one for one in raj.messages("general") if one.ephemeral]
    slack.advance(30 * 60 + 1)
    assert post(second, "too late") == 404


def test_a_shortcut_is_of_its_kind_and_on_a_message_one_can_read(listening: App, slack: SandboxClient) -> None:
    raj, ana, pat = slack.person("raj"), slack.person("ana"), slack.person("pat")
    raj.says("hello", to="general")
    message = ana.messages("general")[0]
    for use in (
        lambda: ana.uses_shortcut("ask"),
        lambda: ana.uses_message_shortcut("log", message),
        lambda: pat.uses_message_shortcut("ask", message),  # a guest who is not in the channel
    ):
        with pytest.raises(Refused):
            use()
