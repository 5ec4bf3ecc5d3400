"""Reading what Slack says was clicked, chosen and entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
