"""Whatever gets lost between us and Slack, or of us, everything is said, and once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot import outbox as bot_outbox
from bot.clock import SystemClock
from handlers.delivery import Delivery, Pace
from models.people import Colleague
from tests.conftest import FixedClock
from tests.outbox.conftest import Outbox
from tests.outbox.post import Post, slack

QUICK = Pace(between=0.0, look_after=1.0)


@pytest.fixture
def post(outbox: Outbox) -> Iterator[Post]:
    with slack() as running:
        made = Post(outbox, running, FixedClock())
        made.moves(0)
        yield made


def patiently(post: Post, delivery: Delivery, seconds: int = 10) -> None:
    """Deliver while some time goes by."""
    for _ in range(seconds):
        delivery.deliver()
        post.moves(1.3)  # Slack's clock runs on while this one stands


FAULTS = [
    {"kind": "lost_reply"},
    {"kind": "lost_request"},
    {"kind": "fails", "status": 500},
    {"kind": "fails", "status": 500, "carried_out": True},
    {"kind": "fails", "status": 503, "carried_out": True},
    {"kind": "refused", "error": "internal_error"},
    {"kind": "refused", "error": "fatal_error", "carried_out": True},
    {"kind": "refused", "error": "service_unavailable"},
    {"kind": "rate_limited", "retry_after": 2},
    {"kind": "slow", "seconds": 2.0},
]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "conversations.open"])
def test_a_call_that_fails_is_made_good(post: Post, method: str, fault: dict[str, Any]) -> None:
    delivery = post.delivery(Pace(between=0.0, look_after=1.0, call=1))
    post.tell(1, "first")
    if method == "chat.update":
        delivery.deliver()
        post.tell(1, "second")
    fault_set = post.slack.faults.add(method, **fault)
    patiently(post, delivery)
    assert fault_set.met == 1
    assert post.said() == [post.words[1]]
    assert post.states() == ["shown"]
    assert post.slack.faults.impatient == []


@pytest.mark.parametrize("carried_out", [True, False])
def test_while_its_history_can_not_be_read_nothing_is_sent_again(post: Post, *, carried_out: bool) -> None:
    post.slack.faults.add("chat.postMessage", "lost_reply" if carried_out else "lost_request")
    post.slack.faults.add("conversations.history", "fails", times=3)
    post.tell(1, "hello")
    delivery = post.delivery(QUICK)
    patiently(post, delivery, 4)
    assert post.states() == ["unclear"]
    assert post.calls("chat.postMessage") == 1
    patiently(post, delivery, 20)
    assert post.said() == ["hello"]
    assert post.calls("chat.postMessage") == (1 if carried_out else 2)
    assert post.calls("chat.update") == (1 if carried_out else 0)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_it_is_found_far_back_and_only_by_its_own_id(post: Post) -> None:
    delivery = post.delivery(QUICK)
    post.tell(7, "another of the same kind")
    delivery.deliver()
    post.slack.faults.add("chat.postMessage", "lost_reply")
    post.tell(1, "hello")
    delivery.deliver()
    channel = post.seen()[0].channel
    for number in range(250):
        delivery.client.chat_postMessage(channel=channel, text=str(number))
    patiently(post, delivery)
    assert post.said().count("hello") == 1
    assert (post.said()[:2], len(post.said())) == (["another of the same kind", "hello"], 252)
    assert post.calls("conversations.history") == 2


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("carried_out", [True, False])
def test_taken_back_while_it_is_unclear(post: Post, *, carried_out: bool) -> None:
    post.slack.faults.add("chat.postMessage", "lost_reply" if carried_out else "lost_request")
    post.tell(1, "hello")
    delivery = post.delivery(QUICK)
    delivery.deliver()
    post.words[1] = "nothing to do any more"
    post.unsay(1)
    patiently(post, delivery)
    assert post.said() == (["nothing to do any more"] if carried_out else [])


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("lost", ["lost_reply", "lost_request"])
def test_an_unclear_group_message_is_never_repeated(post: Post, lost: Any) -> None:
    post.group = ("U0ANA", "U0RAJ")
    post.slack.faults.add("chat.postMessage", lost)
    post.tell(1, "Ana, this is Raj")
    patiently(post, post.delivery(QUICK))
    assert post.states() == ["dropped"]
    assert (post.calls("chat.postMessage"), post.calls("conversations.history")) == (1, 0)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("when", ["before the post", "after the post"])
def test_a_process_that_dies_on_the_way_is_made_good_by_another(post: Post, when: str) -> None:
    post.tell(1, "hello")
    dying = post.delivery(QUICK)
    posts = dying.client.chat_postMessage

    def dies(**given: Any) -> None:
        if when == "after the post":
            posts(**given)
        raise Killed

    dying.client.chat_postMessage = dies  # type: ignore[method-assign]  # stands for a kill
    with pytest.raises(Killed):
        dying.deliver()
    other = post.delivery(QUICK)
    other.deliver()
    assert post.states() == ["sending"]  # for all it knows, the first is about to post it
    assert post.calls("conversations.history") == 0
    post.moves(QUICK.hold + 1)
    other.deliver()
    assert (post.said(), post.states()) == (["hello"], ["shown"])
    assert post.calls("chat.postMessage") == 1


def test_a_process_that_was_taken_over_changes_nothing_afterwards(post: Post) -> None:
    """Its answer came, but it could not store it in time; another found the message meanwhile."""
    post.tell(1, "hello")
    late = post.delivery(QUICK)
    settle = bot_outbox.settle
    kept: list[bool] = []

    def after_another(*given: Any) -> bool:
        if not kept:
            kept.append(True)
            raise SQLAlchemyError
        kept.append(settle(*given))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot_outbox, "settle", after_another)
        with pytest.raises(SQLAlchemyError):
            late.deliver()
        post.moves(QUICK.hold + 1)
        post.delivery(QUICK).deliver()
    assert kept == [True, True]
    assert post.said() == ["hello"]


def test_a_process_that_was_held_up_posts_nothing_any_more(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.tell(1, "hello")
    delivery = post.delivery(QUICK)
    ticks = iter([0.0, QUICK.hold - QUICK.call])
    monkeypatch.setattr("handlers.sending.time", SimpleNamespace(monotonic=lambda: next(ticks)))
    delivery.step()
    assert (post.calls("chat.postMessage"), post.states()) == (0, ["due"])


def together(deliveries: list[Delivery], until: Callable[[], bool]) -> None:
    """Let several deliver at once, as processes do, until it is done."""
    done = threading.Event()

    def run(delivery: Delivery) -> None:
        while not done.is_set():
            try:
                if not delivery.step():
                    time.sleep(0.01)
            except SQLAlchemyError:  # another was writing for too long: as in the worker's loop
                time.sleep(0.05)

    threads = [threading.Thread(target=run, args=(one,)) for one in deliveries]
    for one in threads:
        one.start()
    ends = time.monotonic() + 60
    try:
        while not until() and time.monotonic() < ends:
            time.sleep(0.1)
    finally:
        done.set()
        for one in threads:
            one.join()


@pytest.fixture
def now_post(outbox: Outbox) -> Iterator[Post]:
    """A post office whose clocks run."""
    with slack() as running:
        made = Post(outbox, running, SystemClock())
        with outbox.database.write() as session:
            for colleague_id in (outbox.ana, outbox.raj):
                colleague = session.get_one(Colleague, (outbox.workspace_id, colleague_id))
                colleague.slack_seen_at = made.clock.now()
        yield made


def all_said(post: Post, number: int) -> Callable[[], bool]:
    return lambda: post.states() == ["shown"] * number


def test_two_at_once_say_it_once(now_post: Post) -> None:
    for number in range(10):
        for who in ("ana", "raj"):
            now_post.tell(number, f"{number}", to=who)
    pace = Pace(between=0.0)
    together([now_post.delivery(pace), now_post.delivery(pace), now_post.delivery(pace)], all_said(now_post, 20))
    for who in ("ana", "raj"):
        assert now_post.said(who) == [str(number) for number in range(10)]  # in order, too
    assert now_post.calls("chat.postMessage") == 20


def test_a_storm(now_post: Post) -> None:
    """A third of all calls come to grief in one way or another, for two processes at once."""
    faults = now_post.slack.faults
    faults.seed(4)
    for kind in ("lost_reply", "lost_request", "fails", "rate_limited"):
        faults.add("*", kind, times=None, chance=0.08, carried_out=kind == "fails")
    faults.add("chat.*", "refused", error="fatal_error", times=None, chance=0.05, carried_out=True)
    faults.add("chat.*", "slow", seconds=2.5, times=None, chance=0.03)
    for number in range(8):
        for who in ("ana", "raj"):
            now_post.tell(number, f"{number}", to=who)
    pace = Pace(between=0.0, call=2, look_after=0.2, first=0.1, longest=0.5)
    deliveries = [now_post.delivery(pace), now_post.delivery(pace)]
    together(deliveries, all_said(now_post, 16))
    for number in range(8):
        now_post.tell(number, f"{number}, changed")
    together(deliveries, all_said(now_post, 16))
    assert sum(one.met for one in faults.standing) >= 5
    assert sorted(now_post.said()) == [f"{number}, changed" for number in range(8)]
    assert sorted(now_post.said("raj")) == [str(number) for number in range(8)]
