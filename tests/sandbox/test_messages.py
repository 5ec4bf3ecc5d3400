"""Messages through the real client: posting, changing, histories, limits."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.client import SandboxClient

METADATA = {"event_type": "o2o_asked", "event_payload": {"id": "7"}}
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Jane*"}}]


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def test_a_person_gets_a_direct_message(web: WebClient, slack: SandboxClient) -> None:
    ana = slack.person("ana")
    mark = ana.mark()
    posted = web.chat_postMessage(channel="U0ANA", text="Hello", metadata=METADATA)
    assert posted["channel"].startswith("D")
    assert posted["message"]["metadata"] == METADATA
    assert ana.news(mark).text == "Hello"
    assert slack.person("raj").messages("o2o") == []


def test_metadata_finds_a_message_again(web: WebClient) -> None:
    posted = web.chat_postMessage(channel="U0ANA", text="Hello", metadata=METADATA)
    channel = posted["channel"]
    bare = web.conversations_history(channel=channel)["messages"]
    assert "metadata" not in bare[0]
    full = web.conversations_history(channel=channel, include_all_metadata=True)["messages"]
    assert full[0]["metadata"] == METADATA
    web.chat_update(channel=channel, ts=posted["ts"], text="Bye")
    kept = web.conversations_history(channel=channel, include_all_metadata=True)["messages"]
    assert (kept[0]["text"], kept[0]["metadata"]) == ("Bye", METADATA)
    bad = {"event_type": "x"}
    answer = refusal(lambda: web.chat_postMessage(channel=channel, text="x", metadata=bad))
    assert answer == "invalid_metadata_format"


def test_text_alone_takes_the_blocks_away(web: WebClient, slack: SandboxClient) -> None:
    posted = web.chat_postMessage(channel="U0ANA", text="Jane", blocks=BLOCKS)
    channel, ts = posted["channel"], posted["ts"]
    assert slack.person("ana").messages(channel)[0].text == "*Jane*"
    web.chat_update(channel=channel, ts=ts, text="Done")
    assert slack.person("ana").messages(channel)[0].text == "Done"
    answer = refusal(lambda: web.chat_update(channel=channel, ts=ts, text="x" * 4001))
    assert answer == "msg_too_long"
    assert refusal(lambda: web.chat_update(channel=channel, ts="1.2", text="x")) == ("message_not_found")


def test_what_is_wrong_with_blocks_is_said(web: WebClient) -> None:
    over = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel="U0ANA", text="x", blocks=over)
    answer = caught.value.response.data
    problem = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [problem]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {problem}"]
    assert refusal(lambda: web.chat_postMessage(channel="U0ANA", text="x", blocks="[")) == ("invalid_blocks_format")
    nothing = {"channel": "U0ANA", "text": ""}
    assert refusal(lambda: web.api_call("chat.postMessage", json=nothing)) == "no_text"


def test_long_text_is_cut(web: WebClient) -> None:
    posted = web.chat_postMessage(channel="U0ANA", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000


def test_only_its_own_places_and_messages(web: WebClient, slack: SandboxClient) -> None:
    assert refusal(lambda: web.chat_postMessage(channel="C0GENERAL", text="x")) == "not_in_channel"
    assert refusal(lambda: web.chat_postMessage(channel="C0X", text="x")) == "channel_not_found"
    assert refusal(lambda: web.chat_postMessage(channel="U0OLD", text="x")) == "channel_not_found"
    ana = slack.person("ana")
    ana.says("mine", to="o2o")
    hers = ana.messages("o2o")[0]
    assert refusal(lambda: web.chat_update(channel=hers.channel, ts=hers.ts, text="x")) == ("cant_update_message")
    assert refusal(lambda: web.chat_delete(channel=hers.channel, ts=hers.ts)) == ("cant_delete_message")


def test_an_ephemeral_message_is_for_one_and_cannot_be_reached(web: WebClient, slack: SandboxClient) -> None:
    posted = web.chat_postEphemeral(channel="C0SALES", user="U0ANA", text="psst")
    assert [m.text for m in slack.person("ana").messages("sales")] == ["psst"]
    assert slack.person("raj").messages("sales") == []
    ts = posted["message_ts"]
    assert refusal(lambda: web.chat_update(channel="C0SALES", ts=ts, text="x")) == ("message_not_found")
    assert refusal(lambda: web.chat_postEphemeral(channel="C0SALES", user="U0SAM", text="x")) == ("user_not_in_channel")


def test_a_message_is_deleted(web: WebClient, slack: SandboxClient) -> None:
    ana = slack.person("ana")
    posted = web.chat_postMessage(channel="U0ANA", text="Hello")
    mark = ana.mark()
    web.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert [m.text for m in ana.news(mark).gone] == ["Hello"]


def test_a_history_is_read_page_by_page(web: WebClient) -> None:
    stamps = [web.chat_postMessage(channel="U0ANA", text=str(n))["ts"] for n in range(5)]
    channel = web.conversations_open(users="U0ANA")["channel"]["id"]
    first = web.conversations_history(channel=channel, limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    second = web.conversations_history(channel=channel, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["2", "1"]
    since = web.conversations_history(channel=channel, oldest=stamps[3])["messages"]
    assert [m["text"] for m in since] == ["4"]
    with_it = web.conversations_history(channel=channel, oldest=stamps[3], inclusive=True)
    assert [m["text"] for m in with_it["messages"]] == ["4", "3"]


def test_a_thread_is_read(web: WebClient) -> None:
    parent = web.chat_postMessage(channel="U0ANA", text="parent")
    channel, ts = parent["channel"], parent["ts"]
    web.chat_postMessage(channel=channel, text="reply", thread_ts=ts)
    replies = web.conversations_replies(channel=channel, ts=ts)["messages"]
    assert [m["text"] for m in replies] == ["parent", "reply"]
    assert len(web.conversations_history(channel=channel)["messages"]) == 1


def test_a_permalink_leads_to_a_message(web: WebClient) -> None:
    posted = web.chat_postMessage(channel="C0SALES", text="x")
    link = web.chat_getPermalink(channel="C0SALES", message_ts=posted["ts"])["permalink"]
    assert link.endswith(f"/archives/C0SALES/p{posted['ts'].replace('.', '')}")
