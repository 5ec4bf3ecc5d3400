"""The contract with the page: who may ask, what is shown, what is logged."""

import http.client
import json
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.client import Refused, SandboxClient

ACT = {"as": "U0ANA", "do": "say", "channel": "C0GENERAL", "text": "hi"}


def send(sandbox: Sandbox, path: str, body: Any = None, method: str = "POST", **headers: str) -> tuple[int, str]:
    host = urlsplit(sandbox.url).netloc
    connection = http.client.HTTPConnection(host)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, json.dumps(body) if body is not None else None, names)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_other_pages_are_kept_out(sandbox: Sandbox) -> None:
    plain = {"Content_Type": "application/json"}
    assert send(sandbox, "/sandbox/act", ACT, **plain)[0] == 200
    assert send(sandbox, "/sandbox/act", ACT, **plain, Origin=sandbox.url)[0] == 200
    evil = "https://evil.example"
    assert send(sandbox, "/sandbox/act", ACT, **plain, Origin=evil)[0] == 403
    assert send(sandbox, "/sandbox/act", ACT, **plain, Origin="null")[0] == 403
    assert send(sandbox, "/sandbox/act", ACT, Content_Type="text/plain")[0] == 403
    state = "/sandbox/state?as=U0ANA"
    assert send(sandbox, state, method="GET")[0] == 200
    assert send(sandbox, state, method="GET", Origin=evil)[0] == 403
    assert send(sandbox, state, method="GET", Host="evil.example")[0] == 403


def test_everybody_sees_their_own(sandbox: Sandbox, slack: SandboxClient) -> None:
    def channels(user: str) -> set[str]:
        return {channel["name"] for channel in slack.state(user)["channels"] if channel["name"]}

    assert channels("U0SAM") == {"general", "sales", "deal-acme-renewal", "partner-shared"}
    assert channels("U0PAT") == channels("U0KIM") == {"partner-shared"}
    kinds = {user["name"]: user["kind"] for user in slack.state("U0ANA")["users"]}
    assert kinds["pat"] == "guest"
    assert kinds["kim"] == "stranger"
    assert kinds["old"] == "deactivated"
    assert kinds["o2o"] == "bot"
    assert send(sandbox, "/sandbox/state?as=U0X", method="GET")[0] == 404


def test_what_cannot_be_done_is_said(slack: SandboxClient) -> None:
    with pytest.raises(Refused, match="not in sales"):
        slack.person("sam").types("/o2o", channel="sales")
    with pytest.raises(Refused, match="not a valid command"):
        slack.person("ana").types("/dance")
    with pytest.raises(Refused, match="there are: command, say"):
        slack.act("U0ANA", "dance")
    with pytest.raises(Refused, match="nobody can act as old"):
        slack.person("old").types("/o2o")
    with pytest.raises(Refused, match="nobody is called bob"):
        slack.person("bob")


def test_the_wire_shows_all_but_secrets(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    web.api_call("chat.postMessage", params={"channel": "C0SALES", "text": sandbox.bot_token})
    slack.person("ana").types("/o2o")
    entries = slack.wire()
    assert [(e["dir"], e["what"]) for e in entries] == [
        ("app->slack", "chat.postMessage"),
        ("slack->app", "slash_commands"),
    ]
    assert entries[0]["request"]["channel"] == "C0SALES"
    assert entries[1]["status"] == "no connection"
    logged = json.dumps(entries)
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret):
        assert secret not in logged
    assert slack.wire(after=1) == entries[1:]
    assert [entry.api() for entry in sandbox.wire] == entries


def test_changes_are_streamed(sandbox: Sandbox, web: WebClient) -> None:
    events = f"{sandbox.url}/sandbox/events?as=U0ANA"
    with urllib.request.urlopen(events, timeout=5) as stream:  # noqa: S310 - on 127.0.0.1
        assert b"hello" in stream.readline()
        web.chat_postMessage(channel="U0RAJ", text="not for ana")
        web.chat_postMessage(channel="U0ANA", text="for ana")
        seen = []
        while "message" not in seen:
            line = stream.readline().decode().strip()
            if line.startswith("data:"):
                seen.append(json.loads(line[5:])["what"])
    assert seen.count("message") == 1
    assert seen.index("message") > seen.index("wire"), "raj's message is raj's alone"


def test_the_clock_is_moved(sandbox: Sandbox, slack: SandboxClient) -> None:
    before = slack.state("U0ANA")["now"]
    assert slack.advance(3600) == pytest.approx(before + 3600, abs=5)
    body = {"set": 1_000_000_000}
    send(sandbox, "/sandbox/clock", body, Content_Type="application/json")
    assert sandbox.clock.now() == pytest.approx(1_000_000_000, abs=5)
    assert send(sandbox, "/sandbox/clock", {}, Content_Type="application/json")[0] == 400


def test_the_way_to_the_app_is_chosen(sandbox: Sandbox, slack: SandboxClient) -> None:
    slack.deliver("http:http://127.0.0.1:1/slack/events")
    assert slack.state("U0ANA")["app"]["delivery"] == "http"
    assert not slack.person("ana").types("/o2o").acked
    slack.deliver("none")
    assert slack.state("U0ANA")["app"]["connected"] is False
    with pytest.raises(Refused, match="deliver is"):
        slack.deliver("pigeon")


def test_coming_and_going(slack: SandboxClient, web: WebClient) -> None:
    slack.act("U0ANA", "invite", channel="C0GENERAL", user="U0O2OBOT")
    assert web.conversations_info(channel="C0GENERAL")["channel"]["is_member"] is True
    slack.act("U0SAM", "join", channel="C0SALES")
    assert "U0SAM" in web.conversations_members(channel="C0SALES")["members"]
    slack.act("U0SAM", "leave", channel="C0SALES")
    assert "U0SAM" not in web.conversations_members(channel="C0SALES")["members"]


def test_unread_messages_are_counted(slack: SandboxClient, web: WebClient) -> None:
    def unread() -> int:
        found = slack.state("U0ANA")["channels"]
        return next(int(c["unread"]) for c in found if c["id"] == "C0SALES")

    web.chat_postMessage(channel="C0SALES", text="one")
    assert unread() == 1
    slack.act("U0ANA", "read", channel="C0SALES")
    assert unread() == 0


def test_only_the_pages_own_files_are_served(sandbox: Sandbox) -> None:
    for path in ("/page/../server.py", "/page/%2e%2e/server.py", "/page/no.js"):
        assert send(sandbox, path, method="GET")[0] == 404
