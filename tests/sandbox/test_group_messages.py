"""What introductions need of Slack: group messages, messages changed in place, found again by their metadata."""

import re
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.client import Refused, SandboxClient
from tests.sandbox.test_messages import BLOCKS, METADATA, refusal

DRAFT = "Dear Jane,\n\nAna would like to meet you.\n\nRaj"


@pytest.fixture
def group(web: WebClient) -> str:
    """The group message of ana, raj and the bot."""
    return str(web.conversations_open(users="U0ANA,U0RAJ")["channel"]["id"])


def test_a_group_is_the_same_in_any_order(web: WebClient, group: str) -> None:
    again = web.conversations_open(users="U0RAJ,U0ANA")
    assert again["channel"]["id"] == group
    assert (again["already_open"], again["no_op"]) == (True, True)
    described = web.conversations_open(channel=group, return_im=True)
    assert (described["channel"]["id"], described["channel"]["is_mpim"]) == (group, True)
    shown = web.conversations_open(users="U0ANA,U0RAJ", return_im=True)["channel"]
    assert (shown["is_mpim"], shown["name"]) == (True, "mpdm-o2o--ana--raj-1")


def test_a_group_is_not_made_when_that_is_not_wanted(web: WebClient) -> None:
    def ask() -> Any:
        return web.conversations_open(users="U0ANA,U0MIA", prevent_creation=True)

    assert refusal(ask) == "channel_not_found"
    made = web.conversations_open(users="U0ANA,U0MIA")["channel"]["id"]
    assert ask()["channel"]["id"] == made


def test_a_group_has_eight_people_at_most(web: WebClient) -> None:
    nine = "U0ANA,U0RAJ,U0ZOE,U0LEE,U0MIA,U0SAM,U0PAT,U0KIM,U0X"
    assert refusal(lambda: web.conversations_open(users=nine)) == "too_many_users"
    assert refusal(lambda: web.conversations_open(users="U0ANA,U0OLD")) == "user_disabled"
    assert refusal(lambda: web.api_call("conversations.open")) == "users_list_not_supplied"


def test_only_its_members_see_a_group(web: WebClient, slack: SandboxClient, group: str) -> None:
    web.chat_postMessage(channel=group, text="Meet")
    for who in ("ana", "raj"):
        assert group in {channel["id"] for channel in slack.person(who).state["channels"]}
    assert group not in {channel["id"] for channel in slack.person("mia").state["channels"]}
    with pytest.raises(Refused):
        slack.act("U0MIA", "say", channel=group, text="hello")


@pytest.mark.parametrize("where", ["direct", "group"])
def test_a_message_changes_in_place_and_goes(web: WebClient, slack: SandboxClient, group: str, where: str) -> None:
    posted = web.chat_postMessage(channel="U0ANA" if where == "direct" else group, text="Jane", blocks=BLOCKS)
    channel, ts = posted["channel"], posted["ts"]
    ana = slack.person("ana")
    mark = ana.mark()
    changed = {"event_type": "o2o_ask", "event_payload": {"outbox": "9"}}
    web.chat_update(channel=channel, ts=ts, text="Agreed", blocks=BLOCKS, metadata=changed)
    [message] = ana.news(mark).messages
    assert (message.ts, message.fallback, message.metadata) == (ts, "Agreed", changed)
    assert message.json["edited"] is False, "Slack shows no `edited` where there are blocks"
    web.chat_update(channel=channel, ts=ts, text="Bye", metadata={})
    [message] = ana.messages(channel)
    assert (message.text, message.metadata, message.json["edited"]) == ("Bye", None, True)
    mark = ana.mark()
    web.chat_delete(channel=channel, ts=ts)
    assert [gone.ts for gone in ana.news(mark).gone] == [ts]
    assert refusal(lambda: web.chat_update(channel=channel, ts=ts, text="x")) == "message_not_found"
    assert refusal(lambda: web.chat_delete(channel=channel, ts=ts)) == "message_not_found"


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        "[]",
        '"text"',
        {"event_type": "x"},
        {"event_type": 7, "event_payload": {}},
        {"event_type": "x", "event_payload": []},
        {"event_type": "x", "event_payload": {}, "more": 1},
    ],
)
def test_metadata_that_is_none_is_refused(web: WebClient, wrong: Any) -> None:
    posted = web.chat_postMessage(channel="U0ANA", text="x", metadata=METADATA)
    place = {"channel": posted["channel"], "text": "y", "metadata": wrong}
    assert refusal(lambda: web.api_call("chat.postMessage", json=place)) == "invalid_metadata_format"
    assert refusal(lambda: web.api_call("chat.update", json=place | {"ts": posted["ts"]})) == "invalid_metadata_format"
    large = {"event_type": "x", "event_payload": {"id": "x" * 16_000}}
    assert refusal(lambda: web.api_call("chat.postMessage", json=place | {"metadata": large})) == "metadata_too_large"
    [kept] = web.conversations_history(channel=posted["channel"], include_all_metadata=True)["messages"]
    assert (kept["text"], kept["metadata"]) == ("x", METADATA)


