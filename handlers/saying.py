"""Answering in Slack: at most once, nothing is tried again; what could not be said is logged.

What is said of its own accord goes through the outbox and `handlers/delivery.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from handlers.views import errors as error_views
from handlers.views.kit import Form, Message

log = structlog.get_logger()


def send(client: WebClient, channel: str, said: Message) -> None:
    """Post an answer to a conversation."""
    try:
        client.chat_postMessage(
            channel=channel, text=said.aloud, blocks=list(said.blocks), unfurl_links=False, unfurl_media=False
        )
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=why(error))


def ack_later(client: WebClient, body: Mapping[str, Any], said: Message) -> None:
    """Say to the person, where they typed, what could not be said in the acknowledgement."""
    try:
        client.chat_postEphemeral(
            channel=body["channel_id"], user=body["user_id"], text=said.aloud, blocks=list(said.blocks)
        )
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=why(error))


def respond(body: Mapping[str, Any], said: Message) -> None:
    """Answer a click where it was made, to the person alone; at most once, so nothing is said twice."""
    url = body.get("response_url")
    if not url:
        return
    try:
        answer = WebhookClient(str(url), retry_handlers=[]).send(
            text=said.aloud, blocks=list(said.blocks), replace_original=said.replace, response_type="ephemeral"
        )
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=why(error))
    else:
        if answer.status_code != 200:
            log.warning("not_said", status=answer.status_code)


def answer(client: WebClient, body: Mapping[str, Any], said: Message) -> None:
    """Answer a click where it was made; in App Home, which has no room for it, in a modal."""
    view = body.get("view") or {}
    if in_modal(body):
        answer_in_modal(client, body, said)
    elif view.get("type") == "home":
        try:
            show(client, body, Form("notice", said.title or "o2o", said.blocks, close="Close"))
        except (SlackClientError, OSError) as error:
            log.warning("not_said", error=why(error))
    else:
        respond(body, said)


def in_modal(body: Mapping[str, Any]) -> bool:
    """Whether a click was made in a modal: it has no response URL, so its answer is a modal, too."""
    return (body.get("view") or {}).get("type") == "modal"


def show(client: WebClient, body: Mapping[str, Any], form: Form) -> Mapping[str, Any]:
    """Open a modal for a click or shortcut; gives the view. Raises what the client raises.

    From within a modal it is put on top, so that one can go back. Slack stacks three: a fourth takes the place of the
    one that was clicked in.
    """
    trigger = str(body.get("trigger_id"))
    opened: Any
    if not in_modal(body):
        opened = client.views_open(trigger_id=trigger, view=form.to_view())
        return dict(opened["view"])
    try:
        opened = client.views_push(trigger_id=trigger, view=form.to_view())
    except SlackApiError as error:
        if error.response.get("error") != "push_limit_reached":
            raise
        opened = client.views_update(view_id=body["view"]["id"], view=form.to_view())
    return dict(opened["view"])


def answer_in_modal(client: WebClient, body: Mapping[str, Any], said: Message) -> None:
    """Answer a click made in a modal: on top of it, or (`replace`) in its place."""
    view = body["view"]
    title = said.title or view["title"]["text"]
    try:
        if said.replace:
            form = Form("notice", title, said.blocks, close="Close")
            client.views_update(view_id=view["id"], hash=view["hash"], view=form.to_view())
        else:
            show(client, body, Form("notice", title, said.blocks, close="Back"))
    except (SlackClientError, OSError) as error:
        log.warning("not_said", error=why(error))


def open_or_say(client: WebClient, body: Mapping[str, Any], form: Form) -> Message | None:
    """Open a form; where Slack does not let it, gives the message with the button that opens it later."""
    try:
        show(client, body, form)
    except (SlackClientError, OSError) as error:
        log.warning("form_not_opened", error=why(error))
        return error_views.form_in_message(form)
    return None


def why(error: Exception) -> str:
    """The kind of an error, without anything a person wrote."""
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
