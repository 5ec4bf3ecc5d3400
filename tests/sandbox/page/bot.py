"""A small app, delivered to over signed HTTP, that uses everything the page can draw."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request
from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from werkzeug.serving import make_server

from sandbox import Sandbox
from tests.sandbox.page.blocks import HOSTILE, Json, answer, form, home, loading, mrkdwn, rules

MAY_ANSWER = threading.Event()
"""Set when the app may answer to the choice of a rival, which it takes its time for."""
PATIENCE = 20.0
"""Seconds it waits at most."""


def manifest() -> Json:
    """The app's manifest."""
    return {
        "display_information": {"name": "o2o"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "o2o"},
            "shortcuts": [
                {
                    "name": "Log who knows whom",
                    "type": "message",
                    "callback_id": "log_who_knows_whom",
                    "description": "From this message",
                },
                {
                    "name": "Log a relationship",
                    "type": "global",
                    "callback_id": "log_relationship",
                    "description": "Somebody you know",
                },
                {
                    "name": "Who knows ...?",
                    "type": "global",
                    "callback_id": "who_knows",
                    "description": "Ask about somebody",
                },
                {
                    "name": "Who knows ...?",
                    "type": "message",
                    "callback_id": "who_knows_in_message",
                    "description": "Ask about the people in this message",
                },
            ],
            "slash_commands": [
                {
                    "command": "/o2o",
                    "description": "Who knows whom",
                    "usage_hint": "who-knows WHO",
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {
            "scopes": {
                "bot": ["commands", "chat:write", "im:write", "mpim:write", "im:history", "users:read", "files:write"]
            }
        },
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


def intro() -> Json:
    """The page's first screen."""
    return {
        "title": "Who of us knows whom?",
        "lines": ["An *invented* company to try things in."],
        "tries": [
            {
                "as": "U0ANA",
                "do": "/o2o who-knows cfo@acme",
                "where": "C0SALES",
                "say": "Ask who knows Acme's CFO",
            },
            {"as": "U0RAJ", "do": "hello", "where": "", "say": "Write to the app in plain words"},
        ],
    }


def build(client: WebClient, signing_secret: str) -> App:
    """The app with its listeners."""
    app = App(name="bot", client=client, signing_secret=signing_secret)
    for subject in (commands, clicks, forms, events):
        subject(app)
    return app


def commands(app: App) -> None:
    """What is typed."""

    @app.command("/o2o")
    def command(ack: Ack, command: Json, client: WebClient) -> None:
        text = command["text"]
        if text == "hostile":
            ack(text=HOSTILE, blocks=[{"type": "section", "text": mrkdwn(HOSTILE)}])
        elif text.startswith("know"):
            ack()
            client.views_open(trigger_id=command["trigger_id"], view=form())
        elif text.startswith("nudge"):
            ack()
            client.chat_postMessage(channel=command["channel_id"], text="nudge", blocks=answer("*Nudge*"))
        else:
            ack(text="answer", blocks=answer(f"Somebody knows them well. `{text}`"))


def clicks(app: App) -> None:
    """What is clicked in messages."""

    @app.action("ask")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        opened = client.views_open(trigger_id=body["trigger_id"], view=loading())
        client.views_update(view_id=opened["view"]["id"], view=form("Ask"))

    @app.action("why")
    def why(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Because", blocks=answer("Because of `TIES`."), replace_original=True)

    for name in ("withdraw", "more", "role", "until", "link"):

        @app.action(name)
        def told(ack: Ack, action: Json, respond: Respond) -> None:
            ack()
            chosen = action.get("selected_option", {}).get("value") or action.get("selected_date")
            words = f"{action['action_id']}: {chosen or 'done'}"
            respond(text=words, replace_original=False, response_type="ephemeral")


def forms(app: App) -> None:
    """What is done with modals."""

    @app.action({"block_id": "kind", "action_id": "value"})
    def kind(ack: Ack, body: Json, client: WebClient) -> None:
        chosen = body["actions"][0]["selected_option"]["value"]
        if chosen == "Rival":
            MAY_ANSWER.wait(PATIENCE)
        ack()
        view = form()
        view["blocks"].insert(0, {"type": "context", "elements": [mrkdwn(f"You chose {chosen}")]})
        client.views_update(view_id=body["view"]["id"], view=view)

    @app.action("rules")
    def second(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=rules())

    @app.view("log")
    def save(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
        values = view["state"]["values"]
        if "@" not in values["who"]["value"]["value"]:
            ack(response_action="errors", errors={"who": "That is no address I know."})
            return
        ack()
        held = {block: next(iter(fields.values())) for block, fields in values.items()}
        client.chat_postMessage(channel=body["user"]["id"], text=f"Saved {json.dumps(held)}")

    @app.shortcut("log_relationship")
    @app.shortcut("log_who_knows_whom")
    def shortcut(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.shortcut("who_knows")
    @app.shortcut("who_knows_in_message")
    def asked(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form("Ask"))


def events(app: App) -> None:
    """What is heard of."""

    @app.event("message")
    def message(event: Json, client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text=f"You said *{event['text']}*")

    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home())


@contextmanager
def connected(sandbox: Sandbox) -> Iterator[str]:
    """Have the sandbox deliver to the app for the length of a `with`; yields where."""
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    handler = SlackRequestHandler(build(client, sandbox.signing_secret))
    web = Flask("page_bot")

    @web.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    server = make_server("127.0.0.1", 0, web, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/slack/events"
    try:
        sandbox.deliver_http(url)
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
