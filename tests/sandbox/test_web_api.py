"""The Web API through the real client: tokens, scopes, cursors, people, conversations."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox, default_manifest, load_company
from sandbox.client import SandboxClient


def refusal(call: Callable[[], Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        call()
    answer: dict[str, Any] = caught.value.response.data
    return answer


@pytest.fixture
def bare() -> Iterator[WebClient]:
    """An app that may only be installed."""
    manifest = default_manifest()
    manifest["oauth_config"]["scopes"]["bot"] = ["commands"]
    with Sandbox(load_company(), manifest) as sandbox:
        yield WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


def test_tokens_are_checked(sandbox: Sandbox, web: WebClient) -> None:
    assert web.auth_test()["user_id"] == sandbox.bot_user_id
    nobody = WebClient(base_url=sandbox.api_url)
    assert refusal(nobody.auth_test)["error"] == "not_authed"
    wrong = WebClient(token="xoxb-wrong", base_url=sandbox.api_url)
    assert refusal(wrong.auth_test)["error"] == "invalid_auth"
    app = WebClient(token=sandbox.app_token, base_url=sandbox.api_url)
    assert refusal(app.users_list)["error"] == "not_allowed_token_type"
    assert refusal(lambda: web.api_call("users.fly"))["error"] == "unknown_method"


def test_scopes_are_checked(bare: WebClient) -> None:
    answer = refusal(bare.users_list)
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("users:read", "commands")
    calls: list[tuple[str, Callable[[], Any]]] = [
        ("chat:write", lambda: bare.chat_postMessage(channel="C0SALES", text="x")),
        ("users:read.email", lambda: bare.users_lookupByEmail(email="a@b.c")),
        ("channels:read", lambda: bare.conversations_info(channel="C0SALES")),
        ("channels:history", lambda: bare.conversations_history(channel="C0SALES")),
        ("groups:read", lambda: bare.conversations_list(types="private_channel")),
        ("im:write", lambda: bare.conversations_open(users="U0ANA")),
        ("mpim:write", lambda: bare.conversations_open(users="U0ANA,U0RAJ")),
        ("team:read", bare.team_info),
    ]
    assert [refusal(call)["needed"] for _, call in calls] == [scope for scope, _ in calls]


def test_missing_and_malformed_arguments_are_named(web: WebClient) -> None:
    answer = refusal(lambda: web.api_call("users.info"))
    assert answer["error"] == "invalid_arguments"
    assert "missing required field: user" in answer["response_metadata"]["messages"][0]
    assert refusal(lambda: web.users_info(user="U0NOBODY"))["error"] == "user_not_found"
    assert refusal(lambda: web.users_list(cursor="!"))["error"] == "invalid_cursor"
    assert refusal(lambda: web.conversations_list(limit=5000))["error"] == "invalid_limit"
    assert refusal(lambda: web.conversations_list(types="clubs"))["error"] == "invalid_types"


def test_people_are_shown_as_slack_shows_them(web: WebClient) -> None:
    people = {user["id"]: user for user in web.users_list()["members"]}
    assert people["U0ANA"]["profile"]["email"] == "ana.ortiz@initrode.example"
    assert people["U0PAT"]["is_restricted"] is True
    assert people["U0OLD"]["deleted"] is True
    assert "is_restricted" not in people["U0OLD"]
    assert people["U0KIM"]["team_id"] == "T0OTHERCO"
    assert people["U0KIM"]["is_stranger"] is False, "they share a channel with the bot"
    assert people["U0TIMEBOT"]["is_bot"] is True
    assert people["USLACKBOT"]["is_bot"] is False, "Slackbot says so of itself"


def test_addresses_need_their_scope() -> None:
    manifest = default_manifest()
    manifest["oauth_config"]["scopes"]["bot"] = ["users:read"]
    with Sandbox(load_company(), manifest) as sandbox:
        web = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        assert "email" not in web.users_info(user="U0ANA")["user"]["profile"]


def test_people_are_found_by_address(web: WebClient) -> None:
    assert web.users_lookupByEmail(email="Raj.Patel@initrode.example")["user"]["id"] == "U0RAJ"
    for address in ("old.timer@initrode.example", "kim@othercorp.example", "no@body.example"):
        answer = refusal(lambda address=address: web.users_lookupByEmail(email=address))
        assert answer["error"] == "users_not_found"


def test_cursors_lead_through_a_list(web: WebClient) -> None:
    pages = [page["members"] for page in web.users_list(limit=5)]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert len({user["id"] for page in pages for user in page}) == 12
    members = [member for page in web.conversations_members(channel="C0GENERAL", limit=2) for member in page["members"]]
    assert len(members) == len(set(members)) == 7


def test_conversations_are_described(web: WebClient, slack: SandboxClient) -> None:
    shared = web.conversations_info(channel="C0PARTNER", include_num_members=True)["channel"]
    assert shared["is_ext_shared"] is True
    assert shared["shared_team_ids"] == ["T0INITRODE", "T0OTHERCO"]
    assert shared["num_members"] == 5
    general = web.conversations_info(channel="C0GENERAL")["channel"]
    assert general["is_member"] is False
    private = slack.state("U0ANA")
    assert {c["name"] for c in private["channels"]} >= {"general", "sales"}
    listed = web.users_conversations()["channels"]
    assert {c["id"] for c in listed} == {"C0SALES", "C0ACME", "C0PARTNER"}


def test_direct_conversations_are_opened_once(web: WebClient, slack: SandboxClient) -> None:
    first = web.conversations_open(users="U0ANA")
    again = web.conversations_open(users="U0ANA")
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"] is True
    group = web.conversations_open(users="U0ANA,U0RAJ")["channel"]["id"]
    assert group != first["channel"]["id"]
    assert web.chat_postMessage(channel=group, text="Meet")["channel"] == group
    assert slack.person("raj").messages(group)[0].text == "Meet"
    refused = {"U0OLD": "user_disabled", "U0TIMEBOT": "cannot_dm_bot", "U0X": "user_not_found"}
    for user, error in refused.items():
        answer = refusal(lambda user=user: web.conversations_open(users=user))
        assert answer["error"] == error
    between = slack.act("U0ANA", "open_dm", user="U0RAJ")["channel"]
    answer = refusal(lambda: web.chat_postMessage(channel=between, text="x"))
    assert answer["error"] == "channel_not_found"
