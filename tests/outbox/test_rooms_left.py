"""What was said in a channel is taken away where its deal is spoken of there no more."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.charter.sight import Sight
from bot.deals import binding
from bot.outbox import KEPT, forget_old, tell
from bot.people import directory
from bot.people.directory import SlackPerson
from handlers.events import channels as events
from models.deals import Deal
from models.outbox import OutboxEntry
from tests.outbox.hall import ELSEWHERE, ROOM, Hall

GONE = "This deal's messages are not shown here any more."


def leaves(hall: Hall, how: str) -> None:
    """Have the deal taken out of its channel, by the lead."""
    boundary = hall.delivery().boundary

    def changed(sight: Sight) -> None:
        deal = sight.session.query(Deal).one()
        if how == "unbound":
            binding.unbind(sight, deal.id)
        else:
            binding.bind(sight, deal.id, deal.version, ELSEWHERE)

    with hall.outbox.database.write() as session:
        changed(boundary._turn(session, hall.outbox.workspace_id, hall.outbox.ana).sight)


@pytest.mark.parametrize("how", ["unbound", "elsewhere"])
def test_at_once_and_for_good(hall: Hall, how: str) -> None:
    delivery = hall.delivery()
    hall.tell(1, "a secret")
    hall.tell(2, "another secret")
    delivery.deliver()
    leaves(hall, how)
    delivery.deliver()
    assert hall.said() == [GONE, GONE]
    changed = hall.calls("chat.update")
    hall.does("share")
    hall.look()
    delivery.deliver()
    assert (hall.said(), hall.calls("chat.update")) == ([GONE, GONE], changed)  # there is nothing left to take away


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_could_not_be_taken_away_is_once_the_channel_changes(hall: Hall) -> None:
    delivery = hall.delivery()
    hall.tell(1, "a secret")
    delivery.deliver()
    hall.does("archive")
    leaves(hall, "unbound")
    hall.slack.faults.add("chat.update", "refused", error="is_archived")
    delivery.deliver()
    assert hall.said() == ["a secret"]
    hall.does("unarchive")
    hall.does("share")
    events.look_again(delivery.boundary, "T0INITRODE", ROOM)  # as Slack tells of it
    delivery.deliver()
    assert hall.said() == [GONE]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_of_a_channel_in_which_nothing_was_said_nothing_is_stored(hall: Hall) -> None:
    events.look_again(hall.delivery().boundary, "T0INITRODE", ELSEWHERE)
    assert hall.outbox.entries() == []


@pytest.mark.parametrize("then", ["share", "unbind"])
def test_what_is_said_anew_leaves_no_message_that_is_not_known(hall: Hall, then: str) -> None:
    delivery = hall.delivery()
    for number in range(3):
        hall.tell(1, f"secret {number}", anew=True)
        delivery.deliver()
        hall.moves(60)
    news = "Things have moved on since this was said."
    assert hall.said() == [news, news, "secret 2"]
    assert hall.calls("chat.postMessage") == 3
    if then == "share":
        hall.tell(1, "secret 3", anew=True)  # the one before has not been brought up to date yet
        hall.does("share")
        hall.look()
        words = "This deal's messages are not shown in a shared channel."
    else:
        leaves(hall, "unbound")
        words = GONE
    delivery.deliver()
    assert hall.said() == [words] * 3


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("left_first", [False, True])
def test_somebody_in_the_channel_becomes_a_guest(hall: Hall, *, left_first: bool) -> None:
    delivery = hall.delivery()
    hall.tell(1, "a secret")
    delivery.deliver()
    if left_first:
        becomes(hall, "member", gone=True)
    assert len(hall.outbox.entries()) == 1
    becomes(hall, "guest")
    becomes(hall, "guest")
    delivery.deliver()
    assert hall.said() == ["This deal's messages are not shown in a channel with guests in it."]
    looks = hall.calls("conversations.info")
    becomes(hall, "guest")
    delivery.deliver()
    assert hall.calls("conversations.info") == looks  # nothing has changed


def becomes(hall: Hall, kind: str, *, gone: bool = False) -> None:
    """Slack says what Raj is now."""
    raj = SlackPerson("U0RAJ", kind, gone, "Raj")
    with hall.outbox.database.write() as session:
        directory.take_in(session, hall.clock, hall.outbox.workspace_id, raj)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_after_a_long_time_what_stands_there_can_still_be_taken_away(hall: Hall) -> None:
    delivery = hall.delivery()
    hall.tell(1, "a secret")
    delivery.deliver()
    hall.tell(2, "never said")
    hall.outbox.change(due_at=hall.clock.now())
    with hall.outbox.database.write() as session:
        session.execute(update(OutboxEntry).where(OutboxEntry.subject_id == 2).values(state="dropped"))
        tell(session, hall.clock, hall.outbox.workspace_id, "note", 3, hall.outbox.ana)
    hall.words[3] = "a word to Ana"
    delivery.deliver()

    def forgets() -> list[int]:
        with hall.outbox.database.write() as session:
            forget_old(session, hall.clock, hall.outbox.workspace_id)
        return [one.subject_id for one in hall.outbox.entries() if one.kind == "note"]

    assert forgets() == [1, 2, 3]
    hall.moves(KEPT.total_seconds() + 60)
    assert forgets() == [1]
    hall.does("share")
    hall.look()
    delivery.deliver()
    assert "a secret" not in hall.said()
    # Once no deal is spoken of there, and it was taken away, it is known no longer.
    hall.does("unshare")
    leaves(hall, "unbound")
    delivery.deliver()
    hall.moves(KEPT.total_seconds() + 60)
    assert forgets() == []
