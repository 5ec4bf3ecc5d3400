"""What is worth saying only until some time: late it is dropped, posted it is kept up to date; many told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from bot.deals import rooms
from bot.outbox import tell
from bot.outbox.many import Addressed, tell_all
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
