"""What is worth saying only until some time: late it is dropped, posted it is kept up to date; many told at once."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import event

from bot.deals import rooms
from bot.outbox import claim, tell
from bot.outbox.many import Addressed, tell_all
from handlers.delivery import Delivery
from tests.conftest import NOW, FixedClock
from tests.outbox.conftest import Outbox
from tests.outbox.hall import ROOM, Hall
from tests.outbox.post import Post, slack

TONIGHT = NOW + dt.timedelta(hours=2)


@pytest.fixture
def post(outbox: Outbox) -> Iterator[Post]:
    with slack() as running:
        found = Post(outbox, running, FixedClock())
        found.moves(0)
        yield found


@pytest.mark.parametrize("kind", ["sqlite"])
def test_too_late_it_is_not_posted_and_nobody_renders_it(post: Post) -> None:
    post.tell(1, "this week", lapses_at=TONIGHT)
    post.moves(2 * 3600)
    post.delivery().deliver()
    assert (post.seen(), post.viewers) == ([], [])
    assert [one.state for one in post.outbox.entries()] == ["dropped"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_posted_in_time_is_kept_up_to_date_after_it(post: Post) -> None:
    post.tell(1, "this week", lapses_at=TONIGHT)
    post.delivery().deliver()
    post.moves(3 * 3600)
    post.tell(1, "changed")
    post.delivery().deliver()
    assert [one.text for one in post.seen()] == ["changed"]
    (entry,) = post.outbox.entries()
    assert (entry.state, entry.lapses_at) == ("shown", TONIGHT)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("was_posted", [True, False])
def test_what_may_have_been_posted_is_looked_for_before_it_is_dropped(post: Post, was_posted: bool) -> None:
    post.slack.faults.add("chat.postMessage", "lost_reply" if was_posted else "lost_request")
    post.tell(1, "this week", lapses_at=TONIGHT)
    post.delivery().deliver()
    assert [one.state for one in post.outbox.entries()] == ["unclear"]
    post.moves(3 * 3600)
    post.delivery().deliver()
    assert [one.state for one in post.outbox.entries()] == ["shown" if was_posted else "dropped"]
    assert len(post.seen()) == int(was_posted)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_run_that_was_interrupted_goes_on_each_once_and_paced_until_it_is_too_late(post: Post) -> None:
    """Six for each of two; the first process dies at its fifth post, and the evening comes before the last ones."""
    post.words.update({number: f"{number}" for number in range(6)})
    many = [Addressed(number, who) for number in range(6) for who in (post.outbox.ana, post.outbox.raj)]
    with post.outbox.database.write() as session:
        tell_all(session, post.clock, post.outbox.workspace_id, "note", many, lapses_at=TONIGHT)
    posted: list[tuple[object, float]] = []
    first, second = (_noting(post, posted, dies_at=number) for number in (5, None))
    with pytest.raises(Killed):  # noqa: PT012 it dies in one of these rounds
        for _ in range(6):
            first.deliver()
            post.moves(1.1)
    assert len(posted) == 5
    # What it had in hand is looked for once it lets nothing be heard; the others go on at once.
    while len(posted) < 10:
        assert post.clock.now() < TONIGHT
        second.deliver()
        post.moves(0.6)
    post.moves((TONIGHT - post.clock.now()).total_seconds())
    for _ in range(4):
        second.deliver()
    assert Counter(post.states()) == {"shown": 10, "dropped": 2}
    assert len(posted) == post.calls("chat.postMessage") == 10
    said = [(name, words) for name in ("ana", "raj") for words in post.said(name)]
    assert len(said) == len(set(said)) == 10
    for channel in {channel for channel, _ in posted}:
        moments = [at for where, at in posted if where == channel]
        assert all(later - earlier >= 1.0 for earlier, later in pairwise(moments))


def _noting(post: Post, posted: list[tuple[object, float]], dies_at: int | None) -> Delivery:
    """A process that notes where and when it posts, and dies once there are so many."""
    delivery = post.delivery()
    posts = delivery.client.chat_postMessage

    def noted(**given: object) -> object:
        answer = posts(**given)
        posted.append((given["channel"], post.clock.now().timestamp()))
        if len(posted) == dies_at:
            raise Killed
        return answer

    delivery.client.chat_postMessage = noted  # type: ignore[method-assign]  # stands for a kill
    return delivery


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_weekly_word_that_can_not_be_said_in_its_channel_is_told_nobody_else(hall: Hall) -> None:
    with hall.outbox.database.write() as session:
        for kind, subject in ((rooms.DIGEST, 1), ("note", 2)):
            tell(session, hall.clock, hall.outbox.workspace_id, kind, subject, room=ROOM, lapses_at=TONIGHT)
    hall.words[2] = "a nudge"
    hall.does("share")
    hall.delivery().deliver()
    assert hall.states(rooms.DIGEST) == ["dropped"]
    assert hall.states() == ["dropped", "shown"]  # the other is told to whoever can act
    assert hall.said() == []


def test_many_are_told_in_one_statement_and_whoever_was_told_is_not_told_again(outbox: Outbox) -> None:
    statements: list[str] = []
    event.listen(outbox.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    clock = FixedClock()
    many = [Addressed(number, outbox.ana) for number in range(300)] + [
        Addressed(1, room="C1"),
        Addressed(2, outbox.raj),
    ]
    for told in (302, 0):
        statements.clear()
        with outbox.database.write() as session:
            found = tell_all(session, clock, outbox.workspace_id, "note", many, lapses_at=TONIGHT)
        assert (found, sum("INSERT" in one for one in statements)) == (told, 1)
    entries = outbox.entries()
    assert len(entries) == len({one.id for one in entries}) == 302
    assert {(one.state, one.wanted, one.due_at, one.lapses_at, one.unsaid) for one in entries} == {
        ("due", 1, NOW, TONIGHT, False)
    }
    assert [one.room for one in entries if one.recipient_id is None] == ["C1"]


def test_what_lapses_comes_after_everything_else_and_both_are_found_by_an_index(outbox: Outbox) -> None:
    clock, looks = FixedClock(), []
    many = [Addressed(number, room=f"C{number}") for number in range(300)]
    with outbox.database.write() as session:
        tell_all(session, clock, outbox.workspace_id, rooms.DIGEST, many, lapses_at=TONIGHT)
        clock.advance(seconds=1)
        tell(session, clock, outbox.workspace_id, rooms.CHANNEL, 1, room="C1")
        tell(session, clock, outbox.workspace_id, "note", 2, outbox.ana)

    def claimed() -> tuple[str, int]:
        with outbox.database.write() as session:
            found = claim(session, clock.now(), outbox.workspace_id, dt.timedelta(seconds=30))
            assert found is not None
            return found.kind, found.subject_id

    event.listen(outbox.database.engine, "before_cursor_execute", lambda *given: looks.append(given[2:4]))
    kinds = [claimed() for _ in range(4)]
    assert {kinds[0], kinds[1]} == {(rooms.CHANNEL, 1), ("note", 2)}
    assert [kind for kind, _ in kinds[2:]] == [rooms.DIGEST] * 2
    if outbox.database.engine.dialect.name == "sqlite":  # how the other one looks depends on what it knows of the table
        looked = [one for one in looks if "lapses_at IS" in one[0]][-2:]
        with outbox.database.read() as session:
            plans = [session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in looked]
            used = [" ".join(str(step[3]) for step in plan) for plan in plans]
        assert [re.findall(r"ix_outbox_(?:due|lapsing)", one) for one in used] == [
            ["ix_outbox_due"],
            ["ix_outbox_lapsing"],
        ]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_posted_is_changed_before_the_others_are_said(post: Post) -> None:
    delivery = post.delivery()
    post.tell(1, "this week", lapses_at=TONIGHT)
    delivery.deliver()
    post.moves(5)
    for number in range(2, 5):
        post.tell(number, "this week", lapses_at=TONIGHT, due_at=NOW)
    post.tell(1, "changed")
    delivery.step()
    assert [one.text for one in post.seen()] == ["changed"]
