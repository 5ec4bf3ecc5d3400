"""The CRM's addresses over HTTP: what is signed rightly is taken, all else refused, counted and forgotten."""

from __future__ import annotations

import json
import socket
import time
import urllib.request
from contextlib import closing

import pytest
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from bot.deals.crm import signing
from bot.deals.crm.deliveries import latest
from bot.settings import Settings
from handlers import http
from handlers.hooks import AT_ONCE, DEALS, HUBSPOT, Hooks
from models.base import Base
from models.crm import CrmDelivery
from models.deals import Deal, StageRecord
from tests.conftest import NOW, cannot_run
from tests.deals.test_hooks import make_deals, playbooks

SECRET, TOKEN, CLIENT = "s" * 32, "t" * 32, "c" * 32
PUBLIC = "https://o2o.example.com"
AT = NOW.isoformat()
BODY = {"external_id": "D-0", "stage": "Negotiation/Review", "at": AT}


__all__ = ["playbooks"]


@pytest.fixture
def kind():
    """One database will do: what is stored, `test_hooks` tries on both."""
    return "sqlite"


@pytest.fixture
def hooks(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 2)
    given = {"O2O_WEBHOOK_SECRET": SECRET, "O2O_WEBHOOK_TOKEN": TOKEN, "O2O_HUBSPOT_SECRET": CLIENT}
    settings = Settings(_env_file=None, O2O_PUBLIC_URL=PUBLIC + "/", **given)
    return Hooks(settings, database, clock, workspace_id, playbooks)


@pytest.fixture
def web(hooks):
    return http.without_slack(list, hooks).test_client()


def as_body(held):
    return held if isinstance(held, bytes) else json.dumps(held).encode()


def signed(body, secret=SECRET, at=None):
    stamp = str(int(time.time() if at is None else at))
    return {signing.TIMESTAMP: stamp, signing.SIGNATURE: signing.sign(secret, stamp, body)}


def sent(web, held, **how):
    body = as_body(held)
    return web.post(DEALS, data=body, headers=signed(body, **how))


def hubspot_signed(body, secret=CLIENT, at=None, url=PUBLIC + HUBSPOT):
    try:
        from hubspot.utils.signature import Signature
    except ImportError:
        cannot_run("HubSpot's signatures", "hubspot-api-client is not installed")
    stamp = str(int((time.time() if at is None else at) * 1000))
    made = Signature.get_signature(secret, body.decode("utf-8", "replace"), "v3", url, "POST", stamp)
    return {"X-HubSpot-Request-Timestamp": stamp, "X-HubSpot-Signature-v3": made}


def event(deal="D-0", stage="closedwon", **said):
    about = {"subscriptionType": "deal.propertyChange", "propertyName": "dealstage", "eventId": 1, "attemptNumber": 0}
    return {**about, "objectId": deal, "propertyValue": stage, "occurredAt": int(NOW.timestamp() * 1000), **said}


def stored(hooks):
    with hooks.database.read() as session:
        tables = [one for one in Base.metadata.sorted_tables if one.name != CrmDelivery.__tablename__]
        rows = {one.name: session.scalar(select(func.count()).select_from(one)) for one in tables}
        return rows, [(one.stage, one.version, one.is_open) for one in session.scalars(select(Deal).order_by(Deal.id))]


def on_record(hooks):
    with hooks.database.read() as session:
        return {(one.via, one.outcome): one.times for one in latest(session, hooks.workspace_id, 100)}


def test_what_is_signed_is_taken_and_answered_once_stored(hooks, web):
    answer = sent(web, {**BODY, "amount": 10})
    assert (answer.status_code, answer.json) == (200, {"outcome": "moved", "stage_known": True})
    with hooks.database.read() as session:
        assert session.scalars(select(StageRecord.stage)).all() == ["Negotiation/Review"]
    assert sent(web, {**BODY, "amount": 10}).json["outcome"] == "repeated"
    strange = sent(web, {**BODY, "at": NOW.timestamp() + 60, "stage": "Elsewhere"})
    assert strange.json == {"outcome": "moved", "stage_known": False}
    assert sent(web, {**BODY, "external_id": "D-9"}).status_code == 404
    with hooks.database.read() as session:
        rows = latest(session, hooks.workspace_id, 10)
    assert {(one.outcome, one.times, one.stage_known) for one in rows} == {
        ("moved", 2, True),
        ("moved", 1, False),
        ("unknown deal", 1, None),
    }


