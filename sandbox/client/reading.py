"""What a person reads on a screen: Block Kit flattened to lines, top to bottom."""

import json
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
SELECTS = ("options", "option_groups")
# Where the app gave no id the sandbox made one; these differ from message to message.
MADE_UP = re.compile(r"[ab]\d+\.\d+(\.\d+)?")
LEFT_OUT = {
    "ts",
    "id",
    "hash",
    "root_view_id",
    "previous_view_id",
    "thread_ts",
    "busy",
    "action_ts",
    "url_private",
}


def lines(blocks: list[Json]) -> list[str]:
    """Every visible text, one a line, in reading order; menus are read with their options."""
    return [line for block in blocks for text in _block(block) for line in [text.strip()] if line]


def _block(block: Json) -> Iterator[str]:
    for name in ("title", "label", "text"):
        yield from _text(block.get(name))
    for field in block.get("fields", []):
        yield from _text(field)
    kind = block["type"]
    if kind == "image":
        yield block["alt_text"]
    for element in block.get("elements", []):
        yield from _element(element)
    for name in ("element", "accessory"):
        if name in block:
            yield from _element(block[name])
    yield from _text(block.get("hint"))


def _text(held: Any) -> Iterator[str]:
    """A text object or a bare string."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        yield str(held.get("text", ""))


def _element(element: Json) -> Iterator[str]:
    kind = element.get("type", "")
    if kind == "image":
        yield str(element["alt_text"])
    elif kind.startswith("rich_text"):
        yield "".join(_rich(element))
    else:
        yield from _text(element.get("text"))
        yield from _text(element.get("placeholder"))
        if "initial_value" in element:
            yield str(element["initial_value"])
        for option in options(element):
            yield from _text(option.get("text"))
            yield from _text(option.get("description"))


def _rich(element: Json) -> Iterator[str]:
    if isinstance(element.get("text"), str):
        yield element["text"]
    for part in element.get("elements", []):
        yield from _rich(part)


def options(element: Json) -> list[Json]:
    """All options of a menu, groups opened."""
    found = list(element.get("options", []))
    for group in element.get("option_groups", []):
        found.extend(group["options"])
    return found


def canonical(held: Any, mask: str | None = None) -> bytes:
    """JSON bytes without timestamps, ids and hashes; `mask` is a pattern of words to blot out.

    Two things that were shown are the same exactly when these bytes are.
    """
    return json.dumps(_clean(held, mask), sort_keys=True, ensure_ascii=False).encode()


def _clean(held: Any, mask: str | None) -> Any:
    if isinstance(held, dict):
        return {
            name: _clean(value, mask)
            for name, value in held.items()
            if name not in LEFT_OUT and not _made_up(name, value)
        }
    if isinstance(held, list):
        return [_clean(item, mask) for item in held]
    if isinstance(held, str) and mask is not None:
        return re.sub(mask, "*", held)
    return held


def _made_up(name: str, value: Any) -> bool:
    return name in {"block_id", "action_id"} and bool(MADE_UP.fullmatch(str(value)))
