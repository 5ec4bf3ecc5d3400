"""What the app of these tests shows: messages, modals, its home."""

from typing import Any

Json = dict[str, Any]

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A marked-up text object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> Json:
    """An option whose value is its text."""
    return {"text": plain(text), "value": text}


def button(text: str, action_id: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "1", **more}


def answer(words: str) -> list[Json]:
    """An answer with buttons."""
    elements = [
        button("Ask for an introduction", "ask", style="primary"),
        button("Why?", "why"),
        button("Read more", "link", url="https://o2o.invalid/charter"),
        button(
            "Withdraw",
            "withdraw",
            style="danger",
            confirm={
                "title": plain("Withdraw it?"),
                "text": plain("Nobody will be asked."),
                "confirm": plain("Withdraw it"),
                "deny": plain("Keep it"),
            },
        ),
        {
            "type": "overflow",
            "action_id": "more",
            "options": [option("We have met"), option("Not needed")],
        },
        {
            "type": "static_select",
            "action_id": "role",
            "placeholder": plain("Assign a role"),
            "option_groups": [
                {"label": plain("Ours"), "options": [option("Sponsor"), option("Engineer")]},
                {"label": plain("Theirs"), "options": [option("Economic buyer")]},
            ],
        },
        {"type": "datepicker", "action_id": "until", "placeholder": plain("Snooze until")},
    ]
    return [
        {"type": "header", "text": plain("Jane Doe")},
        {"type": "section", "block_id": "words", "text": mrkdwn(words)},
        {"type": "section", "fields": [mrkdwn("*Seat*\nCFO"), mrkdwn("*Account*\nAcme Corp")]},
        {"type": "divider"},
        {"type": "actions", "block_id": "do", "elements": elements},
        {"type": "context", "elements": [mrkdwn("_Names nobody_ :lock:")]},
    ]


def form(title: str = "Log a relationship") -> Json:
    """A modal with every kind of input."""
    return {
        "type": "modal",
        "callback_id": "log",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "section",
                "text": mrkdwn("Jane can ask to see this."),
                "accessory": button("Rules", "rules"),
            },
            field("who", "Who", {"type": "plain_text_input"}, hint=plain("A name or an address")),
            field(
                "strength",
                "Strength",
                {"type": "radio_buttons", "options": [option("strong"), option("weak")]},
            ),
            field(
                "kind",
                "Kind",
                {"type": "static_select", "options": [option("Friend"), option("Family"), option("Rival")]},
                dispatch_action=True,
            ),
            field(
                "roles",
                "Roles",
                {"type": "multi_static_select", "options": [option("Coach"), option("Legal")]},
                optional=True,
            ),
            field("owner", "Owner", {"type": "users_select"}, optional=True),
            field("since", "Since", {"type": "datepicker"}, optional=True),
            field("mail", "E-mail", {"type": "email_text_input"}, optional=True),
            field(
                "flags",
                "Flags",
                {"type": "checkboxes", "options": [option("private"), option("open")]},
                optional=True,
            ),
            field(
                "note",
                "Note",
                {"type": "plain_text_input", "multiline": True, "max_length": 140},
                optional=True,
            ),
        ],
    }


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block whose action id is always `value`."""
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element} | more


def loading() -> Json:
    """What a modal shows before its form."""
    return {
        "type": "modal",
        "title": plain("Log a relationship"),
        "blocks": [{"type": "section", "text": plain("Loading ...")}],
    }


def rules() -> Json:
    """A second modal, on top of the form."""
    return {
        "type": "modal",
        "title": plain("Rules"),
        "blocks": [{"type": "section", "text": mrkdwn("*TIES* says who sees what.")}],
    }


def home() -> Json:
    """What the app's Home shows."""
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Waiting for you")},
            {
                "type": "section",
                "text": mrkdwn("Raj would like to meet Jane."),
                "accessory": button("Answer", "ask"),
            },
        ],
    }
