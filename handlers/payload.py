"""Reading what Slack says was clicked, chosen and entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.boundary import Actor


def value(action: Mapping[str, Any]) -> str:
    """What was clicked or chosen: a button's value, or that of the choice."""
    one = action.get("selected_option")
    picked = action.get("selected_user") or action.get("selected_date")
    return str(one["value"] if one else picked or action.get("value") or "")


def values(view: Mapping[str, Any]) -> dict[str, str | None]:
    """What is entered in a form, by field; None where nothing is."""
    read: dict[str, str | None] = {}
    for block_id, fields in view["state"]["values"].items():
        for element in fields.values():
            one = element.get("selected_option")
            picked = element.get("selected_date") or element.get("selected_user")
            held = one["value"] if one else element.get("value") or picked
            read[block_id] = str(held) if held else None
    return read


def chosen(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The same for fields in which several things can be chosen."""
    return {
        block_id: tuple(str(one["value"]) for one in element["selected_options"])
        for block_id, fields in view["state"]["values"].items()
        for element in fields.values()
        if element.get("selected_options") is not None
    }


def actor(body: Mapping[str, Any], context: Any) -> Actor:
    """Who did it. The workspace is that of the token the payload was authorised with, never one the payload names."""
    user = body.get("user") or {}
    authorised = context.authorize_result
    return Actor(
        team_id=str(authorised.team_id),
        user_id=str(user.get("id") or body.get("user_id")),
        home_team_id=user.get("team_id") or (body.get("team_id") if "user_id" in body else None),
        enterprise_id=authorised.enterprise_id,
        channel_id=_channel(body),
    )


def _channel(body: Mapping[str, Any]) -> str | None:
    """Where it was typed or clicked; forms are nowhere."""
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id")
    return str(channel) if channel else None


def key(body: Mapping[str, Any]) -> str | None:
    """What a payload is known by if it comes again: Slack makes a trigger id for each that a person causes."""
    trigger = body.get("trigger_id")
    return f"trigger:{trigger}" if trigger else None
