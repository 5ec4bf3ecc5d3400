"""Block elements and composition objects, as Slack's reference has them.

Source of the figures: docs.slack.dev/reference/block-kit (block-elements, composition-objects).
Menus that load options from the app (`external_select`) are left out until the sandbox can ask an
app for options; so are file, rich-text and workflow elements.
"""

from sandbox.blockkit.rules import (
    EVERYWHERE,
    Extra,
    Flag,
    Many,
    Rule,
    Shape,
    Str,
    Text,
    Typed,
    Whole,
    initial_among_options,
    not_both,
    one_of,
)

MESSAGE_AND_MODAL = frozenset({"message", "modal"})
MODAL = frozenset({"modal"})
DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
FAR_PAST, FAR_FUTURE = 1_000_000_000, 9_999_999_999

ACTION_ID = Str(255)
BLOCK_ID = Str(255)
# That Slack takes mailto: here is documented nowhere; in mrkdwn it is (`<mailto:a@b.c|label>`).
URL = Str(3000, form=r"(https?|slack)://?\S+")
STYLE = Str(10, one_of=("primary", "danger"))

CONFIRM = Shape(
    {
        "title": Text(100),
        "text": Text(300, mrkdwn=True),
        "confirm": Text(30),
        "deny": Text(30),
        "style": STYLE,
    },
    needs=frozenset({"title", "text", "confirm", "deny"}),
)


def _option(*, mrkdwn: bool = False, url: bool = False) -> Shape:
    """An option object; only overflow menus take links, only boxes and buttons mrkdwn."""
    fields: dict[str, Rule] = {
        "text": Text(75, mrkdwn=mrkdwn),
        "value": Str(150),
        "description": Text(75, mrkdwn=mrkdwn),
    }
    if url:
        fields["url"] = URL
    return Shape(fields, needs=frozenset({"text", "value"}))