def test_a_message_is_looked_for_page_by_page_back_from_a_time(web: WebClient, group: str) -> None:
    stamps = []
    for number in range(7):
        metadata = {"event_type": "o2o_ask", "event_payload": {"outbox": str(number)}}
        stamps.append(web.chat_postMessage(channel=group, text=str(number), metadata=metadata)["ts"])
    found = []
    cursor = ""
    while True:
        page = web.conversations_history(
            channel=group, latest=stamps[5], limit=2, include_all_metadata=True, cursor=cursor
        )
        found += [message["metadata"]["event_payload"]["outbox"] for message in page["messages"]]
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert found == ["4", "3", "2", "1", "0"]
    until = web.conversations_history(channel=group, latest=stamps[5], inclusive=True, limit=1)["messages"]
    assert [message["text"] for message in until] == ["5"]
    assert refusal(lambda: web.conversations_history(channel=group, latest="soon")) == "invalid_ts_latest"


def test_people_dates_menus_and_links_work_in_messages_and_forms(listening: App, slack: SandboxClient) -> None:
    told: list[dict[str, Any]] = []

    @listening.action(re.compile(r"who|until|more|mail"))
    def use(ack: Any, action: dict[str, Any]) -> None:
        told.append(action)
        ack()

    elements = [
        {"type": "users_select", "action_id": "who", "placeholder": plain("Somebody else")},
        {"type": "datepicker", "action_id": "until", "initial_date": "2026-11-23"},
        {"type": "overflow", "action_id": "more", "options": [{"text": plain("Later"), "value": "later"}]},
        {"type": "button", "action_id": "mail", "text": plain("Open it"), "url": "https://acme.example/jane"},
    ]
    draft = {"type": "plain_text_input", "action_id": "value", "multiline": True, "initial_value": DRAFT}
    form = {
        "type": "modal",
        "callback_id": "made",
        "title": plain("The text"),
        "submit": plain("Save"),
        "blocks": [
            {"type": "actions", "elements": elements},
            {"type": "input", "block_id": "draft", "label": plain("Draft"), "element": draft},
        ],
    }

    @listening.command("/o2o")
    def command(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        if body["text"] == "form":
            client.views_open(trigger_id=body["trigger_id"], view=form)
            ack()
        else:
            ack(text="x", blocks=[{"type": "actions", "elements": elements}])

    kept: list[str] = []

    @listening.view("made")
    def made(ack: Any, view: dict[str, Any]) -> None:
        kept.append(view["state"]["values"]["draft"]["value"]["value"])
        ack()

    ana = slack.person("ana")
    message = ana.types("/o2o", channel="sales").message
    view = ana.types("/o2o form", channel="sales").view
    assert view is not None
    assert DRAFT in view.text
    for thing in (message, view):
        told.clear()
        ana.chooses(thing, "Somebody else", "raj", wait=False)
        ana.chooses(thing, "until", "2026-12-01", wait=False)
        ana.clicks(thing, "Later", wait=False)
        ana.clicks(thing, "Open it", wait=False)
        assert [action["type"] for action in told] == ["users_select", "datepicker", "overflow", "button"]
        assert told[0]["selected_user"] == "U0RAJ"
        assert told[1]["selected_date"] == "2026-12-01"
        assert told[2]["selected_option"]["value"] == "later"
        assert told[3]["url"] == "https://acme.example/jane"
    ana.submits(view)
    view = ana.types("/o2o form", channel="sales").view
    assert view is not None
    ana.submits(view, {"Draft": DRAFT.replace("Ana", "She")})
    assert kept == [DRAFT, DRAFT.replace("Ana", "She")]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def test_an_uninstalled_app_is_out(listening: App, web: WebClient, slack: SandboxClient) -> None:
    listening.command("/o2o")(lambda ack: ack("hello"))
    slack.act("U0SAM", "uninstall")
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel="U0ANA", text="x")
    assert caught.value.response["error"] == "account_inactive"
    with pytest.raises(Refused) as refused:
        slack.person("ana").types("/o2o")
    assert refused.value.code == "app_uninstalled"
    slack.act("U0SAM", "install")
    assert slack.person("ana").types("/o2o").text == "hello"


def test_a_guest_keeps_only_their_own_conversations(listening: App, slack: SandboxClient) -> None:
    heard: list[dict[str, Any]] = []
    listening.event("user_change")(lambda event: heard.append(event["user"]))
    mia = slack.person("mia")
    assert "deal-acme-renewal" in {channel["name"] for channel in mia.state["channels"]}
    slack.act("U0SAM", "user_change", user="U0MIA", set={"is_restricted": True})
    assert "deal-acme-renewal" not in {channel["name"] for channel in mia.state["channels"]}
    slack.act("U0SAM", "user_change", user="U0MIA", set={"deleted": True})
    with pytest.raises(Refused) as caught:
        mia.says("hello")
    assert caught.value.code == "account_inactive"
    assert [(user["is_restricted"], user["deleted"]) for user in heard[:1]] == [(True, False)]
    assert heard[1]["deleted"] is True
