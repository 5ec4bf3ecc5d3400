"""What is told arrives once, as things stand when it is delivered, and is brought up to date in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.outbox import HOME, tell
from handlers.boundary import Turn
from handlers.delivery import Pace
from handlers.home.sending import Published
from handlers.sending import GIVE_UP
from handlers.views.kit import Message, section
from models.outbox import OutboxEntry
from models.people import Colleague
from tests.conftest import NOW, FixedClock
from tests.outbox.conftest import Outbox
from tests.outbox.post import Post, slack


@pytest.fixture
def post(outbox: Outbox) -> Iterator[Post]:
    with slack() as running:
        made = Post(outbox, running, FixedClock())
        made.moves(0)
        yield made


def test_it_arrives_once_when_it_is_due(post: Post) -> None:
    delivery = post.delivery()
    post.tell(1, "hello", due_at=NOW + dt.timedelta(seconds=10))
    post.moves(9)
    delivery.deliver()
    assert post.said() == []
    post.words[1] = "hello, as things stand now"
    post.moves(1)
    delivery.deliver()
    delivery.deliver()
    (seen,) = post.seen()
    assert seen.text == "hello, as things stand now"
    (entry,) = post.outbox.entries()
    assert seen.metadata == {"event_type": "o2o_note", "event_payload": {"outbox": str(entry.id)}}
    assert post.viewers == [post.outbox.ana]
    assert post.said("raj") == []


def test_told_again_it_is_changed_in_place(post: Post) -> None:
    delivery = post.delivery()
    post.tell(1, "first")
    delivery.deliver()
    before = post.seen()[0]
    post.tell(1, "second")
    delivery.deliver()
    assert post.said() == ["first"]  # one message a second, changes too
    post.moves(1)
    delivery.deliver()
    (after,) = post.seen()
    assert (after.text, after.ts, after.metadata) == ("second", before.ts, before.metadata)
    post.moves(5)
    delivery.deliver()
    assert (post.calls("chat.postMessage"), post.calls("chat.update")) == (1, 1)
    del post.words[1]
    post.unsay(1)
    delivery.deliver()
    assert post.said() == ["second"]  # nothing more to say: it is left as it is
    assert post.states() == ["shown"]


def test_what_was_taken_back_or_came_to_nothing_is_not_said(post: Post) -> None:
    post.tell(1, "taken back")
    post.unsay(1)
    post.tell(2, "came to nothing")
    del post.words[2]
    post.delivery().deliver()
    assert post.said() == []
    assert post.states() == ["dropped", "dropped"]
    post.tell(1, "after all")
    post.delivery().deliver()
    assert post.said() == ["after all"]


def test_told_while_it_is_being_posted_it_is_changed_afterwards(post: Post) -> None:
    delivery = post.delivery(Pace(between=0.0))
    post.tell(1, "first")
    render = post.render

    def told_meanwhile(turn, subject_id):
        said = render(turn, subject_id)
        if len(post.viewers) == 1:
            turn.session.rollback()  # SQLite: reads keep nobody from writing
            post.tell(1, "second")
        return said

    delivery.renderers = {"note": told_meanwhile}
    delivery.deliver()
    assert post.said() == ["second"]
    assert (post.calls("chat.postMessage"), post.calls("chat.update")) == (1, 1)


@pytest.mark.parametrize("change", [{"left_at": NOW}, {"kind": "guest"}])
def test_who_is_no_member_any_more_is_told_nothing(post: Post, change: dict[str, object]) -> None:
    post.tell(1, "hello")
    with post.outbox.database.write() as session:
        ana = session.get_one(Colleague, (post.outbox.workspace_id, post.outbox.ana))
        for name, value in change.items():
            setattr(ana, name, value)
    post.delivery().deliver()
    assert (post.said(), post.states(), post.viewers) == ([], ["dropped"], [])


def test_who_was_imported_and_not_seen_in_slack_yet_is_told_once_they_are(post: Post) -> None:
    def linked(slack_user_id: str | None) -> None:
        with post.outbox.database.write() as session:
            ana = session.get_one(Colleague, (post.outbox.workspace_id, post.outbox.ana))
            ana.slack_user_id = slack_user_id

    linked(None)
    post.tell(1, "hello")
    delivery = post.delivery()
    delivery.deliver()
    assert (post.said(), post.states()) == ([], ["due"])
    linked("U0ANA")
    post.moves(2)
    delivery.deliver()
    assert post.said() == ["hello"]


def test_slack_is_asked_about_whom_it_has_not_spoken_of_lately(post: Post) -> None:
    post.slack.faults.add("users.info", "refused")
    post.moves(90_000)
    post.tell(1, "hello")
    delivery = post.delivery()
    delivery.deliver()
    assert (post.said(), post.states()) == ([], ["due"])  # whether she is still one of ours is not known
    post.moves(1)
    delivery.deliver()
    assert post.said() == ["hello"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_message_a_second_in_a_conversation(post: Post) -> None:
    first, second = post.delivery(), post.delivery()
    for number in range(3):
        post.tell(number, f"{number}")
        post.moves(0.001)
    post.tell(9, "for raj", to="raj")
    for delivery in (first, second, first):
        delivery.deliver()
    assert (post.said(), post.said("raj")) == (["0"], ["for raj"])
    for number in (1, 2):
        post.moves(0.9)
        second.deliver()
        assert len(post.said()) == number
        post.moves(0.2)
        second.deliver()
        first.deliver()
        assert len(post.said()) == number + 1


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open", "users.info"])
def test_slack_says_when_to_come_back(post: Post, method: str) -> None:
    post.slack.faults.add(method, "rate_limited", retry_after=7)
    delivery = post.delivery()
    post.moves(4000)  # so that Slack is asked who she is
    post.tell(1, "hello")
    for _ in range(12):
        delivery.deliver()
        post.moves(1.3)  # Slack's clock runs on while this one stands
    assert post.slack.faults.impatient == []
    assert post.said() == ["hello"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_slack_refuses_for_good_is_given_up_and_what_can_be_mended_is_not(post: Post) -> None:
    post.slack.faults.add("conversations.open", "refused", error="user_disabled")
    post.tell(1, "to nobody")
    delivery = post.delivery()
    delivery.deliver()
    assert post.states() == ["dropped"]
    post.slack.faults.add("chat.postMessage", "refused", error="missing_scope", times=None)
    post.tell(2, "once it is mended")
    for _ in range(60):
        delivery.deliver()
        post.moves(60)
    assert 5 < post.calls("chat.postMessage") < 20  # later each time
    post.slack.faults.clear()
    post.moves(300)
    delivery.deliver()
    assert post.said() == ["once it is mended"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_is_tried_for_ever(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", "refused", error="missing_scope", times=None)
    post.tell(1, "hello")
    delivery = post.delivery()
    delivery.deliver()
    post.moves(GIVE_UP.total_seconds() + 1)
    delivery.deliver()
    assert post.states() == ["dropped"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_giving_up_counts_from_the_first_try_and_not_from_when_it_was_due(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", "refused", error="missing_scope", times=1)
    post.tell(1, "hello")
    post.moves(GIVE_UP.total_seconds() * 2)  # nothing ran all the while
    delivery = post.delivery()
    delivery.deliver()
    assert post.states() == ["due"]
    post.moves(300)
    delivery.deliver()
    assert post.said() == ["hello"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_clock_that_was_set_back_keeps_nobody_waiting(post: Post) -> None:
    post.tell(1, "before")
    delivery = post.delivery()
    delivery.deliver()
    post.moves(-3600)
    post.tell(2, "after")
    delivery.deliver()
    assert "after" in post.said()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_that_can_not_be_rendered_keeps_no_other(post: Post) -> None:
    def broken(turn, subject_id):
        if subject_id == 1:
            raise ZeroDivisionError
        return post.render(turn, subject_id)

    post.tell(1, "broken")
    post.tell(2, "whole")
    delivery = post.delivery()
    delivery.renderers = {"note": broken}
    delivery.deliver()
    assert (post.said(), post.states()) == (["whole"], ["due", "shown"])
    delivery.renderers = {"note": post.render}
    post.moves(2)
    delivery.deliver()
    assert post.said() == ["whole", "broken"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_message_that_was_deleted_is_not_said_again(post: Post) -> None:
    delivery = post.delivery(Pace(between=0.0))
    post.tell(1, "hello")
    delivery.deliver()
    delivery.client.chat_delete(channel=post.seen()[0].channel, ts=post.seen()[0].ts)
    post.tell(1, "again")
    delivery.deliver()
    assert (post.said(), post.states()) == ([], ["shown"])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_group_message_goes_to_all_of_them_and_not_to_one(post: Post) -> None:
    post.group = ("U0ANA", "U0RAJ")
    post.tell(1, "Ana, this is Raj")
    post.delivery().deliver()
    assert (post.said(), post.said("raj")) == ([], [])
    (entry,) = post.outbox.entries()
    channel = post.slack._state.channels[entry.channel]
    assert (channel.kind, set(channel.members)) == ("mpim", {"U0ANA", "U0RAJ", post.slack.bot_user_id})
    assert [one.text for one in post.slack._state.messages[entry.channel].values()] == ["Ana, this is Raj"]


def test_what_was_said_long_ago_is_forgotten_and_a_removed_colleagues_goes_with_them(post: Post) -> None:
    from bot.outbox import KEPT, forget_old

    post.tell(1, "hello")
    post.tell(2, "hello", to="raj")
    post.tell(3, "in a year", due_at=NOW + dt.timedelta(days=365))
    post.delivery().deliver()
    with post.outbox.database.write() as session:
        session.delete(session.get_one(Colleague, (post.outbox.workspace_id, post.outbox.raj)))
    assert len(post.outbox.entries()) == 2
    for days, left in ((KEPT.days - 1, 2), (2, 1)):
        post.moves(days * 86400)
        with post.outbox.database.write() as session:
            forget_old(session, post.clock, post.outbox.workspace_id)
            assert len(session.scalars(select(OutboxEntry)).all()) == left


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_only_updates_is_not_posted(post: Post) -> None:
    delivery = post.delivery()
    delivery.renderers = {"note": lambda *_: Message("nothing waits", only_updates=True)}
    post.tell(1, "x")
    delivery.deliver()
    assert (post.states(), post.said()) == (["dropped"], [])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_home_that_another_process_may_have_published_since_is_rendered_anew(post: Post) -> None:
    delivery, shows = post.delivery(), iter(["as it was", "as it is"])

    def render(_turn: Turn, _subject_id: int) -> Message:
        said = next(shows)
        if said == "as it was":
            post.moves(delivery.pace.hold + 1)  # this process stands still for longer than it has the entry for itself
        return Message(said, (section(said),))

    delivery.renderers = {HOME: Published(render)}
    with post.outbox.database.write() as session:
        tell(session, post.clock, post.outbox.workspace_id, HOME, 0, post.outbox.ana)
    delivery.deliver()
    assert (post.calls("views.publish"), post.states()) == (0, ["due"])
    post.moves(5)
    delivery.deliver()
    assert (post.calls("views.publish"), post.states()) == (1, ["shown"])
