"""What comes in over HTTP that Slack would not send, or would not send so: never a 5xx, and nothing changed."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from models.base import Base
from models.network import Relationship
from tests.scenarios.conftest import World, world_on

FORM = "application/x-www-form-urlencoded"
USER, TEAM = "U0ANA", "T0INITRODE"
WORDS = "from another time"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_on(f"sqlite:///{tmp_path_factory.mktemp('http') / 'o2o.db'}", "http") as made:
        made.ana.types("/o2o help", channel="sales")  # Slack was asked who Ana is
        yield made


@pytest.fixture
def web(world: World) -> Client:
    return world.bot.web().test_client()


@pytest.fixture(autouse=True)
def nothing_changes(world: World) -> Iterator[None]:
    before = stored(world)
    yield
    assert stored(world) == before


def stored(world: World) -> dict[str, int]:
    """How many rows each table has, except for keys of payloads and decisions, and what relationships say."""
    with world.bot.database.read() as session:
        tables = [t for t in Base.metadata.sorted_tables if t.name not in ("inbox", "decisions", "decision_parties")]
        counts = {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
        return {**counts, "versions": session.scalar(select(func.sum(Relationship.version))) or 0}


def signed(world: World, body: bytes, mimetype: str = FORM, at: float | None = None) -> dict[str, str]:
    """The headers Slack would send."""
    stamp = str(int(time.time() if at is None else at))
    key = world.slack.signing_secret.encode()
    digest = hmac.new(key, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": mimetype}


def sent(world: World, web: Client, body: bytes, mimetype: str = FORM) -> TestResponse:
    """A body with a valid signature."""
    return web.post("/slack/events", data=body, headers=signed(world, body, mimetype))


def payload(world: World, web: Client, held: Mapping[str, Any]) -> TestResponse:
    """An interactive payload with a valid signature."""
    who = {"user": {"id": USER, "team_id": TEAM}, "team": {"id": TEAM}, "api_app_id": "A0", "token": "t"}
    return sent(world, web, urlencode({"payload": json.dumps({**who, **held})}).encode())


BODIES = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"{}",
    b'"x"',
    b"1e999",
    b"[" * 100_000,
    b"payload=",
    b"payload=[]",
    b"payload=null",
    b"payload={",
    b"payload=%7B%7D",
    b"payload=%7B%22type%22%3A%5B%5D%7D",
    b"command=%2Fo2o&user_id=U0ANA",
    b"command=%2Fo2o&text=me&user_id=U0ANA",
    b"\xff\xfe\x00",
    b"%",
    b"a" * 5000,
    b"type=url_verification",
    b"ssl_check=1",
    json.dumps({"type": "event_callback"}).encode(),
    json.dumps({"type": "event_callback", "event": None}).encode(),
    json.dumps({"type": "event_callback", "event": {"type": "message"}}).encode(),
    json.dumps({"type": "event_callback", "event": {"type": "user_change"}}).encode(),
    json.dumps({"type": "event_callback", "event": {"type": "user_change", "user": "U0ANA"}}).encode(),
    json.dumps({"type": "event_callback", "event": {"type": "user_change", "user": {}}}).encode(),
    json.dumps({"type": "event_callback", "event": {"type": "message", "channel_type": "im", "user": USER}}).encode(),
    json.dumps({"type": "unheard_of"}).encode(),
]


NOW = "now"


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:40]))
def test_a_body_that_slack_would_not_send(world: World, web: Client, body: bytes) -> None:
    for mimetype in (FORM, "application/json", "text/plain"):
        assert sent(world, web, body, mimetype).status_code < 500
        assert web.post("/slack/events", data=body, headers={"Content-Type": mimetype}).status_code in (400, 401)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0="},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0="},
        {"X-Slack-Request-Timestamp": "\u00b2", "X-Slack-Signature": "v0="},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=\u00e4\u00f6\u00fc"},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=" + "0" * 64},
    ],
    ids=lambda headers: str(headers)[:80],
)
def test_an_unsigned_request(web: Client, headers: dict[str, str]) -> None:
    # The time is filled in here: in the parameters it would give the test another name in each process of the run.
    headers = {name: str(int(time.time())) if value == NOW else value for name, value in headers.items()}
    answer = web.post("/slack/events", data=b"command=%2Fo2o&text=me", headers={"Content-Type": FORM, **headers})
    assert answer.status_code == 401


def test_an_old_signature_another_method_and_a_huge_body(world: World, web: Client) -> None:
    body = b"command=%2Fo2o&text=me"
    assert web.post("/slack/events", data=body, headers=signed(world, body, at=time.time() - 600)).status_code == 401
    assert web.get("/slack/events").status_code == 405
    huge = b"x" * (2 * 1024 * 1024)
    assert web.post("/slack/events", data=huge, headers=signed(world, huge)).status_code == 413
    assert web.post("/slack/elsewhere").status_code == 404


@pytest.mark.parametrize(
    "held",
    [
        {"type": "unheard_of"},
        {"type": 7},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{}]},
        {"type": "block_actions", "actions": [None]},
        {"type": "block_actions", "actions": [{"action_id": "nobody_knows", "block_id": "b", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "mine_menu", "block_id": "b", "type": "overflow"}]},
        {"type": "block_actions", "actions": [{"action_id": "who_pick", "block_id": "b", "type": "static_select"}]},
        {
            "type": "block_actions",
            "actions": [{"action_id": "who_pick", "block_id": "b", "type": "static_select", "selected_option": {}}],
        },
        {"type": "shortcut", "callback_id": "nobody_knows", "trigger_id": "t"},
        {"type": "message_action", "callback_id": "log_who_knows_whom", "trigger_id": "t"},
        {"type": "view_submission"},
        {"type": "view_submission", "view": {}},
        {"type": "view_submission", "view": {"callback_id": "nobody_knows", "blocks": [], "state": {"values": {}}}},
        {"type": "view_submission", "view": {"callback_id": "know"}},
        {"type": "view_submission", "view": {"callback_id": "know", "blocks": [], "state": {}}},
        {"type": "view_submission", "view": {"callback_id": "know", "blocks": [{}], "state": {"values": {}}}},
        {
            "type": "view_submission",
            "view": {"callback_id": "know", "blocks": [], "state": {"values": {"a": {"b": 1}}}},
        },
        {"type": "view_submission", "view": {"callback_id": "correct", "blocks": [], "state": {"values": None}}},
        {"type": "view_closed", "view": {"callback_id": "know"}},
        {"type": "block_suggestion", "action_id": "x", "block_id": "b", "value": "x"},
    ],
    ids=str,
)
def test_a_payload_out_of_shape(world: World, web: Client, held: dict[str, Any]) -> None:
    assert payload(world, web, held).status_code < 500


STALE = [
    "",
    "null",
    "[]",
    "{}",
    '{"id":"1"}',
    '{"id":1.5}',
    '{"id":1,"do":"x","more":1}',
    "x" * 2000,
    "\u0000",
    "{" * 900,
]
NUMBERS = [0, -1, 7, 2**63 - 1, 2**63, 10**40, -(10**40)]


def values(world: World) -> list[str]:
    """Values of buttons that nobody was given: nonsense, numbers, and other people's relationships."""
    with world.bot.database.read() as session:
        theirs = list(session.scalars(select(Relationship.id)).all())
        contacts = list(session.scalars(select(Relationship.contact_id)).all())
    made = list(STALE)
    for number in (*NUMBERS, *theirs[:3], *contacts[:2]):
        made += [json.dumps({"id": number, "do": do, "seen": "0123abcd"}) for do in ("shared", "remove", "5", "x")]
        made.append(json.dumps({"answer": number}))
        made.append(json.dumps({"on": "1" * 13, "after": str(number), "before": "z" * 13}))
        made.append(json.dumps({"rule": number, "on": "zz?.0!"}))
        made.append(json.dumps({"seat": number}))
        made.append(json.dumps({"who": "", "contact": number}))
        made.append(json.dumps({"who": "x" * 5000, "account": number}))
        made += [
            json.dumps({"contact": contacts[0], "holdings": [number], "on": day})
            for day in ("2026-11-23", "yesterday", "9999-99-99")
        ]
    return made


