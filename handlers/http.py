"""The bot over HTTP: `POST /slack/events`, `GET /healthz`, `GET /readyz`, and what the CRM sends (`handlers.hooks`)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from errno import EADDRINUSE
from urllib.parse import parse_qs

import structlog
from flask import Flask, Request, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from handlers.hooks import Hooks

log = structlog.get_logger()

LARGEST = 1024 * 1024
"""Bytes of a request body; Slack's own stay far below."""


def create(app: App, signing_secret: str, ready: Callable[[], list[str]], hooks: Hooks | None = None) -> Flask:
    """The web application. `ready` names what is not ready (nothing: all is)."""
    flask = without_slack(ready, hooks)
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

    flask.add_url_rule("/slack/events", view_func=slack_events, methods=["POST"])
    return flask


def without_slack(ready: Callable[[], list[str]], hooks: Hooks | None = None) -> Flask:
    """The same for Socket Mode, where Slack's requests come in another way: health, and what the CRM sends."""
    flask = Flask("o2o")
    flask.config["MAX_CONTENT_LENGTH"] = LARGEST

    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        missing = ready()
        return Response(
            "".join(f"{line}\n" for line in missing) or "ready\n", 503 if missing else 200, mimetype="text/plain"
        )

    flask.add_url_rule("/healthz", view_func=healthz)
    flask.add_url_rule("/readyz", view_func=readyz)
    if hooks is not None:
        hooks.add_to(flask)
    return flask


class Listening:
    """A small server in a thread of its own, for Socket Mode; raises `OSError` where the port is taken."""

    def __init__(self, flask: Flask, host: str, port: int) -> None:
        try:
            self._server: BaseWSGIServer = make_server(host, port, flask, threaded=True, request_handler=_Quiet)
        except SystemExit as ended:  # the library would end the whole process, for what it says on stderr
            raise OSError(EADDRINUSE, "it is taken, or not to be had") from ended
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, name="o2o-hooks", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Quiet(WSGIRequestHandler):
    timeout = 15  # seconds somebody may take to send a request: it holds a thread

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of each request."""


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
