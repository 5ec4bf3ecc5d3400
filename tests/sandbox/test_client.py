"""The test client: what counts as news, how things are found on the screen."""

import threading
import time
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.client import SandboxClient
from sandbox.client.finding import NotOnScreen
from sandbox.client.reading import lines

BUTTONS = [
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": "Yes"}, "action_id": "y"},
            {"type": "button", "text": {"type": "plain_text", "text": "No"}, "action_id": "n"},
        ],
    }
]


def test_blocks_are_read_from_top_to_bottom() -> None:
    text = {"type": "mrkdwn", "text": "*Jane*"}
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Who"}},
        {"type": "section", "text": text, "fields": [{"type": "mrkdwn", "text": "CFO"}]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "since May"}]},
        *BUTTONS,
    ]
    assert lines(blocks) == ["Who", "*Jane*", "CFO", "since May", "Yes", "No"]


def test_what_is_not_on_the_screen_is_listed(web: WebClient, slack: SandboxClient) -> None:
    web.chat_postMessage(channel="U0ANA", text="?", blocks=BUTTONS)
    ana = slack.person("ana")
    message = ana.messages("o2o")[0]
    with pytest.raises(NotOnScreen, match="'Maybe' is not there; there are: Yes, No"):
        ana.clicks(message, "Maybe")


def test_a_button_that_has_just_gone_still_works(listening: App, web: WebClient, slack: SandboxClient) -> None:
    clicked: list[str] = []

    @listening.action("y")
    def yes(ack: Any, action: dict[str, Any], respond: Any) -> None:
        ack()
        clicked.append(action["action_id"])
        respond("Nothing to do")

    posted = web.chat_postMessage(channel="U0ANA", text="?", blocks=BUTTONS)
    ana = slack.person("ana")
    seen = ana.messages("o2o")[0]
    web.chat_update(channel=posted["channel"], ts=posted["ts"], text="Withdrawn")
    assert ana.clicks(seen, "Yes").text == "Nothing to do"
    assert clicked == ["y"]


def test_equal_answers_have_equal_bytes(web: WebClient, slack: SandboxClient) -> None:
    ana = slack.person("ana")
    shown = []
    for user, text in (("U0ANA", "same"), ("U0ANA", "same"), ("U0ANA", "other")):
        mark = ana.mark()
        web.chat_postMessage(channel=user, text=text, blocks=BUTTONS)
        shown.append(ana.news(mark))
    assert shown[0].raw == shown[1].raw
    web.chat_postMessage(channel="U0ANA", text="x")
    assert shown[0].raw != shown[2].raw
    assert shown[0].raw_masking("same|other") == shown[2].raw_masking("same|other")


def test_one_waits_for_what_others_cause(web: WebClient, slack: SandboxClient) -> None:
    raj = slack.person("raj")
    later = threading.Timer(0.2, web.chat_postMessage, (), {"channel": "U0RAJ", "text": "hi"})
    later.start()
    found = raj.waits_for(lambda: raj.messages("o2o"))
    later.join()
    assert [message.text for message in found] == ["hi"]
    with pytest.raises(AssertionError, match=r"nothing of the kind in 0.1 s"):
        raj.waits_for(lambda: len(raj.messages("o2o")) > 5, timeout=0.1)


def test_waiting_ends_when_nothing_comes(listening: App, slack: SandboxClient) -> None:
    listening.command("/o2o")(lambda ack: ack())
    began = time.monotonic()
    news = slack.person("ana").types("/o2o", wait=0.3)
    assert not news
    assert 0.3 <= time.monotonic() - began < 2


def test_a_modal_that_says_one_moment_is_waited_for(listening: App, slack: SandboxClient) -> None:
    def view(text: str) -> dict[str, Any]:
        return {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Who"},
            "blocks": [{"type": "section", "text": {"type": "plain_text", "text": text}}],
        }

    @listening.shortcut("log")
    def slow(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        shown = client.views_open(trigger_id=shortcut["trigger_id"], view=view("One moment"))
        ack()
        time.sleep(0.3)
        client.views_update(view_id=shown["view"]["id"], view=view("Here you are"))

    news = slack.person("ana").uses_shortcut("log")
    assert news.view is not None
    assert news.view.text == "Who\nHere you are"


def test_people_are_chosen_by_handle(listening: App, slack: SandboxClient) -> None:
    chosen: list[dict[str, Any]] = []

    @listening.command("/o2o")
    def ask(ack: Any) -> None:
        picker = {"type": "users_select", "action_id": "who"}
        date = {"type": "datepicker", "action_id": "when"}
        ack(blocks=[{"type": "actions", "block_id": "b", "elements": [picker, date]}])

    @listening.action("who")
    @listening.action("when")
    def remember(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        chosen.append(body)
        respond("Thanks")

    ana = slack.person("ana")
    message = ana.types("/o2o").message
    ana.chooses(message, "who", "raj")
    ana.chooses(message, "when", "2026-12-14")
    assert chosen[0]["actions"][0]["selected_user"] == "U0RAJ"
    assert chosen[1]["actions"][0]["selected_date"] == "2026-12-14"
    assert chosen[1]["state"]["values"]["b"]["who"]["selected_user"] == "U0RAJ"