def test_a_bearer_token_is_taken_on_this_address_alone(hooks, web):
    body = as_body(BODY)
    assert web.post(DEALS, data=body, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    before = stored(hooks)
    moved = as_body({**BODY, "stage": "Lost"})
    for wrong in ("", "x", SECRET, TOKEN[:-1], "\u00e4"):
        assert web.post(DEALS, data=moved, headers={"Authorization": f"Bearer {wrong}"}).status_code == 401
    assert web.post(HUBSPOT, data=as_body([event()]), headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 401
    assert stored(hooks) == before


def test_hubspot(hooks, web):
    others = {**event(), "propertyName": "amount", "propertyValue": "12"}
    body = as_body([event(), event("D-1", "contractsent"), others, {"subscriptionType": "contact.creation"}])
    answer = web.post(HUBSPOT, data=body, headers=hubspot_signed(body))
    assert (answer.status_code, answer.json) == (200, {"outcomes": {"moved": 2}})
    again = web.post(HUBSPOT, data=body, headers=hubspot_signed(body))
    assert again.json == {"outcomes": {"repeated": 2}}
    generic = event("D-1", "closedlost", subscriptionType="object.propertyChange", objectTypeId="0-3")
    later = as_body([{**generic, "occurredAt": generic["occurredAt"] + 1}, event(77)])
    partly = web.post(HUBSPOT, data=later, headers=hubspot_signed(later))
    assert (partly.status_code, partly.json["unknown_deals"]) == (404, ["77"])
    assert [one[0] for one in stored(hooks)[1]] == ["closedwon", "closedlost"]
    assert on_record(hooks)["hubspot", "not a stage"] == 4


@pytest.mark.parametrize(
    ("why", "how"),
    [
        ("wrong signature", {"secret": "x" * 32}),
        ("too old", {"at": time.time() - 400}),
        ("too old", {"at": time.time() + 4000}),
        ("wrong signature", {"url": "https://elsewhere.example" + HUBSPOT}),
    ],
    ids=["secret", "past", "future", "address"],
)
def test_hubspot_signed_wrongly(hooks, web, why, how):
    before, body = stored(hooks), as_body([event()])
    answer = web.post(HUBSPOT, data=body, headers=hubspot_signed(body, **how))
    assert (answer.status_code, answer.json) == (401, {"error": why})
    assert (stored(hooks), on_record(hooks)) == (before, {("hubspot", why): 1})


HEADERS = [
    {},
    {signing.SIGNATURE: "sha256=" + "0" * 64},
    {signing.TIMESTAMP: "soon", signing.SIGNATURE: "sha256="},
    {signing.TIMESTAMP: "-1", signing.SIGNATURE: "sha256="},
    {signing.TIMESTAMP: "9" * 400, signing.SIGNATURE: "x"},
    {signing.TIMESTAMP: "\u00b2", signing.SIGNATURE: "x"},
    {signing.TIMESTAMP: "1", signing.SIGNATURE: "sha256=\u00e4\u00f6"},
    {signing.TIMESTAMP: "1", signing.SIGNATURE: "0" * 5000},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic \u00e4"},
    {"X-HubSpot-Request-Timestamp": "1e3", "X-HubSpot-Signature-v3": "x"},
    {"X-HubSpot-Request-Timestamp": "9" * 15, "X-HubSpot-Signature-v3": "x"},
    {"X-HubSpot-Request-Timestamp": "1", "X-HubSpot-Signature-v3": "\u00e4"},
    {"X-HubSpot-Request-Timestamp": "nan", "X-HubSpot-Signature-v3": ""},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda one: ascii(one)[:60])
@pytest.mark.parametrize("path", [DEALS, HUBSPOT])
def test_nothing_unsigned_is_taken(hooks, web, path, headers):
    before = stored(hooks)
    if path == HUBSPOT:
        hubspot_signed(b"")  # says so where the library is not there
    for body in (as_body(BODY), b"\xff", b""):
        assert web.post(path, data=body, headers=headers).status_code == 401
    assert stored(hooks) == before
    assert sum(on_record(hooks).values()) == 3


BODIES = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"{}",
    b'"x"',
    b"1e999",
    b"NaN",
    b"[" * 100_000,
    b"\xff\xfe\x00",
    b'{"external_id": "\\ud800", "stage": "x", "at": 1}',
    {**BODY, "stage": ""},
    {**BODY, "stage": ["x"]},
    {**BODY, "stage": "x" * 101},
    {**BODY, "stage": "\u0000"},
    {**BODY, "external_id": True},
    {**BODY, "external_id": 10**400},
    {**BODY, "at": "soon"},
    {**BODY, "at": None},
    {**BODY, "at": "2026-11-23"},
    {**BODY, "at": "2036-11-23T00:00:00Z"},
    {**BODY, "at": "0001-01-01T00:00:00+14:00"},
    {**BODY, "at": "9999-12-31T23:59:59-14:00"},
    {**BODY, "at": 10**30},
    {**BODY, "at": True},
    {**BODY, "amount": "much"},
    {**BODY, "amount": -1},
    {**BODY, "amount": "NaN"},
    {**BODY, "amount": 10**20},
    {**BODY, "amount": [1]},
    b'{"external_id": "D-0", "stage": "x", "at": 1700000000, "amount": 1e999}',
    {**BODY, "currency": "EURO"},
    {**BODY, "currency": "1\u00b21"},
    {**BODY, "expected_close": "2026-13-01"},
    {**BODY, "expected_close": "tomorrow"},
    {**BODY, "owner_email": "nobody"},
    {**BODY, "closed": "maybe"},
    {**BODY, "closed": {}},
    {**BODY, "name": "n" * 201},
]


@pytest.mark.parametrize("body", BODIES, ids=lambda one: ascii(one)[-60:])
def test_a_signed_body_out_of_shape(hooks, web, body):
    before = stored(hooks)
    answer = sent(web, body)
    assert (answer.status_code, list(answer.json)) == (400, ["error"])
    assert (stored(hooks), on_record(hooks)) == (before, {("deals", "malformed"): 1})


@pytest.mark.parametrize(
    "held",
    [
        {},
        [1],
        [event(), None],
        [event(), event(stage=None)],
        [event(), event(deal=None)],
        [event(), event(occurredAt="x")],
        [event(), event(stage=5)],
        [event()] * 201,
        b"\xff",
        b"[" * 100_000,
    ],
    ids=lambda one: ascii(one)[-50:],
)
def test_an_array_of_hubspots_out_of_shape(hooks, web, held):
    before, body = stored(hooks), as_body(held)
    assert web.post(HUBSPOT, data=body, headers=hubspot_signed(body)).status_code in (400, 401)
    assert stored(hooks) == before


def test_too_old_too_large_and_another_method(hooks, web):
    before = stored(hooks)
    assert sent(web, BODY, at=time.time() - 301).json == {"error": "too old"}
    assert sent(web, BODY, at=time.time() + 400).json == {"error": "too old"}
    assert sent(web, b"x" * (http.LARGEST + 1)).status_code == 413
    assert web.get(DEALS).status_code == 405
    assert stored(hooks) == before
    assert on_record(hooks) == {("deals", "too old"): 2, ("deals", "too large"): 1}


def test_a_flood_costs_one_row_and_few_writes(hooks, web):
    number = AT_ONCE + 40
    for _ in range(number):
        assert web.post(DEALS, data=b"{}").status_code == 401
    assert on_record(hooks)["deals", "unsigned"] <= AT_ONCE + 20
    assert sent(web, BODY).status_code == 200
    assert on_record(hooks) == {("deals", "unsigned"): number, ("deals", "moved"): 1}
    with hooks.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CrmDelivery)) == 2