OPTION, BOX_OPTION, LINK_OPTION = _option(), _option(mrkdwn=True), _option(url=True)
OPTION_GROUP = Shape({"label": Text(75), "options": Many(OPTION, 1, 100)}, needs=frozenset({"label", "options"}))
FILTER = Shape(
    {
        "include": Many(Str(10, one_of=("im", "mpim", "private", "public")), 1, 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    between=(one_of("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
DISPATCH = Shape(
    {"trigger_actions_on": Many(Str(30, one_of=("on_enter_pressed", "on_character_entered")), 1, 2)},
    needs=frozenset({"trigger_actions_on"}),
)
SLACK_FILE = Shape({"id": Str(255), "url": URL}, between=(one_of("id", "url"),))
IMAGE_SOURCE: dict[str, Rule] = {"image_url": URL, "slack_file": SLACK_FILE}

_COMMON: dict[str, Rule] = {"type": Str(40), "action_id": ACTION_ID}
_PLACED: dict[str, Rule] = {"placeholder": Text(150), "focus_on_load": Flag()}
_CONFIRMED: dict[str, Rule] = {"confirm": CONFIRM}
_SEVERAL: dict[str, Rule] = {"max_selected_items": Whole(1, 100)}
_STATIC: dict[str, Rule] = {
    "options": Many(OPTION, 1, 100),
    "option_groups": Many(OPTION_GROUP, 1, 100),
}
_STATIC_TIES: tuple[Extra, ...] = (
    one_of("options", "option_groups"),
    not_both("options", "option_groups"),
    initial_among_options,
)
_TYPED_TEXT: dict[str, Rule] = {
    **_COMMON,
    **_PLACED,
    "initial_value": Str(3000, least=0),
    "dispatch_action_config": DISPATCH,
}


def _element(
    *parts: dict[str, Rule],
    needs: tuple[str, ...] = (),
    surfaces: frozenset[str] = EVERYWHERE,
    between: tuple[Extra, ...] = (),
    **own: Rule,
) -> Shape:
    """An element made of shared fields and fields of its own."""
    fields: dict[str, Rule] = dict(_COMMON)
    for part in parts:
        fields.update(part)
    fields.update(own)
    return Shape(fields, frozenset({"type", *needs}), surfaces, between)


_CHOICE = (_PLACED, _CONFIRMED)
_CHOICES = (_PLACED, _CONFIRMED, _SEVERAL)
_IDS = Many(Str(30), 1, 100)

ELEMENTS: dict[str, Rule] = {
    "button": _element(
        _CONFIRMED,
        needs=("text",),
        text=Text(75),
        url=URL,
        value=Str(2000),
        style=STYLE,
        accessibility_label=Str(75),
    ),
    "overflow": _element(_CONFIRMED, needs=("options",), options=Many(LINK_OPTION, 1, 5)),
    "static_select": _element(*_CHOICE, _STATIC, between=_STATIC_TIES, initial_option=OPTION),
    "multi_static_select": _element(*_CHOICES, _STATIC, between=_STATIC_TIES, initial_options=Many(OPTION, 1, 100)),
    "users_select": _element(*_CHOICE, initial_user=Str(30)),
    "multi_users_select": _element(*_CHOICES, initial_users=_IDS),
    "channels_select": _element(*_CHOICE, initial_channel=Str(30), response_url_enabled=Flag()),
    "multi_channels_select": _element(*_CHOICES, initial_channels=_IDS),
    "conversations_select": _element(
        *_CHOICE,
        initial_conversation=Str(30),
        default_to_current_conversation=Flag(),
        response_url_enabled=Flag(),
        filter=FILTER,
    ),
    "multi_conversations_select": _element(
        *_CHOICES,
        initial_conversations=_IDS,
        default_to_current_conversation=Flag(),
        filter=FILTER,
    ),
    "radio_buttons": _element(
        _CONFIRMED,
        needs=("options",),
        between=(initial_among_options,),
        options=Many(BOX_OPTION, 1, 10),
        initial_option=BOX_OPTION,
        focus_on_load=Flag(),
    ),
    "checkboxes": _element(
        _CONFIRMED,
        needs=("options",),
        between=(initial_among_options,),
        options=Many(BOX_OPTION, 1, 10),
        initial_options=Many(BOX_OPTION, 1, 10),
        focus_on_load=Flag(),
    ),
    "datepicker": _element(*_CHOICE, initial_date=Str(10, form=DATE)),
    "timepicker": _element(*_CHOICE, initial_time=Str(5, form=TIME), timezone=Str(60)),
    "datetimepicker": _element(
        _CONFIRMED,
        surfaces=MESSAGE_AND_MODAL,
        initial_date_time=Whole(FAR_PAST, FAR_FUTURE),
        focus_on_load=Flag(),
    ),
    "plain_text_input": _element(
        _TYPED_TEXT,
        multiline=Flag(),
        min_length=Whole(0, 3000),
        max_length=Whole(1, 3000),
    ),
    "email_text_input": _element(_TYPED_TEXT, surfaces=MODAL),
    "url_text_input": _element(_TYPED_TEXT, surfaces=MODAL),
    "number_input": _element(
        _TYPED_TEXT,
        needs=("is_decimal_allowed",),
        surfaces=MODAL,
        is_decimal_allowed=Flag(),
        min_value=Str(30),
        max_value=Str(30),
    ),
}

IMAGE_ELEMENT = Shape(
    {"type": Str(10), "alt_text": Str(2000), **IMAGE_SOURCE},
    needs=frozenset({"alt_text"}),
    between=(one_of("image_url", "slack_file"), not_both("image_url", "slack_file")),
)

_TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
IN_ACTIONS = frozenset(ELEMENTS) - _TEXT_INPUTS
IN_INPUT = frozenset(ELEMENTS) - {"button", "overflow"}
IN_SECTION = (frozenset(ELEMENTS) - _TEXT_INPUTS - {"datetimepicker"}) | {"image"}
IN_ACTIONS_NOT = frozenset(kind for kind in ELEMENTS if kind.startswith("multi_"))

ACTIONS_ELEMENT = Typed(ELEMENTS, IN_ACTIONS - IN_ACTIONS_NOT)
INPUT_ELEMENT = Typed(ELEMENTS, IN_INPUT)
ACCESSORY = Typed({**ELEMENTS, "image": IMAGE_ELEMENT}, IN_SECTION)
