"""Block Kit, built through Slack's own models (which refuse what is over a limit) and one escaping function."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import BlockElement, InteractiveElement

Block = dict[str, Any]
MOST_BLOCKS = 50
"""Blocks of one message (https://docs.slack.dev/reference/block-kit/blocks)."""

ROOM = 2990
"""Characters of one piece of mrkdwn; Slack takes 3,000."""
SPOKEN_MOST = 75
"""Characters of a button's label, and of what a screen reader says of it."""
ENTITY_BEGUN = re.compile("&[a-z]{0,3}$")
_LINK = re.compile(r"<[^<>|@!#][^<>|]*(?:\|([^<>]*))?>")
_ITALIC = re.compile(r"(?<![\w])_(?=\S)([^_\n]*[^_\s])_(?![\w])")
_QUOTED = re.compile(r"^> ?", re.MULTILINE)

_RIGHT_TO_LEFT = {"R", "AL"}
_UNSPOKEN = str.maketrans("<>", "  ")


@dataclass(frozen=True)
class Message:
    """What is said to a person: blocks, and the text that a notification or a screen reader uses.

    `replace` says that it takes the place of the message whose button was clicked. `title` is that of a modal in which
    it is shown, and says what has happened. `group` are the Slack users with whom a notification is posted into one
    conversation, instead of the recipient's direct message. `only_updates`: it brings up to date what was
    posted, and is not worth posting itself.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    replace: bool = False
    title: str = ""
    group: tuple[str, ...] = ()
    only_updates: bool = False

    @property
    def aloud(self) -> str:
        """The text as Slack is given it: without the marks beside blocks, as notifications show it as it stands."""
        return spoken_text(self.text) if self.blocks else self.text


@dataclass(frozen=True)
class Form:
    """A modal: its content and, in `metadata`, typed record ids (never names).

    Where it can't be opened at once, `asks` is said, with the button `opened_by` that opens it later (`spoken`).
    """

    callback_id: str
    title: str
    blocks: tuple[Block, ...]
    submit: str | None = None
    close: str = "Cancel"
    metadata: str = field(default="")
    opened_by: str = "know_open"
    asks: str = "I need a little more to store that."
    spoken: str | None = None

    def to_view(self) -> dict[str, Any]:
        """The view as Slack takes it."""
        view: dict[str, Any] = {
            "type": "modal",
            "callback_id": self.callback_id,
            "title": plain(self.title, 24),
            "close": plain(self.close, 24),
            "blocks": list(self.blocks),
            "private_metadata": self.metadata,
        }
        if self.submit:
            view["submit"] = plain(self.submit, 24)
        return view


def esc(text: object, most: int = 300) -> str:
    """Text of a person's (a name, a note, what was typed), safe inside mrkdwn: it can mention, link and break nothing.

    Line breaks and invisible characters go, `&`, `<` and `>` are escaped, right-to-left text is isolated so that it
    does not turn round what stands beside it, and what is longer than `most` characters is cut with an ellipsis.
    """
    said = " ".join("".join(c if _printable(c) else " " for c in str(text)).split())
    if len(said) > most:
        said = said[: most - 1].rstrip() + "…"
    turned = any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in said)
    said = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # In mrkdwn a backtick or an asterisk within a word would swallow our own formatting around it.
    for mark, look_alike in (("`", "\u02cb"), ("*", "\u2217"), ("~", "\u223c")):
        said = said.replace(mark, look_alike)
    return f"\u2068{said}\u2069" if turned else said


def quoted(text: str) -> str:
    """A text of several lines that a person wrote, as a quotation in mrkdwn."""
    return "\n".join(f"> {esc(line, len(line) + 1)}" for line in text.splitlines())


def spoken_text(text: str) -> str:
    """Mrkdwn of ours as somebody would read it aloud: no marks, no quotation signs, a link's label in its place.

    What people wrote holds no marks of ours (`esc`); `&amp;`, `&lt;` and `&gt;` stay, as Slack reads them everywhere.
    """
    words = _LINK.sub(lambda found: found[1] or "", _QUOTED.sub("", text))
    return _ITALIC.sub(r"\1", words.replace("*", "").replace("`", ""))


def fitting(render: Callable[[int], str], most: int, room: int) -> str:
    """What is rendered of a text when as many of its characters are taken, at most `most`, as fit into the room.

    Escaped, a text is longer than it was: it is cut before, never within what a character became.
    """
    whole = render(most)
    if len(whole) <= room:
        return whole
    least = 0
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if len(render(middle)) <= room else (least, middle)
    return render(least)


def _printable(character: str) -> bool:
    return character in "\u200c\u200d" or unicodedata.category(character)[0] not in "CZ" or character == " "


def plain(text: str, most: int) -> dict[str, Any]:
    """A plain text object, cut to what fits."""
    return {"type": "plain_text", "text": cut(text, most), "emoji": True}


def cut(text: str, most: int) -> str:
    """The text, shortened with an ellipsis to so many characters."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def cut_whole(text: str, most: int) -> str:
    """Mrkdwn shortened to so many characters: never within an escaped one, and what was isolated stays so."""
    if len(text) <= most:
        return text
    kept = ENTITY_BEGUN.sub("", text[: most - 2]).rstrip() + "…"
    return kept + "\u2069" * (kept.count("\u2068") - kept.count("\u2069"))


def _mrkdwn(text: str) -> MarkdownTextObject:
    # verbatim: Slack must not turn names or addresses in the text into links and mentions.
    return MarkdownTextObject(text=cut_whole(text, ROOM), verbatim=True)


def section(text: str, *, accessory: BlockElement | None = None, block_id: str | None = None) -> Block:
    """A paragraph of mrkdwn (escape what people wrote), with at most one element beside it."""
    return dict(SectionBlock(text=_mrkdwn(text), accessory=accessory, block_id=block_id).to_dict())


def context(*texts: str) -> Block:
    """Small print."""
    return dict(ContextBlock(elements=[_mrkdwn(text) for text in texts]).to_dict())


def divider() -> Block:
    """A line between two parts."""
    return dict(DividerBlock().to_dict())


def actions(*elements: InteractiveElement, block_id: str | None = None) -> Block:
    """A row of buttons and menus."""
    return dict(ActionsBlock(elements=list(elements), block_id=block_id).to_dict())


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    primary: bool = False,
    danger: bool = False,
    confirm: ConfirmObject | None = None,
    spoken: str | None = None,
) -> ButtonElement:
    """A button. `spoken` is what a screen reader says where the label alone does not tell."""
    style = "primary" if primary else "danger" if danger else None
    return ButtonElement(
        text=PlainTextObject(text=cut(label, SPOKEN_MOST)),
        action_id=action_id,
        value=value or None,
        style=style,
        confirm=confirm,
        # No markup is read in it; what people wrote must not look like any all the same.
        accessibility_label=cut(spoken.translate(_UNSPOKEN), SPOKEN_MOST) if spoken else None,
    )