def test_an_address_without_its_secret_is_not_there(hooks):
    hooks.settings = Settings(_env_file=None, O2O_HUBSPOT_SECRET=CLIENT)
    assert http.without_slack(list, hooks).test_client().post(DEALS).status_code == 404
    hooks.settings = Settings(_env_file=None, O2O_WEBHOOK_SECRET=SECRET)
    assert http.without_slack(list, hooks).test_client().post(HUBSPOT).status_code == 404
    hooks.settings = Settings(_env_file=None)
    assert not hooks.wanted


def test_a_store_that_does_not_answer_is_told_to_try_again(hooks, web):
    with hooks.database.write() as session:
        session.execute(text("ALTER TABLE crm_deliveries RENAME TO elsewhere"))
    with capture_logs() as logs:
        answer = sent(web, {**BODY, "name": "Secret name"})
        assert web.post(DEALS, data=b"{}").status_code == 401
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert logs
    assert "Secret name" not in str(logs)
    with hooks.database.write() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO crm_deliveries"))
    assert stored(hooks)[1][0][0] == "Prospecting"
    assert sent(web, {**BODY, "name": "Secret name"}).json["outcome"] == "moved"
    assert on_record(hooks)["deals", "unsigned"] == 1


def test_a_bug_of_ours_is_no_500_and_quotes_nothing(hooks, web, monkeypatch):
    def broken(*_):
        raise ValueError("Secret name")

    monkeypatch.setattr("handlers.hooks.take", broken)
    with capture_logs() as logs:
        answer = sent(web, {**BODY, "name": "Secret name"})
    assert answer.status_code == 503
    assert [one["event"] for one in logs] == ["hook_broken"]
    assert logs[0]["reference"] in answer.json["error"]
    assert "Secret name" not in answer.text


def test_in_socket_mode_a_server_of_its_own(hooks):
    listening = http.Listening(http.without_slack(list, hooks), "127.0.0.1", 0)
    try:
        body = as_body(BODY)
        asked = urllib.request.Request(f"http://127.0.0.1:{listening.port}{DEALS}", body, signed(body))
        with closing(urllib.request.urlopen(asked, timeout=10)) as answer:  # noqa: S310 likewise
            assert json.load(answer)["outcome"] == "moved"
        with pytest.raises(OSError, match="in use"), closing(socket.socket()) as other:
            other.bind(("127.0.0.1", listening.port))
    finally:
        listening.close()
