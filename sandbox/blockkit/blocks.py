"""Layout blocks and views, as Slack's reference has them.

Source of the figures: docs.slack.dev/reference/block-kit/blocks and /reference/views. Blocks that
o2o has no use for (video, file, table, workflow ones) are refused as unsupported.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.elements import (
    ACCESSORY,
    ACTIONS_ELEMENT,
    BLOCK_ID,
    IMAGE_ELEMENT,
    IMAGE_SOURCE,
    INPUT_ELEMENT,
)
from sandbox.blockkit.rules import (
    Flag,
    Many,
    Problem,
    Rule,
    Shape,
    Str,
    Surface,
    Text,
    Typed,
    not_both,
    one_of,
)

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
VIEW_BYTES = 250_000
MARKDOWN_CHARACTERS = 12_000

_BLOCK: dict[str, Rule] = {"type": Str(40), "block_id": BLOCK_ID}


class ContextElement:
    """A context block holds small pictures and bare text objects."""

    def check(self, value: Any, at: str, surface: Surface) -> Iterator[Problem]:
        if isinstance(value, dict) and value.get("type") == "image":
            yield from IMAGE_ELEMENT.check(value, at, surface)
        else:
            yield from Text(3000, mrkdwn=True).check(value, at, surface)


class RichTextElement:
    """Only the outer form of rich text is looked at: the sandbox passes it on as it is."""

    KINDS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")

    def check(self, value: Any, at: str, _surface: Surface) -> Iterator[Problem]:
        if not isinstance(value, dict) or value.get("type") not in self.KINDS:
            yield Problem(at, "must be a rich text section, list, preformatted text or quote")
        elif not isinstance(value.get("elements"), list):
            yield Problem(at, "missing required field: elements")


def _initial_fits(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """What an input holds at first may not be longer than what it takes."""
    element = value.get("element")
    if not isinstance(element, dict):
        return
    initial, most = element.get("initial_value"), element.get("max_length")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        yield Problem(f"{at}/element/initial_value", f"must be less than {most + 1} characters")


def _block(needs: tuple[str, ...], **fields: Rule) -> dict[str, Any]:
    """The arguments of a block's shape."""
    return {"fields": {**_BLOCK, **fields}, "needs": frozenset({"type", *needs})}


BLOCKS: dict[str, Rule] = {
    "actions": Shape(**_block(("elements",), elements=Many(ACTIONS_ELEMENT, 1, 25))),
    "context": Shape(**_block(("elements",), elements=Many(ContextElement(), 1, 10))),
    "divider": Shape(**_block(())),
    "header": Shape(**_block(("text",), text=Text(150))),
    "image": Shape(
        **_block(("alt_text",), alt_text=Str(2000), title=Text(2000), **IMAGE_SOURCE),
        between=(one_of("image_url", "slack_file"), not_both("image_url", "slack_file")),
    ),
    "input": Shape(
        **_block(
            ("label", "element"),
            label=Text(2000),
            element=INPUT_ELEMENT,
            hint=Text(2000),
            optional=Flag(),
            dispatch_action=Flag(),
        ),
        between=(_initial_fits,),
    ),
    "markdown": Shape(**_block(("text",), text=Str(MARKDOWN_CHARACTERS)), surfaces=frozenset({"message"})),
    "rich_text": Shape(**_block(("elements",), elements=Many(RichTextElement(), 1, 100))),
    "section": Shape(
        **_block(
            (),
            text=Text(3000, mrkdwn=True),
            fields=Many(Text(2000, mrkdwn=True), 1, 10),
            accessory=ACCESSORY,
            expand=Flag(),
        ),
        between=(one_of("text", "fields"),),
    ),
}

BLOCK = Typed(BLOCKS)
ON_MESSAGE, ON_VIEW = Many(BLOCK, 0, MESSAGE_BLOCKS), Many(BLOCK, 0, VIEW_BLOCKS)

_VIEW: dict[str, Rule] = {
    "type": Str(10, one_of=("modal", "home")),
    "blocks": ON_VIEW,
    "private_metadata": Str(3000, least=0),
    "callback_id": Str(255, least=0),
    "external_id": Str(255, least=0),
}
VIEWS: dict[str, Rule] = {
    "modal": Shape(
        {
            **_VIEW,
            "title": Text(24),
            "submit": Text(24),
            "close": Text(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
        },
        needs=frozenset({"type", "title", "blocks"}),
    ),
    "home": Shape(_VIEW, needs=frozenset({"type", "blocks"})),
}
