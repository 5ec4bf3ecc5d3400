"""What goes wrong when a test says so: each fault as Slack's own, for the calls it was set for."""

import http.client
import time
import urllib.error
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from sandbox import Sandbox
from sandbox.client import Refused, SandboxClient


def said(slack: SandboxClient, who: str = "ana") -> list[str]:
    """What somebody sees in their conversation with the bot."""
    return [message.text for message in slack.person(who).messages("bot")]


def refused(web: WebClient, **how: Any) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(**{"channel": "U0ANA", "text": "hello", **how})
    return caught.value


def test_a_rate_limit_says_when_to_come_back(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.faults.add("chat.postMessage", "rate_limited", retry_after=7)
    answer = refused(web).response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert {name.lower(): value for name, value in answer.headers.items()}["retry-after"] == "7"
    assert said(slack) == []
    assert sandbox.faults.impatient == []
    sandbox.clock.advance(3)
    web.chat_postMessage(channel="U0RAJ", text="another conversation may be written to")
    web.chat_postMessage(channel="U0ANA", text="hello")
    [(method, early)] = sandbox.faults.impatient
    assert method == "chat.postMessage"
    assert 3 < early <= 4


def test_a_lost_reply_is_carried_out(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    fault = sandbox.faults.add("chat.postMessage", "lost_reply")
    with pytest.raises(http.client.RemoteDisconnected):
        web.chat_postMessage(channel="U0ANA", text="hello")
    assert said(slack) == ["hello"]
    assert fault.met == 1
    [noted] = [entry for entry in sandbox.wire if entry.fault]
    assert (noted.what, noted.status, noted.fault) == ("chat.postMessage", "no answer", "lost_reply")
    assert noted.response["ok"] is True


def test_a_lost_request_is_not(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.faults.add("chat.*", "lost_request")
    with pytest.raises(http.client.RemoteDisconnected):
        web.chat_postMessage(channel="U0ANA", text="hello")
    assert said(slack) == []
    web.chat_postMessage(channel="U0ANA", text="again")
    assert said(slack) == ["again"]


def test_a_slow_method_is_carried_out_at_once(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.faults.add("chat.postMessage", "slow", seconds=0.3)
    began = time.monotonic()
    web.chat_postMessage(channel="U0ANA", text="hello")
    assert time.monotonic() - began >= 0.3
    impatient = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=1)
    sandbox.faults.add("chat.postMessage", "slow", seconds=1.5)
    with pytest.raises((TimeoutError, urllib.error.URLError)):
        impatient.chat_postMessage(channel="U0ANA", text="too slow")
    assert said(slack) == ["hello", "too slow"]


@pytest.mark.parametrize(("carried_out", "seen"), [(False, []), (True, ["hello"])])
def test_a_broken_method_answers_with_a_page(
    sandbox: Sandbox, web: WebClient, slack: SandboxClient, *, carried_out: bool, seen: list[str]
) -> None:
    sandbox.faults.add("chat.postMessage", "fails", status=500, carried_out=carried_out)
    answer = refused(web).response
    assert answer.status_code == 500
    assert "<html>" in str(answer)
    assert said(slack) == seen


@pytest.mark.parametrize(("carried_out", "seen"), [(False, []), (True, ["hello"])])
def test_a_refusal_has_slacks_words(
    sandbox: Sandbox, web: WebClient, slack: SandboxClient, *, carried_out: bool, seen: list[str]
) -> None:
    sandbox.faults.add("chat.postMessage", "refused", error="fatal_error", carried_out=carried_out)
    answer = refused(web).response
    assert (answer.status_code, answer["error"]) == (200, "fatal_error")
    assert said(slack) == seen


def test_a_fault_is_met_as_often_as_it_says(sandbox: Sandbox, web: WebClient) -> None:
    lasting = sandbox.faults.add("chat.update", "refused", times=None)
    twice = sandbox.faults.add("chat.postMessage", "refused", times=2)
    for _ in range(2):
        refused(web)
    web.chat_postMessage(channel="U0ANA", text="hello")
    assert [fault.n for fault in sandbox.faults.standing] == [lasting.n]
    assert twice.met == 2
    sandbox.faults.clear()
    assert sandbox.faults.standing == []


def test_a_fault_by_chance_can_be_had_again(sandbox: Sandbox, web: WebClient) -> None:
    def storm() -> list[bool]:
        sandbox.faults.clear()
        sandbox.faults.seed(3)
        sandbox.faults.add("auth.test", "refused", times=None, chance=0.5)
        outcome = []
        for _ in range(30):
            try:
                web.auth_test()
                outcome.append(True)
            except SlackApiError:
                outcome.append(False)
        return outcome

    first = storm()
    assert 5 < sum(first) < 25
    assert storm() == first


@pytest.mark.parametrize("by", ["U0ANA", "direct"])
@pytest.mark.parametrize("told", ["U0ANA", "direct"])
def test_a_fault_can_be_about_one_conversation(sandbox: Sandbox, web: WebClient, by: str, told: str) -> None:
    direct = web.conversations_open(users="U0ANA")["channel"]["id"]
    named = {"U0ANA": "U0ANA", "direct": direct}
    sandbox.faults.add("chat.postMessage", "refused", channel=named[told])
    web.chat_postMessage(channel="U0RAJ", text="hello")
    refused(web, channel=named[by])


def test_messages_are_counted_a_conversation(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.faults.limit(per_second=1, burst=2)
    direct = web.conversations_open(users="U0ANA")["channel"]["id"]
    web.chat_postMessage(channel="U0ANA", text="one")
    web.chat_postMessage(channel=direct, text="two")
    answer = refused(web).response
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    web.chat_postMessage(channel="U0RAJ", text="another conversation")
    sandbox.clock.advance(1)
    web.chat_postMessage(channel=direct, text="three")
    refused(web)
    assert said(slack) == ["one", "two", "three"]
    sandbox.faults.limit(None)
    web.chat_postMessage(channel=direct, text="four")


def test_a_response_url_goes_wrong_too(sandbox: Sandbox, listening: App, slack: SandboxClient) -> None:
    urls: list[str] = []

    @listening.command("/o2o")
    def answer(ack: Any, command: dict[str, Any]) -> None:
        ack()
        urls.append(command["response_url"])

    slack.person("ana").types("/o2o", channel="sales", wait=False)
    hook = WebhookClient(urls[0], retry_handlers=[])
    sandbox.faults.add("response_url", "rate_limited", retry_after=2)
    assert hook.send(text="hello").status_code == 429
    sandbox.faults.add("response_url", "fails")
    assert hook.send(text="hello").status_code == 503
    sandbox.faults.add("response_url", "refused", error="expired_url")
    assert hook.send(text="hello").status_code == 404
    sandbox.faults.add("response_url", "lost_reply")
    with pytest.raises(http.client.RemoteDisconnected):
        hook.send(text="heard all the same")
    assert [m.text for m in slack.person("ana").messages("sales")] == ["heard all the same"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "carpet"},
        {"kind": "slow"},
        {"chance": 0},
        {"times": 0},
        {"retry_after": 0},
        {"status": 404},
        {"seconds": "long"},
        {"method": "chat.postMessage", "kind": "lost_ack"},
        {"method": "events_api", "kind": "fails"},
        {"colour": "red"},
    ],
)
def test_a_fault_that_could_not_happen_is_refused(slack: SandboxClient, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        slack.add_fault(**wrong)
    assert caught.value.code == "400"
    assert slack.faults["faults"] == []


def test_faults_are_set_from_another_process(web: WebClient, slack: SandboxClient) -> None:
    slack.seed(1)
    slack.add_fault("chat.postMessage", "refused", times=None, error="channel_not_found")
    [held] = slack.faults["faults"]
    assert (held["method"], held["kind"], held["times"]) == ("chat.postMessage", "refused", None)
    assert refused(web).response["error"] == "channel_not_found"
    assert slack.faults["faults"][0]["met"] == 1
    slack.limit(per_second=1, burst=1)
    assert slack.faults["limited"] is True
    slack.clear_faults()
    assert (slack.faults["faults"], slack.faults["limited"]) == ([], False)
    web.chat_postMessage(channel="U0ANA", text="hello")
