"""In a deal's channel: nothing is said that others could read, nothing twice, and whoever can act is told."""

from __future__ import annotations

import pytest

from bot.deals import rooms
from handlers import channels
from handlers.delivery import Pace
from models.deals import Deal
from models.people import Colleague
from tests.conftest import NOW
from tests.outbox.hall import CROWD, ROOM, Hall


def test_it_is_said_in_the_channel_with_the_channels_eyes(hall: Hall) -> None:
    delivery = hall.delivery()
    hall.tell(1, "hello")
    delivery.deliver()
    assert (hall.said(), hall.said("bot"), hall.states()) == (["hello"], [], ["shown"])
    hall.tell(1, "hello, changed")
    delivery.deliver()
    assert hall.said() == ["hello, changed"]
    assert (hall.calls("chat.postMessage"), hall.calls("chat.update")) == (1, 1)
    # Slack is asked what the channel is each time, before it is rendered.
    assert hall.calls("conversations.info") == 2
    assert hall.eyes == [(0, False, ROOM)] * 2


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_message_a_second_in_a_channel_whoever_sends(hall: Hall) -> None:
    first, second = hall.delivery(Pace()), hall.delivery(Pace())
    for number in range(3):
        hall.tell(number, f"{number}")
        hall.moves(0.001)
    for number in range(3):
        first.deliver()
        second.deliver()
        assert len(hall.said()) == number + 1
        hall.moves(1.1)


TROUBLES = {
    "shared": [("share", {})],
    "invited to share": [("share", {"pending": True})],
    "a guest": [("invite", {"user": "U0GUS"})],
    "a partner": [("invite", {"user": "U0PIA"})],
    "archived": [("archive", {})],
    "gone": [("leave", {"user": "U0O2OBOT"})],
}
MENDS = {
    "shared": [("unshare", {})],
    "invited to share": [("unshare", {})],
    "a guest": [("leave", {"user": "U0GUS"})],
    "a partner": [("leave", {"user": "U0PIA"})],
    "archived": [("unarchive", {})],
    "gone": [("invite", {"user": "U0O2OBOT"})],
}
WRONG = {"invited to share": "shared", "a guest": "guests", "a partner": "guests"}


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", MENDS)
def test_in_a_channel_others_could_read_or_nobody_does_nothing_is_said_and_the_lead_is_told_once(
    hall: Hall, name: str
) -> None:
    for what, given in TROUBLES[name]:
        hall.does(what, **given)
    delivery = hall.delivery()
    hall.tell(1, "the first secret")
    hall.moves(1)
    hall.tell(2, "the second secret")
    delivery.deliver()
    assert "secret" not in str(hall.slack._state.messages[ROOM])
    assert hall.trouble() == WRONG.get(name, name)
    # Whoever can act is told what is wrong, once, and in their direct message what could not be said.
    alone = hall.said("bot")
    assert len(alone) == 3
    assert sum("*Acme renewal*: I say nothing in" in one for one in alone) == 1
    assert {"the first secret", "the second secret"} <= set(alone)
    assert hall.said("bot", "raj") == []
    for what, given in MENDS[name]:
        hall.does(what, **given)
    hall.look()
    delivery.deliver()
    assert hall.trouble() is None
    assert [one for one in hall.said("bot") if "all is well" in one] == [
        "*Acme renewal*: all is well with <#C0DEAL> again. What there is to say of the deal is said there."
    ]
    hall.tell(3, "the third secret")
    delivery.deliver()
    assert hall.said()[-1] == "the third secret"


@pytest.mark.parametrize("name", ["shared", "a guest"])
def test_what_was_said_before_is_taken_away_once_others_can_read_it(hall: Hall, name: str) -> None:
    delivery = hall.delivery()
    hall.tell(1, "a secret")
    delivery.deliver()
    for what, given in TROUBLES[name]:
        hall.does(what, **given)
    hall.look()
    delivery.deliver()
    where = "a shared channel" if name == "shared" else "a channel with guests in it"
    assert hall.said() == [f"This deal's messages are not shown in {where}."]
    hall.tell(1, "a newer secret")
    delivery.deliver()
    assert "secret" not in "".join(hall.said())
    for what, given in MENDS[name]:
        hall.does(what, **given)
    hall.look()
    delivery.deliver()
    assert hall.said() == ["a newer secret"]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", ["archived", "gone"])
