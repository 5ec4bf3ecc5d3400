"""Judge whole messages and views: every block, then what must be unique between them."""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.blocks import MARKDOWN_CHARACTERS, ON_MESSAGE, ON_VIEW, VIEWS
from sandbox.blockkit.rules import Problem, Surface

Json = dict[str, Any]


def check_blocks(blocks: Any, surface: Surface = "message", at: str = "/blocks") -> list[Problem]:
    """Everything Slack would refuse in `blocks` on `surface`; an empty list means they are good."""
    rule = ON_MESSAGE if surface == "message" else ON_VIEW
    problems = list(rule.check(blocks, at, surface))
    if isinstance(blocks, list):
        problems.extend(_unique(blocks, at))
        problems.extend(_together(blocks, at))
    return problems


def check_view(view: Any) -> list[Problem]:
    """Everything Slack would refuse in a modal or a home view."""
    if not isinstance(view, dict):
        return [Problem("/view", "must be an object")]
    kind = view.get("type")
    if kind not in VIEWS:
        return [Problem("/view/type", "must be a valid enum value")]
    problems = list(VIEWS[kind].check(view, "/view", kind))
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        problems.extend(_unique(blocks, "/view/blocks"))
        problems.extend(_together(blocks, "/view/blocks"))
        if kind == "modal" and "submit" not in view and _has_input(blocks):
            problems.append(Problem("/view", "`submit` is required when an input block is in `blocks`"))
    return problems


def elements_of(block: Json) -> list[Json]:
    """The elements of a block, wherever that kind of block keeps them, in reading order."""
    if block.get("type") == "actions":
        found = block.get("elements")
        return [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    one = block.get("element") if block.get("type") == "input" else block.get("accessory")
    return [one] if isinstance(one, dict) and one.get("type") != "image" else []


def _unique(blocks: list[Any], at: str) -> Iterator[Problem]:
    """Block ids are unique in a payload, action ids in their block."""
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                yield Problem(f"{at}/{number}/block_id", f"block_id `{block_id}` already exists")
            seen.add(block_id)
        actions: set[str] = set()
        for element in elements_of(block):
            action_id = element.get("action_id")
            if not isinstance(action_id, str):
                continue
            if action_id in actions:
                words = f"action_id `{action_id}` already exists for block_id `{block_id}`"
                yield Problem(f"{at}/{number}", words)
            actions.add(action_id)


def _together(blocks: list[Any], at: str) -> Iterator[Problem]:
    """What counts over all blocks: one focus, one sum of markdown."""
    whole = [block for block in blocks if isinstance(block, dict)]
    focused = [e for block in whole for e in elements_of(block) if e.get("focus_on_load") is True]
    if len(focused) > 1:
        yield Problem(at, "only one element can have focus_on_load set to true")
    texts = [b.get("text") for b in whole if b.get("type") == "markdown"]
    if len(texts) > 1 and sum(len(t) for t in texts if isinstance(t, str)) > MARKDOWN_CHARACTERS:
        yield Problem(at, f"markdown blocks together exceed {MARKDOWN_CHARACTERS} characters")


def _has_input(blocks: list[Any]) -> bool:
    return any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
