"""What people have entered: from elements and plain values to Slack's `state.values`."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.blockkit import elements_of
from sandbox.entities import Json
from sandbox.errors import ActError

Held = dict[tuple[str, str], Json]

# For each kind of element that holds something: the field of its state and its initial one.
STATEFUL: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
SEVERAL = {field for field, _ in STATEFUL.values() if field.endswith("s")}
REQUIRED = "Please complete this required field."
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def fill_ids(blocks: list[Json], number: int) -> list[Json]:
    """A copy of the blocks in which every block and element has an id, as Slack fills them in."""
    filled: list[Json] = []
    for place, block in enumerate(blocks):
        copy = {**block, "block_id": block.get("block_id") or f"b{number}.{place}"}
        for name in ("elements", "element", "accessory"):
            if name in copy and copy["type"] in {"actions", "input", "section"}:
                copy[name] = _with_action_ids(copy[name], f"a{number}.{place}")
        filled.append(copy)
    return filled


def _with_action_ids(held: Any, prefix: str) -> Any:
    if isinstance(held, list):
        return [_with_action_ids(item, f"{prefix}.{n}") for n, item in enumerate(held)]
    if held.get("type") == "image":
        return held
    return {**held, "action_id": held.get("action_id") or prefix}


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that holds something, with its block."""
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATEFUL:
                yield block, element


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    """The element with these ids, and its block; an ActError when there is none."""
    for block in blocks:
        if block["block_id"] == block_id:
            for element in elements_of(block):
                if element["action_id"] == action_id:
                    return block, element
    raise ActError("no_such_element", f"there is no element {action_id} in block {block_id}")


def state_values(blocks: list[Json], held: Held) -> Json:
    """`state.values`: what was entered, else what was there at first, else null or nothing."""
    values: Json = {}
    for block, element in stateful(blocks):
        key = (block["block_id"], element["action_id"])
        values.setdefault(key[0], {})[key[1]] = held.get(key) or initial(element)
    return values


def initial(element: Json) -> Json:
    """The state of an element nobody has touched."""
    field, at_first = STATEFUL[element["type"]]
    empty: Any = [] if field in SEVERAL else None
    return {"type": element["type"], field: element.get(at_first, empty)}


def entered(element: Json, value: Any) -> Json:
    """The state of an element after somebody entered `value`.

    A value is plain: text, an option's value (or the option), a user's id, a date; several of them
    in a list. An ActError tells of an option that is not offered.
    """
    field, _ = STATEFUL[element["type"]]
    if field in SEVERAL:
        items = value if isinstance(value, list) else [] if value in (None, "") else [value]
        chosen = [option_of(element, item) for item in items] if "option" in field else items
        return {"type": element["type"], field: chosen}
    if value in (None, ""):
        return {"type": element["type"], field: None}
    if field == "selected_option":
        return {"type": element["type"], field: option_of(element, value)}
    return {"type": element["type"], field: value if field == "selected_date_time" else str(value)}


def option_of(element: Json, wanted: Any) -> Json:
    """The option with this value (or this option) as the app gave it."""
    value = wanted.get("value") if isinstance(wanted, dict) else wanted
    options: list[Json] = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options.extend(group["options"])
    for option in options:
        if option.get("value") == value:
            return option
    offered = ", ".join(str(option.get("value")) for option in options)
    raise ActError("no_such_option", f"no option {value!r}; there are: {offered}")


def complaints(blocks: list[Json], held: Held) -> dict[str, str]:
    """What Slack's client itself says no to before it sends a form: block id to words."""
    said: dict[str, str] = {}
    for block, element in stateful(blocks):
        if block["type"] != "input":
            continue
        key = (block["block_id"], element["action_id"])
        value = (held.get(key) or initial(element))[STATEFUL[element["type"]][0]]
        words = _complaint(element, value, optional=bool(block.get("optional")))
        if words:
            said[block["block_id"]] = words
    return said


def _complaint(element: Json, value: Any, *, optional: bool) -> str | None:
    """Why one value will not do, in the client's words."""
    if value in (None, "", []):
        return None if optional else REQUIRED
    kind = element["type"]
    if kind == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Please enter at most {element.get('max_length', 3000)} characters."
    if kind == "email_text_input" and not ADDRESS.fullmatch(value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+", value):
        return "Please enter a valid URL."
    if kind == "number_input":
        form = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
        if not re.fullmatch(form, value):
            return "Please enter a valid number."
    return None
