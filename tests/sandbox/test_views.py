"""Views through the real client: triggers, stacks, hashes, home."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox
from sandbox.client import Refused, SandboxClient

Trigger = Callable[[str], str]


def modal(title: str = "Hello", **own: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "blocks": [],
        **own,
    }


def refusal(call: Callable[[], Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        call()
    answer: dict[str, Any] = caught.value.response.data
    return answer


def test_a_trigger_works_once(web: WebClient, trigger: Trigger, slack: SandboxClient) -> None:
    ident = trigger("U0ANA")
    opened = web.views_open(trigger_id=ident, view=modal())["view"]
    assert opened["root_view_id"] == opened["id"]
    assert slack.person("ana").view is not None
    assert refusal(lambda: web.views_open(trigger_id=ident, view=modal()))["error"] == ("exchanged_trigger_id")
    assert refusal(lambda: web.views_open(trigger_id="1.2.x", view=modal()))["error"] == ("invalid_trigger_id")


def test_a_trigger_lives_three_seconds(sandbox: Sandbox, web: WebClient, trigger: Trigger) -> None:
    late, early = trigger("U0ANA"), trigger("U0ANA")
    sandbox.clock.advance(2.5)
    web.views_open(trigger_id=early, view=modal())
    sandbox.clock.advance(0.6)
    assert refusal(lambda: web.views_open(trigger_id=late, view=modal()))["error"] == ("expired_trigger_id")


def test_a_bad_view_leaves_the_trigger_alone(web: WebClient, trigger: Trigger) -> None:
    ident = trigger("U0ANA")
    answer = refusal(lambda: web.views_open(trigger_id=ident, view=modal("x" * 25)))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    web.views_open(trigger_id=ident, view=modal())


def test_views_are_pushed_three_deep(sandbox: Sandbox, web: WebClient, trigger: Trigger, slack: SandboxClient) -> None:
    root = web.views_open(trigger_id=trigger("U0ANA"), view=modal())["view"]["id"]
    tickets = sandbox._state.tickets

    def push() -> Any:
        return web.views_push(trigger_id=tickets.trigger("U0ANA", root), view=modal("More"))

    assert push()["view"]["previous_view_id"] == root
    push()
    assert refusal(push)["error"] == "push_limit_reached"
    ana = slack.person("ana")
    assert ana.view is not None
    ana.closes(ana.view)
    assert len(ana.state["views"]) == 2
    ana.closes(ana.view, everything=True)
    assert ana.view is None
    outside = trigger("U0ANA")
    assert refusal(lambda: web.views_push(trigger_id=outside, view=modal()))["error"] == "not_found"


def test_an_update_minds_hash_and_life(web: WebClient, trigger: Trigger, slack: SandboxClient) -> None:
    view = web.views_open(trigger_id=trigger("U0ANA"), view=modal())["view"]
    changed = web.views_update(view_id=view["id"], hash=view["hash"], view=modal("New"))["view"]
    assert changed["hash"] != view["hash"]
    stale = refusal(lambda: web.views_update(view_id=view["id"], hash=view["hash"], view=modal("Late")))
    assert stale["error"] == "hash_conflict"
    ana = slack.person("ana")
    assert ana.view is not None
    assert ana.view.title == "New"
    ana.closes(ana.view)
    gone = refusal(lambda: web.views_update(view_id=view["id"], view=modal()))
    assert gone["error"] == "not_found"


def test_an_external_id_names_one_view(web: WebClient, trigger: Trigger) -> None:
    mine = modal(external_id="one")
    web.views_open(trigger_id=trigger("U0ANA"), view=mine)
    twice = refusal(lambda: web.views_open(trigger_id=trigger("U0RAJ"), view=mine))
    assert twice["error"] == "duplicate_external_id"
    updated = web.views_update(external_id="one", view=modal("New", external_id="one"))
    assert updated["view"]["title"]["text"] == "New"


def test_a_view_may_be_too_large(web: WebClient, trigger: Trigger) -> None:
    text = {"type": "mrkdwn", "text": "x" * 2990}
    big = modal(blocks=[{"type": "section", "text": text}] * 90)
    answer = refusal(lambda: web.views_open(trigger_id=trigger("U0ANA"), view=big))
    assert answer["error"] == "view_too_large"


def test_home_is_published_with_a_hash(web: WebClient) -> None:
    home = {"type": "home", "blocks": []}
    first = web.views_publish(user_id="U0ANA", view=home)["view"]
    second = web.views_publish(user_id="U0ANA", view=home, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    answer = refusal(lambda: web.views_publish(user_id="U0ANA", view=home, hash=first["hash"]))
    assert answer["error"] == "hash_conflict"
    assert refusal(lambda: web.views_publish(user_id="U0ANA", view=modal()))["error"] == ("invalid_arguments")


def test_a_home_of_too_many_blocks_is_refused(web: WebClient) -> None:
    line = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    web.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [line] * 100})
    answer = refusal(lambda: web.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [line] * 101}))
    assert answer["error"] == "invalid_arguments"


def test_a_click_at_home_has_a_view_and_no_message(listening: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []

    @listening.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        press = {"type": "button", "action_id": "press", "text": {"type": "plain_text", "text": "Press"}, "value": "1"}
        client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [{"type": "actions", "elements": [press]}]}
        )

    @listening.action("press")
    def pressed(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        heard.append(body)
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal("On top"))

    ana = slack.person("ana")
    home = ana.opens_home().home
    assert home is not None
    on_top = ana.clicks(home, "Press").view
    assert on_top is not None
    assert on_top.title == "On top"
    (body,) = heard
    assert body["container"] == {"type": "view", "view_id": home.id}
    assert body["view"]["type"] == "home"
    assert "response_url" not in body
    assert "message" not in body
    assert "channel" not in body


def test_closing_is_told_where_asked(listening: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []

    @listening.shortcut("log")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        ack()
        view = modal(callback_id="form", notify_on_close=True, private_metadata="kept")
        client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    @listening.view_closed("form")
    def closed(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        ack()

    ana = slack.person("ana")
    view = ana.uses_shortcut("log").view
    assert view is not None
    assert ana.closes(view).closed
    assert heard[0]["is_cleared"] is False
    assert heard[0]["view"]["private_metadata"] == "kept"


def text_input(action_id: str) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": "text",
        "optional": True,
        "label": {"type": "plain_text", "text": "Text"},
        "element": {"type": "plain_text_input", "action_id": action_id, "initial_value": f"by {action_id}"},
    }


def button(action_id: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Press"}
    press = {"type": "button", "action_id": action_id, "text": text, "value": action_id}
    return {"type": "actions", "block_id": action_id, "elements": [press]}


def test_a_screen_that_lags_behind_is_heard(
    listening: App, web: WebClient, trigger: Trigger, slack: SandboxClient
) -> None:
    heard: list[dict[str, Any]] = []

    def hears(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        ack()

    listening.view("form")(hears)
    listening.action("old")(hears)
    fields: dict[str, Any] = {"callback_id": "form", "submit": {"type": "plain_text", "text": "Save"}}
    opened = web.views_open(trigger_id=trigger("U0ANA"), view=modal(**fields, blocks=[text_input("a"), button("old")]))
    ident = opened["view"]["id"]
    web.views_update(view_id=ident, view=modal(**fields, blocks=[text_input("b"), button("new")]))
    seen = {"text": {"a": "typed"}}
    slack.act("U0ANA", "view_action", view_id=ident, block_id="old", action_id="old", values=seen)
    assert heard.pop()["actions"][0]["value"] == "old"
    with pytest.raises(Refused, match="no input c in block text"):
        slack.act("U0ANA", "submit", view_id=ident, values={"text": {"c": "never there"}})
    slack.act("U0ANA", "submit", view_id=ident, values=seen)
    values = heard.pop()["view"]["state"]["values"]
    assert {name: field["value"] for name, field in values["text"].items()} == {"b": "by b"}


def test_an_answer_to_a_form_that_is_gone_changes_nothing(listening: App, slack: SandboxClient) -> None:
    ana = slack.person("ana")

    @listening.shortcut("log")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        ack()
        submit = {"type": "plain_text", "text": "Save"}
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal(callback_id="form", submit=submit))

    @listening.view("form")
    def save(ack: Any, view: dict[str, Any]) -> None:
        slack.act("U0ANA", "close", view_id=view["id"])
        ack(response_action="push", view=modal("Late"))

    form = ana.uses_shortcut("log").view
    assert form is not None
    news = ana.submits(form)
    assert news.acked
    assert news.closed
    assert ana.view is None