def test_what_was_said_where_nobody_new_reads_is_left(hall: Hall, name: str) -> None:
    delivery = hall.delivery()
    hall.tell(1, "a secret")
    delivery.deliver()
    for what, given in TROUBLES[name]:
        hall.does(what, **given)
    hall.tell(1, "a newer secret")
    delivery.deliver()
    assert (hall.said(), hall.trouble(), hall.states()) == (["a secret"], name, ["shown"])
    assert len(hall.said("bot")) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_guest_among_hundreds_is_found_and_bots_of_ours_are_none(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = hall.slack._state.channels[ROOM]
    channel.members += [f"U{number:07}" for number in range(CROWD)]
    delivery = hall.delivery()
    monkeypatch.setattr(channels, "ASKING", 0.2)
    hall.tell(1, "hello")
    delivery.deliver()
    assert (hall.said(), hall.states()) == ([], ["due"])  # it takes too long to ask about all of them at once
    for _ in range(60):
        hall.moves(300)
        delivery.deliver()
        if hall.said():
            break
    assert hall.said() == ["hello"]
    pages = hall.calls("conversations.members")
    assert pages % 2 == 0
    asked = hall.calls("users.info")
    hall.tell(2, "again")
    delivery.deliver()
    assert hall.calls("users.info") == asked  # who they are is known for a while
    channel.members.append("U0GUS")
    hall.tell(3, "a secret")
    delivery.deliver()
    assert hall.trouble() == "guests"
    assert "a secret" not in hall.said()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_while_slack_does_not_say_who_is_in_it_nothing_is_said(hall: Hall) -> None:
    for method, fault in (
        ("conversations.info", {"kind": "fails", "status": 500}),
        ("conversations.members", {"kind": "refused", "error": "fetch_members_failed"}),
        ("conversations.info", {"kind": "rate_limited", "retry_after": 3}),
        ("users.info", {"kind": "fails", "status": 500}),
    ):
        hall.slack.faults.add(method, **fault)
    with hall.outbox.database.write() as session:
        session.get_one(Colleague, (hall.outbox.workspace_id, hall.outbox.raj)).slack_seen_at = None
    delivery = hall.delivery()
    hall.tell(1, "hello")
    for _ in range(4):
        delivery.deliver()
        assert (hall.said(), hall.states(), hall.trouble()) == ([], ["due"], None)
        hall.moves(60)
    delivery.deliver()
    assert hall.said() == ["hello"]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("carried_out", [True, False])
def test_what_may_have_been_said_there_is_never_said_again(hall: Hall, *, carried_out: bool) -> None:
    hall.slack.faults.add("chat.postMessage", "lost_reply" if carried_out else "lost_request")
    delivery = hall.delivery()
    hall.tell(1, "hello")
    for _ in range(5):
        delivery.deliver()
        hall.moves(60)
    assert (hall.said(), hall.states()) == (["hello"] if carried_out else [], ["dropped"])
    assert hall.calls("chat.postMessage") == 1
    assert hall.said("bot") == []


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("error", "trouble"), [("not_in_channel", "gone"), ("is_archived", "archived"), ("restricted_action", "refused")]
)
def test_what_becomes_of_it_between_look_and_message_is_found(hall: Hall, error: str, trouble: str) -> None:
    hall.slack.faults.add("chat.postMessage", "refused", error=error)
    delivery = hall.delivery()
    hall.tell(1, "hello")
    hall.delivery()._closed_until = None
    delivery.step()
    assert (hall.trouble(), hall.states()[0]) == (trouble, "dropped")
    delivery.deliver()
    assert "hello" in hall.said("bot")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_channel_that_is_no_deals_is_told_nothing(hall: Hall) -> None:
    hall.tell(1, "hello")
    with hall.outbox.database.write() as session:
        deal = session.query(Deal).one()
        deal.channel_id = None
    hall.delivery().deliver()
    assert (hall.said(), hall.states(), hall.calls("conversations.info")) == ([], ["dropped"], 0)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("lead", "maker", "told"),
    [("left", "raj", "raj"), ("left", None, "manager"), (None, "raj", "raj"), (None, None, None)],
)
def test_who_can_act(hall: Hall, lead: str | None, maker: str | None, told: str | None) -> None:
    outbox = hall.outbox
    with outbox.database.write() as session:
        ana, raj = (session.get_one(Colleague, (outbox.workspace_id, one)) for one in (outbox.ana, outbox.raj))
        deal = session.query(Deal).one()
        ana.left_at, ana.manager_id = NOW, raj.id
        deal.owner_id, deal.made_by_id = (ana.id if lead else None), (raj.id if maker else None)
        found = rooms.whom_to_tell(session, deal)
    assert (found and found.name) == ("Raj" if told else None)