def naming(label: str, *names: str) -> str:
    """A button's label with the people it is about, for `spoken`: each name as long as there is room for all."""
    room = SPOKEN_MOST - len(label) - len(": ") - (len(names) - 1) * len(" and ")
    return f"{label}: {' and '.join(cut(name, room // len(names)) for name in names)}"


def mail_link(label: str, address: str) -> str:
    """A link in mrkdwn that opens a mail, `address` (`mailto:...`) being percent-encoded.

    Slack documents these links (https://docs.slack.dev/messaging/formatting-message-text), but not that a button may
    lead to one.
    """
    return f"<{address.replace('&', '&amp;')}|{esc(label, SPOKEN_MOST).replace('|', ' ')}>"


def confirm(title: str, text: str, yes: str, no: str = "Keep it") -> ConfirmObject:
    """Asks once more before something is lost."""
    words = MarkdownTextObject(text=cut_whole(text, 300), verbatim=True)
    return ConfirmObject(title=cut(title, 100), text=words, confirm=cut(yes, 30), deny=cut(no, 30))


def overflow(
    action_id: str, options: Sequence[tuple[str, str]], *, ask: ConfirmObject | None = None
) -> InteractiveElement:
    """A `⋯` menu of (label, value), at most five."""
    return OverflowMenuElement(action_id=action_id, options=[option(*one) for one in options], confirm=ask)


def option(label: str, value: str, detail: str | None = None) -> Option:
    """A choice in a menu or picker."""
    return Option(
        text=PlainTextObject(text=cut(label, 75)),
        value=value,
        description=PlainTextObject(text=cut(detail, 75)) if detail else None,
    )


def select(action_id: str, placeholder: str, options: Sequence[Option], *, initial: Option | None = None) -> Any:
    """A picker of up to 100 choices."""
    return StaticSelectElement(
        action_id=action_id, placeholder=cut(placeholder, 150), options=list(options), initial_option=initial
    )


def person_select(action_id: str, placeholder: str, *, initial: str | None = None) -> Any:
    """A picker of somebody in the workspace; `initial` by their Slack user id."""
    return UserSelectElement(action_id=action_id, placeholder=cut(placeholder, 150), initial_user=initial)


def day_select(action_id: str, placeholder: str, *, initial: dt.date | None = None) -> Any:
    """A picker of a day."""
    day = initial.isoformat() if initial else None
    return DatePickerElement(action_id=action_id, placeholder=cut(placeholder, 150), initial_date=day)


def radio(options: Sequence[Option], *, initial: Option) -> Any:
    """Up to ten choices of which one holds, all to be seen; for a field of a form."""
    return RadioButtonsElement(action_id="value", options=list(options), initial_option=initial)


def checkboxes(options: Sequence[Option], *, initial: Sequence[Option]) -> Any:
    """Up to ten choices of which any may hold; for a field of a form."""
    return CheckboxesElement(action_id="value", options=list(options), initial_options=list(initial) or None)


def text_input(
    name: str,
    label: str,
    *,
    initial: str | None = None,
    placeholder: str | None = None,
    hint: str | None = None,
    optional: bool = True,
    multiline: bool = False,
    most: int = 200,
    mark: str = "",
) -> Block:
    """A text field of a form; its block is named after the field, so that an error finds it.

    In a form that is changed while it is open, what was entered stays, unless the field's `mark` has changed.
    """
    element = PlainTextInputElement(
        action_id=f"value{mark}",
        initial_value=cut(initial, most) if initial else None,
        placeholder=placeholder,
        multiline=multiline,
        max_length=most,
    )
    return dict(InputBlock(block_id=name, label=label, element=element, optional=optional, hint=hint).to_dict())


def choice_input(
    name: str, label: str, element: Any, *, optional: bool = True, hint: str | None = None, told: bool = False
) -> Block:
    """A picker as a field of a form; its element's action id is `value`, unless the bot is `told` each choice."""
    made = InputBlock(
        block_id=name, label=label, element=element, optional=optional, hint=hint, dispatch_action=told or None
    )
    return dict(made.to_dict())


def with_field(view: Mapping[str, Any], field: Block) -> dict[str, Any]:
    """An open form, as Slack sends it, with one of its fields anew."""
    kept = ("type", "callback_id", "title", "close", "submit", "private_metadata")
    blocks = [field if block.get("block_id") == field["block_id"] else block for block in view["blocks"]]
    return {**{name: view[name] for name in kept if view.get(name)}, "blocks": blocks}
