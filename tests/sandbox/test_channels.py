"""What becomes of a channel, and what the app hears and is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from slack_sdk import WebClient

from sandbox import Sandbox, load_company
from sandbox.client import SandboxClient
from sandbox.client.refusal import Refused
from tests.sandbox.conftest import manifest, serving

EVENTS = (
    "channel_archive",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_left",
    "group_unarchive",
)
ROOM = "C0SALES"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = manifest()
    made["settings"]["event_subscriptions"]["bot_events"] += EVENTS
    flask = Flask("app")
    flask.post("/slack/events")(lambda: "")
    with Sandbox(load_company(), made) as running, serving(running, flask):
        yield running


def heard(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The events the app was sent, without their time."""
    sent = [one.request["event"] for one in sandbox.wire if one.dir == "slack->app"]
    return [{name: value for name, value in one.items() if name != "event_ts"} for one in sent]


def said(web: WebClient, channel: str = ROOM) -> dict[str, Any]:
    """What the app is told of a channel."""
    found: dict[str, Any] = web.conversations_info(channel=channel)["channel"]
    return found


def test_a_channel_is_shared_and_no_more(sandbox: Sandbox, slack: SandboxClient, web: WebClient) -> None:
    ana = slack.person("ana")
    ana.invites("bot", ROOM)
    ana.shares(ROOM, pending=True, team="T0PARTNER")
    before = said(web)
    assert (before["is_shared"], before["is_pending_ext_shared"]) == (False, True)
    assert before["pending_shared"] == before["pending_connected_team_ids"] == ["T0PARTNER"]
    ana.shares(ROOM, team="T0PARTNER")
    shared = said(web)
    assert (shared["is_shared"], shared["is_ext_shared"], shared["is_pending_ext_shared"]) == (True, True, False)
    assert "T0PARTNER" in shared["shared_team_ids"]
    ana.unshares(ROOM, team="T0PARTNER")
    assert (said(web)["is_shared"], said(web)["shared_team_ids"]) == (False, [before["context_team_id"]])
    told = {"channel": ROOM}
    assert heard(sandbox)[-2:] == [
        {"type": "channel_shared", "connected_team_id": "T0PARTNER", **told},
        {"type": "channel_unshared", "previously_connected_team_id": "T0PARTNER", "is_ext_shared": False, **told},
    ]
    with pytest.raises(Refused, match="not shared"):
        ana.unshares(ROOM, team="T0PARTNER")


def test_an_invitation_is_taken_back(slack: SandboxClient, web: WebClient) -> None:
    ana = slack.person("ana")
    ana.shares(ROOM, pending=True)
    ana.unshares(ROOM)
    assert (said(web)["is_pending_ext_shared"], said(web)["is_shared"]) == (False, False)


def test_a_channel_is_archived_and_brought_back(sandbox: Sandbox, slack: SandboxClient, web: WebClient) -> None:
    ana = slack.person("ana")
    ana.invites("bot", ROOM)
    ana.archives(ROOM)
    assert said(web)["is_archived"] is True
    with pytest.raises(Exception, match="is_archived"):
        web.chat_postMessage(channel=ROOM, text="hello")
    with pytest.raises(Refused, match="already"):
        ana.archives(ROOM)
    ana.unarchives(ROOM)
    assert said(web)["is_archived"] is False
    web.chat_postMessage(channel=ROOM, text="hello")
    assert heard(sandbox)[-2:] == [
        {"type": f"channel_{what}", "user": ana.id, "channel": ROOM} for what in ("archive", "unarchive")
    ]


def test_the_bot_that_is_taken_out_hears_that_it_left(sandbox: Sandbox, slack: SandboxClient, web: WebClient) -> None:
    ana = slack.person("ana")
    ana.invites("bot", ROOM)
    ana.invites("sam", ROOM)
    ana.removes("sam", ROOM)
    ana.removes("bot", ROOM)
    assert said(web)["is_member"] is False
    assert [one["type"] for one in heard(sandbox)][-2:] == ["member_left_channel", "channel_left"]
    assert heard(sandbox)[-1] == {"type": "channel_left", "channel": ROOM}
    before = len(heard(sandbox))
    ana.shares(ROOM)
    assert len(heard(sandbox)) == before  # of channels it is not in it hears nothing


def test_only_who_is_in_a_channel_can_share_it_and_only_channels_can_be(slack: SandboxClient) -> None:
    with pytest.raises(Refused, match="not in"):
        slack.person("sam").shares(ROOM)
    ana = slack.person("ana")
    direct = ana.client.act(ana.id, "open_dm", user=slack.user_id("sam"))["channel"]
    with pytest.raises(Refused, match="only channels"):
        ana.shares(str(direct))
