"""A real Bolt app and the sandbox talking, over signed HTTP and over Socket Mode."""

from typing import Any

import pytest
from slack_bolt import App

from sandbox import Sandbox
from sandbox.client import Refused, SandboxClient


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def name_input(**own: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed", **own}
    return {"type": "input", "block_id": "name", "label": plain("Name"), "element": element}


STRENGTH = {
    "type": "input",
    "block_id": "strength",
    "label": plain("Strength"),
    "optional": True,
    "element": {
        "type": "static_select",
        "action_id": "chosen",
        "options": [
            {"text": plain("Strong"), "value": "5"},
            {"text": plain("Weak"), "value": "1"},
        ],
    },
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Log"),
    "submit": plain("Save"),
    "blocks": [name_input(), STRENGTH],
}
LOADING = {"type": "modal", "title": plain("Log"), "blocks": [section("One moment ...")]}


def test_a_command_is_answered_with_its_acknowledgement(connected: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []

    @connected.command("/o2o")
    def answer(ack: Any, command: dict[str, Any]) -> None:
        heard.append(command)
        ack(text="hello", blocks=[section(f"You said {command['text']}")])

    news = slack.person("ana").types("/o2o know jane.doe@acme.com, @raj #sales 5 < 6")
    assert news.acked
    assert news.message.ephemeral
    assert news.message.fallback == "hello"
    assert heard[0]["text"] == (
        "know <mailto:jane.doe@acme.com|jane.doe@acme.com>, <@U0RAJ|raj> <#C0SALES|sales> 5 &lt; 6"
    )
    assert heard[0]["user_id"] == "U0ANA"
    assert heard[0]["channel_name"] == "general"
    assert slack.person("raj").messages("general") == []


def test_an_answer_may_come_after_the_acknowledgement(listening: App, slack: SandboxClient) -> None:
    @listening.command("/o2o")
    def answer(ack: Any, respond: Any) -> None:
        ack()
        respond("later")

    assert slack.person("ana").types("/o2o").text == "later"


def test_a_click_on_an_ephemeral_answer_replaces_it(listening: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []

    @listening.command("/o2o")
    def answer(ack: Any) -> None:
        menu = {
            "type": "overflow",
            "action_id": "more",
            "options": [{"text": plain("Why these?"), "value": "why"}],
        }
        actions = {"type": "actions", "block_id": "b", "elements": [button("Ask", "ask"), menu]}
        ack(blocks=[section("Jane"), actions])

    @listening.action("ask")
    def ask(ack: Any, body: dict[str, Any], respond: Any) -> None:
        heard.append(body)
        ack()
        respond(text="asked", replace_original=True)

    @listening.action("more")
    def more(ack: Any, body: dict[str, Any], respond: Any) -> None:
        heard.append(body)
        ack()
        respond("because")

    ana = slack.person("ana")
    message = ana.types("/o2o").message
    assert message.text == "Jane\nAsk\nWhy these?"
    why = ana.clicks(message, "Why these?")
    assert [m.text for m in why.messages] == ["because"]
    changed = ana.clicks(message, "Ask")
    assert changed.message.ts == message.ts
    assert changed.text == "asked"
    first = heard[0]
    assert first["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "C0GENERAL",
        "is_ephemeral": True,
    }
    assert "message" not in first
    assert first["state"] == {"values": {}}
    assert first["actions"][0]["selected_option"]["value"] == "why"
    assert heard[1]["actions"][0]["value"] == "1"
    assert heard[1]["user"] == {
        "id": "U0ANA",
        "username": "ana",
        "name": "ana",
        "team_id": "T0INITRODE",
    }


def test_a_modal_is_opened_filled_refused_and_saved(connected: App, slack: SandboxClient) -> None:
    saved: list[dict[str, Any]] = []

    @connected.shortcut("log")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        shown = client.views_open(trigger_id=shortcut["trigger_id"], view=LOADING)["view"]
        ack()
        client.views_update(view_id=shown["id"], hash=shown["hash"], view=FORM)

    @connected.view("form")
    def save(ack: Any, view: dict[str, Any], body: dict[str, Any], client: Any) -> None:
        values = view["state"]["values"]
        if values["name"]["typed"]["value"] == "nobody":
            ack(response_action="errors", errors={"name": "Who is that?"})
            return
        saved.append(values)
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="Saved")

    ana = slack.person("ana")
    form = ana.uses_shortcut("log").view
    assert form is not None
    assert form.text == "Log\nName\nStrength\nStrong\nWeak\nSave"
    assert ana.submits(form).errors == {"name": "Please complete this required field."}
    refused = ana.submits(form, {"Name": "nobody"})
    assert refused.errors == {"name": "Who is that?"}
    assert ana.view is not None
    news = ana.submits(form, {"Name": "Jane Doe", "Strength": "Strong"}, settle=0.3)
    assert news.closed
    assert news.text == "Saved"
    assert ana.view is None
    assert saved == [
        {
            "name": {"typed": {"type": "plain_text_input", "value": "Jane Doe"}},
            "strength": {
                "chosen": {
                    "type": "static_select",
                    "selected_option": {"text": plain("Strong"), "value": "5"},
                }
            },
        }
    ]


def test_a_submission_may_push_update_and_clear(listening: App, slack: SandboxClient) -> None:
    @listening.shortcut("log")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    @listening.view("form")
    def save(ack: Any, view: dict[str, Any]) -> None:
        name = view["state"]["values"]["name"]["typed"]["value"]
        more = {**FORM, "title": plain(name)}
        answers: dict[str, dict[str, Any]] = {
            "push": {"response_action": "push", "view": more},
            "update": {"response_action": "update", "view": more},
            "clear": {"response_action": "clear"},
        }
        ack(answers[name])

    ana = slack.person("ana")
    view = ana.uses_shortcut("log").view
    assert view is not None
    pushed = ana.submits(view, {"Name": "push"}).view
    assert pushed is not None
    assert pushed.title == "push"
    assert pushed.json["previous_view_id"] == view.id
    updated = ana.submits(pushed, {"Name": "update"}).view
    assert updated is not None
    assert (updated.title, updated.id) == ("update", pushed.id)
    assert ana.submits(updated, {"Name": "clear"}).closed
    assert ana.view is None


def test_the_bot_hears_direct_messages_as_slack_writes_them(connected: App, slack: SandboxClient) -> None:
    events: list[dict[str, Any]] = []

    @connected.event("message")
    def answer(event: dict[str, Any], body: dict[str, Any], say: Any) -> None:
        events.append(body)
        say("Noted")

    news = slack.person("ana").says("met jane@acme.com & <raj>")
    assert news.text == "Noted"
    event = events[0]["event"]
    assert event["text"] == "met <mailto:jane@acme.com|jane@acme.com> &amp; &lt;raj&gt;"
    assert event["channel_type"] == "im"
    assert event["channel"].startswith("D")
    assert events[0]["authorizations"][0]["is_bot"] is True
    assert events[0]["event_id"].startswith("Ev")


def test_home_is_published_when_opened(listening: App, slack: SandboxClient) -> None:
    @listening.event("app_home_opened")
    def publish(event: dict[str, Any], client: Any) -> None:
        view = {"type": "home", "blocks": [section("Waiting for you: nothing")]}
        client.views_publish(user_id=event["user"], view=view)

    news = slack.person("ana").opens_home()
    assert news.home is not None
    assert news.home.text == "Waiting for you: nothing"


def test_a_message_shortcut_carries_the_message(listening: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []

    @listening.shortcut("ask")
    def ask(ack: Any, body: dict[str, Any], respond: Any) -> None:
        heard.append(body)
        ack()
        respond("Asked")

    raj, ana = slack.person("raj"), slack.person("ana")
    raj.says("I know jane@acme.com", to="general")
    news = ana.uses_message_shortcut("ask", ana.messages("general")[0])
    assert news.text == "Asked"
    assert heard[0]["message"]["text"] == "I know <mailto:jane@acme.com|jane@acme.com>"
    assert heard[0]["message"]["user"] == "U0RAJ"
    with pytest.raises(Refused, match="ephemeral"):
        ana.uses_message_shortcut("ask", news.message)


def test_a_person_is_told_when_the_app_fails(listening: App, slack: SandboxClient) -> None:
    @listening.command("/o2o")
    def answer(ack: Any, command: dict[str, Any]) -> None:
        if command["text"] == "big":
            ack(blocks=[section("x" * 3001)])

    ana = slack.person("ana")
    silent = ana.types("/o2o nothing")
    assert not silent.acked
    assert silent.notice is not None
    big = ana.types("/o2o big")
    assert big.notice == '/o2o failed with the error "invalid_blocks".'
    assert ana.messages("general") == []


def test_values_in_a_modal_reach_every_click_and_survive_an_update(listening: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []
    actions = {"type": "actions", "block_id": "acts", "elements": [button("More", "more")]}
    view = {**FORM, "blocks": [*FORM["blocks"], actions]}

    @listening.shortcut("log")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    @listening.action("more")
    def more(ack: Any, body: dict[str, Any], client: Any) -> None:
        heard.append(body)
        ack()
        fresh = {**view, "title": plain("More")}
        client.views_update(view_id=body["container"]["view_id"], view=fresh)

    ana = slack.person("ana")
    form = ana.uses_shortcut("log").view
    assert form is not None
    ana.chooses(form, "Strength", "Weak")
    after = ana.clicks(form, "More", values={"Name": "Jane"}).view
    assert heard[0]["view"]["state"]["values"]["name"]["typed"]["value"] == "Jane"
    assert heard[0]["container"] == {"type": "view", "view_id": form.id}
    assert after is not None
    assert after.title == "More"
    assert after.values["name"]["typed"]["value"] == "Jane"
    assert after.values["strength"]["chosen"]["selected_option"]["value"] == "1"


def test_user_changes_are_told(listening: App, sandbox: Sandbox, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []
    listening.event("user_change")(lambda event: heard.append(event["user"]))
    slack.act("U0SAM", "user_change", user="U0MIA", set={"deleted": True})
    assert heard[0]["deleted"] is True
    with pytest.raises(Refused, match="account_inactive"):
        slack.person("mia").types("/o2o")
