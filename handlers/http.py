"""The bot over HTTP: `POST /slack/events`, `GET /healthz`, `GET /readyz`."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs

import structlog
from flask import Flask, Request, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier

log = structlog.get_logger()

LARGEST = 1024 * 1024
"""Bytes of a request body; Slack's own stay far below."""


def create(app: App, signing_secret: str, ready: Callable[[], list[str]]) -> Flask:
    """The web application. `ready` names what is not ready (nothing: all is)."""
    flask = Flask("o2o")
    flask.config["MAX_CONTENT_LENGTH"] = LARGEST
    handler = SlackRequestHandler(app)
    verifier = SignatureVerifier(signing_secret)

    def slack_events() -> Response:
        refused = refuse(request, verifier)
        if refused is not None:
            return refused
        try:
            return handler.handle(request)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Bolt looks into a payload before any handler of errors is in place.
            log.warning("payload_out_of_shape", error=type(error).__name__)
            return _no(400, "not understood")

    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        missing = ready()
        return Response(
            "".join(f"{line}\n" for line in missing) or "ready\n", 503 if missing else 200, mimetype="text/plain"
        )

    flask.add_url_rule("/slack/events", view_func=slack_events, methods=["POST"])
    flask.add_url_rule("/healthz", view_func=healthz)
    flask.add_url_rule("/readyz", view_func=readyz)
    return flask


def refuse(req: Request, verifier: SignatureVerifier) -> Response | None:
    """A guard before Bolt, whose adapters answer 500 to malformed requests, signed or not. None: let it through."""
    timestamp = req.headers.get("X-Slack-Request-Timestamp", "")
    signature = req.headers.get("X-Slack-Signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16 and signature.isascii()):
        return _no(401, "unsigned")
    body = req.get_data(cache=True)
    try:
        text = body.decode("utf-8")  # before the signature: the verifier stumbles over anything else
        if not verifier.is_valid(body, timestamp, signature):
            return _no(401, "wrong signature, or too old")
        payload = json.loads(text) if req.mimetype == "application/json" else _form(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return _no(400, "neither JSON nor a form")
    return None if isinstance(payload, dict) and payload else _no(400, "not an object")


def _form(text: str) -> object:
    fields = parse_qs(text, keep_blank_values=True, strict_parsing=True, max_num_fields=200)
    return json.loads(fields["payload"][0]) if "payload" in fields else fields


def _no(status: int, why: str) -> Response:
    return Response(why + "\n", status, mimetype="text/plain")
