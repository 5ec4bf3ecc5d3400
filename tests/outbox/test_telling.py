"""What is to be said is put down once for each subject and recipient, and with what makes it true."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.outbox import tell, unsay
from tests.conftest import NOW, FixedClock
from tests.outbox.conftest import Outbox

LATER = NOW + dt.timedelta(hours=5)


def told(outbox: Outbox, *, due_at: dt.datetime | None = None, clock: FixedClock | None = None) -> None:
    with outbox.database.write() as session:
        tell(session, clock or FixedClock(), outbox.workspace_id, "ask", 7, outbox.ana, due_at=due_at)


def unsaid(outbox: Outbox) -> None:
    with outbox.database.write() as session:
        unsay(session, outbox.workspace_id, "ask", 7, outbox.ana)


def test_told_again_it_is_one_message_at_the_earlier_time(outbox: Outbox) -> None:
    told(outbox, due_at=LATER)
    told(outbox)
    told(outbox, due_at=LATER)
    (entry,) = outbox.entries()
    assert (entry.state, entry.wanted, entry.shown, entry.due_at) == ("due", 3, 0, NOW)
    with outbox.database.write() as session:
        tell(session, FixedClock(), outbox.workspace_id, "ask", 8, outbox.ana)
        tell(session, FixedClock(), outbox.workspace_id, "ask", 7, outbox.raj)
    assert len(outbox.entries()) == 3


def test_what_was_shown_is_due_when_it_is_told_again_and_not_before(outbox: Outbox) -> None:
    told(outbox)
    outbox.change(state="shown", shown=1, channel="D1", ts="1.1")
    told(outbox, due_at=LATER)
    (entry,) = outbox.entries()
    assert (entry.state, entry.wanted, entry.shown, entry.due_at, entry.ts) == ("due", 2, 1, LATER, "1.1")


@pytest.mark.parametrize("state", ["sending", "unclear"])
def test_what_may_have_been_sent_is_not_taken_for_unsent(outbox: Outbox, state: str) -> None:
    told(outbox)
    outbox.change(state=state)
    told(outbox)
    unsaid(outbox)
    (entry,) = outbox.entries()
    assert (entry.state, entry.wanted, entry.unsaid) == (state, 3, True)
    told(outbox)
    assert not outbox.entries()[0].unsaid


def test_taken_back_it_is_dropped_unless_it_was_posted(outbox: Outbox) -> None:
    unsaid(outbox)
    assert outbox.entries() == []
    told(outbox)
    unsaid(outbox)
    assert outbox.entries()[0].state == "dropped"
    unsaid(outbox)
    assert outbox.entries()[0].state == "dropped"
    told(outbox, due_at=LATER)
    (entry,) = outbox.entries()
    assert (entry.state, entry.due_at, entry.unsaid) == ("due", LATER, False)
    outbox.change(state="shown", shown=entry.wanted, channel="D1", ts="1.1")
    unsaid(outbox)
    (entry,) = outbox.entries()
    assert entry.state == "due"
    assert entry.wanted > entry.shown


def test_it_is_told_only_if_what_makes_it_true_is_stored(outbox: Outbox) -> None:
    def fails() -> None:
        with outbox.database.write() as session:
            tell(session, FixedClock(), outbox.workspace_id, "ask", 7, outbox.ana)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert outbox.entries() == []
