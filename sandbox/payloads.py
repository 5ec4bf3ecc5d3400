"""The payloads Slack sends for what people do."""

from typing import Any

from sandbox.entities import Channel, Json, Message, User, View
from sandbox.errors import ActError
from sandbox.forms import STATEFUL, entered, option_of, state_values
from sandbox.state import State


def view_object(state: State, view: View) -> Json:
    """A view as Slack's API and payloads show it."""
    fields = view.fields
    return {
        "id": view.id,
        "team_id": state.team_id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": fields.get("private_metadata", ""),
        "callback_id": fields.get("callback_id", ""),
        "state": {"values": state_values(view.blocks, view.held)},
        "hash": view.hash,
        "title": fields.get("title"),
        "clear_on_close": fields.get("clear_on_close", False),
        "notify_on_close": fields.get("notify_on_close", False),
        "close": fields.get("close"),
        "submit": fields.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": state.app_id,
        "external_id": fields.get("external_id", ""),
        "app_installed_team_id": state.team_id,
        "bot_id": state.bot_id,
    }


def page_view(state: State, view: View) -> Json:
    """A view as the sandbox's page gets it."""
    shown = view_object(state, view)
    return {**shown, "errors": view.errors, "busy": view.busy}


def _common(state: State, user: User, kind: str) -> Json:
    """What every interaction carries."""
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id,
        },
        "api_app_id": state.app_id,
        "token": state.verification_token,
        "team": {"id": state.team_id, "domain": state.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    """The name an interaction gives a conversation."""
    names = {"im": "directmessage", "private": "privategroup", "mpim": channel.name}
    return names.get(channel.kind, channel.name)


def slash_command(state: State, user: User, channel: Channel, command: str, text: str, response_url: str) -> Json:
    """A slash command's form fields."""
    return {
        "token": state.verification_token,
        "team_id": state.team_id,
        "team_domain": state.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": state.tickets.trigger(user.id),
    }


def message_action(state: State, user: User, message: Message, response_url: str, act: Json) -> Json:
    """`block_actions` for an element in a message; an ephemeral one is not sent along."""
    channel = state.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _common(state, user, "block_actions") | {
        "container": container,
        "trigger_id": state.tickets.trigger(user.id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": state_values(message.blocks, message.held)},
        "response_url": response_url,
        "actions": [act],
    }
    if not ephemeral:
        payload["message"] = message.api(state.team_id)
    return payload


def view_action(state: State, user: User, view: View, act: Json) -> Json:
    """`block_actions` for an element in a modal or home view."""
    shown = view_object(state, view)
    context = view.id if view.type == "modal" else None
    return _common(state, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": state.tickets.trigger(user.id, context),
        "view": shown,
        "state": shown["state"],
        "actions": [act],
    }


def view_submission(state: State, user: User, view: View) -> Json:
    """What Slack sends when a form is sent off."""
    return _common(state, user, "view_submission") | {
        "trigger_id": state.tickets.trigger(user.id, view.id),
        "view": view_object(state, view),
        "response_urls": [],
    }


def view_closed(state: State, user: User, view: View, *, cleared: bool) -> Json:
    """What Slack sends when a view with `notify_on_close` is closed."""
    return _common(state, user, "view_closed") | {
        "view": view_object(state, view),
        "is_cleared": cleared,
    }


def shortcut(state: State, user: User, callback_id: str) -> Json:
    """A global shortcut."""
    return _common(state, user, "shortcut") | {
        "action_ts": state.next_ts(),
        "callback_id": callback_id,
        "trigger_id": state.tickets.trigger(user.id),
    }


def message_shortcut(state: State, user: User, message: Message, callback_id: str, response_url: str) -> Json:
    """A message shortcut, with the message it was used on."""
    channel = state.channels[message.channel]
    return _common(state, user, "message_action") | {
        "action_ts": state.next_ts(),
        "callback_id": callback_id,
        "trigger_id": state.tickets.trigger(user.id),
        "response_url": response_url,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message_ts": message.ts,
        "message": message.api(state.team_id),
    }


def action(state: State, block: Json, element: Json, given: dict[str, Any]) -> tuple[Json, Json | None]:
    """One entry of `actions`, and the element's new state when it holds one.

    `given` has what the person chose under Slack's own field name (`selected_option`, ...) or as
    `value`.
    """
    kind = element["type"]
    act: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": state.next_ts(),
    }
    if kind == "button":
        act |= {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return act, None
    if kind == "overflow":
        return act | {"selected_option": option_of(element, given.get("selected_option"))}, None
    field, at_first = STATEFUL[kind]
    if field not in given and "value" not in given:
        raise ActError("nothing_chosen", f"{kind} needs {field}")
    new = entered(element, given.get(field, given.get("value")))
    kept = {name: element[name] for name in ("placeholder", at_first) if name in element}
    return act | kept | {field: new[field]}, new