ACTIONS = [
    "why",
    "who_pick",
    "left_undo",
    "mine_menu",
    "mine_remove",
    "mine_private",
    "mine_page_on",
    "mine_share_all",
    "mine_ask_again",
    "review_share",
    "review_count",
    "everybody_leave_out",
    "strength_5",
]


@pytest.mark.parametrize("action_id", ACTIONS)
def test_a_value_that_was_tampered_with(world: World, web: Client, action_id: str) -> None:
    for value in values(world):
        if action_id in ("mine_page_on", "mine_menu", "who_pick", "left_pick") and len(value) > 4000:
            continue
        click = {"action_id": action_id, "block_id": "b", "type": "button", "value": value}
        answer = payload(world, web, {"type": "block_actions", "actions": [click]})
        assert answer.status_code == 200, value


@pytest.mark.parametrize("callback_id", ["know", "correct", "seat_holder"])
def test_a_form_that_was_tampered_with(world: World, web: Client, callback_id: str) -> None:
    fields = {
        "strength": {"value": {"type": "static_select", "selected_option": {"value": "very"}}},
        "kind": {"value": {"type": "static_select", "selected_option": {"value": "k" * 100}}},
        "address": {"value": {"type": "plain_text_input", "value": "jane@"}},
    }
    for metadata in values(world):
        view = {
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": metadata,
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": fields},
        }
        answer = payload(world, web, {"type": "view_submission", "view": view})
        assert answer.status_code == 200, metadata
        assert answer.json is not None, metadata
        assert "Something broke" not in answer.text, metadata


def test_health_is_told_whatever_happens(world: World, web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (web.get("/healthz").status_code, web.get("/readyz").status_code) == (200, 200)
    database = world.bot.database
    monkeypatch.setattr(type(world.bot), "database", property(lambda _: None), raising=False)
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").status_code == 503
    assert database is not None
