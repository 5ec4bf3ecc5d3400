"""What is said of a deal of its own accord: one message for a move, answered in place; nothing where others read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.deals import stages
from models.deals import Deal, Gap
from models.people import Colleague
from sandbox.client import Message
from tests.scenarios.introductions import JANE, clicks, heard, told
from tests.scenarios.messages import opened
from tests.scenarios.next import DEAL, observes
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

ROOM = "deal-acme-renewal"


def moves(world: World, stage: str, side: stages.Side = "sales", *, seen_by: str | None = None) -> None:
    """The deal moves on, as the CRM, or somebody of ours, says."""
    with world.bot.database.write() as session:
        deal_id = session.scalars(select(Deal.id).where(Deal.name == DEAL)).one()
        deal = stages.locked(session, world.bot.workspace_id, deal_id)
        assert deal is not None
        by = session.scalar(select(Colleague.id).where(Colleague.email.startswith(f"{seen_by}."))) if seen_by else None
        stages.record(session, world.clock, deal, side, stage, world.clock.now(), source="x", seen_by_id=by)


@pytest.fixture
def bound(world: World) -> None:
    """The deal is spoken of in its channel."""
    with world.bot.database.write() as session:
        deal = session.scalars(select(Deal).where(Deal.name == DEAL)).one()
        deal.channel_id = "C0ACME"


def in_room(world: World) -> list[Message]:
    """What everybody reads in the deal's channel."""
    return [one for one in world.ana.messages(ROOM) if not one.ephemeral]


def gaps(world: World) -> dict[str, str]:
    """How what is missing stands."""
    with world.bot.database.read() as session:
        return {gap.key: gap.state for gap in session.scalars(select(Gap))}


def in_menu(message: Message, words: str, what: str) -> str:
    """The value of a choice in the menu beside the line with these words."""
    for block in message.blocks:
        if words in block.get("text", {}).get("text", "") and "accessory" in block:
            return next(
                str(one["value"]) for one in block["accessory"]["options"] if one["text"]["text"].startswith(what)
            )
    raise AssertionError(f"nothing about {words!r} in:\n{message.text}")


MOVED = "*Acme renewal*: we moved to *Proposal*. They, as far as we know, are at *Comparing suppliers* (Lee, today)."
TECHNICAL, CHAMPION, BUYER = "*technical buyer*", "*champion*", "*economic buyer*"


@pytest.fixture
def said(world: World, bound: None) -> Message:
    """What the channel is told of a move; the team knows who decides about the money."""
    observes(world, "ana", JANE, buying_role="economic buyer")
    moves(world, "Comparing suppliers", "buying", seen_by="lee")
    moves(world, "Proposal")
    for _ in range(3):
        world.tick()
    (one,) = in_room(world)
    return one


def test_a_move_is_told_once_in_the_channel_by_roles_alone(world: World, said: Message) -> None:
    assert said.text.splitlines()[0] == MOVED
    lines = [one for one in said.text.splitlines() if one.startswith("Now needed")]
    assert lines == [
        "Now needed by 7 December: our *account executive* with their *champion*.",
        "Now needed by 7 December: our *account executive* with their *economic buyer*.",
        "Now needed by 7 December: our *solution engineer* with their *technical buyer*.",
    ]
    assert "Jane" not in said.text
    # Of whom, everybody in the channel may not know; of the other two nobody of theirs is named to anybody.
    ways = [one for one in said.text.splitlines() if "of ours" in one or "way to" in one]
    assert ways == ["Somebody of ours knows them well."]
    assert said.text.splitlines().index(ways[0]) == said.text.splitlines().index(lines[1]) + 1
    for who in ("ana", "lee", "zoe", "raj"):
        assert heard(world, who) == []
    assert gaps(world) == dict.fromkeys(("champion", "economic", "technical"), "open")


def test_a_click_in_the_channel_asks_and_the_gap_closes_in_place(world: World, said: Message) -> None:
    ask = "Ask for an introduction to their economic buyer"
    # Raj reads along, and is not on the deal: what he reads there he knows of, and nothing more.
    assert "Only the deal's team can answer this." in opened(world.raj.clicks(said, ask)).text
    with world.bot.database.write() as session:
        deal = session.scalars(select(Deal).where(Deal.name == DEAL)).one()
        deal.channel_id = "C0OTHER"
    # Spoken of elsewhere by now: to him it is as if it were not there.
    assert "I know of no such deal." in opened(world.raj.clicks(said, ask)).text
    with world.bot.database.write() as session:
        session.scalars(select(Deal).where(Deal.name == DEAL)).one().channel_id = "C0ACME"
    form = opened(world.ana.clicks(said, ask))
    assert "Jane Doe" in form.text
    world.ana.submits(form, {"purpose": "Renew or widen what they have", "reason": "She decides."})
    world.tick()
    clicks(world, "raj", "I'll introduce you")
    clicks(world, "raj", "I've introduced them")
    world.tick(days=7)
    asked = next(one for one in heard(world, "ana") if (one.metadata or {})["event_type"] == "o2o_came_of_it")
    clicks(world, "ana", "We met", asked)
    world.tick()
    assert gaps(world)["economic"] == "closed"
    (now,) = in_room(world)
    assert now.ts == said.ts
    assert "Done: our account executive with their economic buyer" in now.text
    assert "Jane" not in now.text
    assert "*champion*" in now.text


def test_what_is_answered_is_changed_in_place_and_not_asked_again(world: World, said: Message) -> None:
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Not needed")))
    world.ana.submits(form, {"reason": "Bill is enough."})
    form = opened(world.lee.clicks(said, in_menu(said, TECHNICAL, "Assign to")))
    world.lee.submits(form, {"colleague_id": "ana"})
    met = world.ana.clicks(said, in_menu(said, BUYER, "We have met")).messages[-1]
    assert met.ephemeral
    assert met.text.startswith("Noted for _Acme renewal_: you have met *Jane Doe*.")
    world.tick()
    (now,) = in_room(world)
    assert [one for one in now.text.splitlines() if "with their" in one] == [
        "Not needed: our account executive with their champion",
        "Done: our account executive with their economic buyer",
        "Ana Ortiz sees to it: our solution engineer with their technical buyer",
    ]
    assert "Bill" not in now.text
    # Clicks in an older copy of it say how things stand, and change nothing.
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Snooze")))
    late = opened(world.ana.submits(form, {"until": "2026-11-30"}))
    assert "Things have moved on" in late.text
    moves(world, "Evaluation")
    world.tick(hours=1)
    moves(world, "Proposal")
    world.tick(hours=1)
    assert gaps(world)["champion"] == "not_needed"
    assert [one for one in in_room(world) if "*champion*" in one.text] == []
    world.tick(days=9)
    assert [one for one in heard(world, "ana") if "nobody has said anything" in one.text] == []


def test_what_nobody_answers_is_told_to_the_lead_once(world: World, said: Message) -> None:
    start = world.clock.at
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Not needed")))
    world.ana.submits(form, {"reason": "Bill is enough."})
    world.tick(to=start + dt.timedelta(days=2, hours=23))
    assert heard(world, "ana") == []
    world.tick(to=start + dt.timedelta(days=3, hours=1))
    asked = told(world, "ana")
    assert asked.text.startswith("*Acme renewal*: nobody has said anything to this.")
    assert "*Jane Doe* (CFO, economic buyer)" in asked.text  # in her own message, as far as she may see
    assert "their *technical buyer*" in asked.text
    assert "champion" not in asked.text
    world.ana.clicks(asked, "We have met: Jane Doe")
    world.tick(days=10)
    (again,) = [one for one in heard(world, "ana") if "nobody has said anything" in one.text]
    assert "Done: Ana Ortiz and Jane Doe are in dialogue since" in again.text
    assert len(in_room(world)) == 1


def test_what_is_put_off_comes_back_once(world: World, said: Message) -> None:
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Snooze")))
    world.ana.submits(form, {"until": "2026-11-30"})
    world.tick()
    assert "Put off until 30 November: our account executive with their champion" in in_room(world)[0].text
    world.tick(days=6)
    assert len(in_room(world)) == 1
    for _ in range(3):
        world.tick(days=1)
    first, back = in_room(world)
    assert back.text.startswith("*Acme renewal*: this was put off until now.")
    assert next(one for one in back.text.splitlines() if "their" in one).endswith("with their *champion*.")
    assert "with their *champion*" in first.text  # there it can be answered again, too


def test_at_night_nothing_is_said_and_of_two_moves_the_last(world: World, bound: None) -> None:
    world.tick(to=dt.datetime(2026, 11, 27, 21, tzinfo=dt.UTC))  # a Friday evening
    moves(world, "Proposal")
    world.tick(hours=1)
    moves(world, "Negotiation")
    world.tick(hours=1)
    world.tick(to=dt.datetime(2026, 11, 30, 7, 59, tzinfo=dt.UTC))
    assert in_room(world) == []
    world.tick(to=dt.datetime(2026, 11, 30, 8, 0, 10, tzinfo=dt.UTC))
    (one,) = in_room(world)
    assert "we moved to *Negotiation*" in one.text
    assert "*executive sponsor* with their *economic buyer*" in one.text


def test_ahead_and_behind_and_in_step(world: World, bound: None) -> None:
    moves(world, "Comparing suppliers", "buying", seen_by="lee")
    moves(world, "Negotiation")
    world.tick()
    ahead = in_room(world)[-1]
    assert (
        "They, as far as we know, are still at *Comparing suppliers* (Lee, today). We are ahead of them." in ahead.text
    )
    form = opened(world.ana.clicks(ahead, "They moved too"))
    assert "Bought" in str(form.blocks)
    world.tick(hours=1)
    moves(world, "Bought", "buying", seen_by="ana")
    world.tick()
    first, behind = in_room(world)
    assert "they are now at *Bought* (Ana, today). We are at *Negotiation*. They have bought, as" in behind.text
    assert behind.text.splitlines()[0].endswith("They have bought, as far as we know: is it won?")
    assert "with their" not in behind.text
    assert "is it won?" in world.ana.types("/o2o next Acme renewal").messages[-1].text
    assert "There was another move since" in first.text
    assert "Ask for" not in first.text


def test_without_a_channel_the_lead_is_told_by_name_as_far_as_they_may_see(world: World) -> None:
    observes(world, "ana", JANE, buying_role="economic buyer")
    moves(world, "Proposal")
    world.tick()
    one = told(world, "ana")
    assert one.text.startswith("*Acme renewal*: we moved to *Proposal*.")
    assert "*You* (account executive) with *Jane Doe* (CFO, economic buyer) by 7 December" in one.text
    for who in ("lee", "raj", "zoe"):
        assert heard(world, who) == []


@pytest.mark.parametrize("what", ["shared", "guest", "gone"])
def test_in_a_channel_that_is_not_ours_alone_nothing_is_said_and_the_lead_is_told(
    world: World, bound: None, what: str
) -> None:
    moves(world, "Proposal")
    world.tick()
    act = {
        "shared": lambda: world.ana.shares(ROOM),
        "guest": lambda: world.ana.invites("pat", ROOM),
        "gone": lambda: world.ana.removes("bot", ROOM),
    }
    act[what]()
    world.tick()  # the event has it looked at, and what was said is taken away
    if what in ("shared", "guest"):
        where = "a shared channel" if what == "shared" else "a channel with guests in it"
        assert [one.text for one in in_room(world)] == [f"This deal's messages are not shown in {where}."]
        assert sum("I say nothing in <#C0ACME> any more" in one.text for one in heard(world, "ana")) == 1
    before = len(in_room(world))
    world.tick(hours=1)
    moves(world, "Negotiation")
    world.tick()
    assert len(in_room(world)) == before
    assert "Negotiation" not in "".join(one.text for one in in_room(world))
    alone = [one.text for one in heard(world, "ana")]
    assert sum("I say nothing in <#C0ACME> any more" in one for one in alone) == 1
    assert sum("we moved to *Negotiation*" in one for one in alone) == 1
    assert all("Acme" not in one.text for one in world.client.person("pat").messages("bot"))


def test_what_was_imported_is_told_to_nobody(world: World, tmp_path: Path) -> None:
    rows = [
        {
            "external_id": f"X-{number}",
            "name": f"Deal {number}",
            "account": "Acme Corp",
            "stage": "Negotiation",
            "owner_email": "ana.ortiz@initrode.example",
            "team": "",
            "opened_at": "2026-01-01",
            "closed_at": "",
        }
        for number in range(2_000)
    ]
    world.imports("deals", tmp_path, rows)
    for _ in range(3):
        world.tick(days=1)
    assert heard(world, "ana") == []
    assert gaps(world) == {}


def test_a_quiet_playbook_asks_for_nobody(world: World, bound: None) -> None:
    with world.bot.database.write() as session:
        deal = session.scalars(select(Deal).where(Deal.name == DEAL)).one()
        deal.playbook = next(one.id for one in world.bot.playbooks.all if one.quiet)
    moves(world, "Proposal")
    world.tick()
    assert (in_room(world), heard(world, "ana"), gaps(world)) == ([], [], {})


def test_a_deal_that_ends_asks_for_nothing_any_more(world: World, said: Message) -> None:
    moves(world, "Won")
    world.tick()
    (now,) = in_room(world)
    assert now.text == "*Acme renewal* is won. Nothing is missing any more."
    assert set(gaps(world).values()) == {"over"}


def test_a_risk_is_told_once_and_dismissed_with_a_reason(world: World, bound: None) -> None:
    world.tick(hours=1)
    (risk,) = in_room(world)
    assert "None of us has met whoever decides about the money." in risk.text
    # Raj reads along, and is not on the deal.
    assert world.raj.clicks(risk, "What to do").messages[-1].text == "Only the deal's team can answer this."
    assert "Only the deal's team can answer this." in opened(world.raj.clicks(risk, "Not a risk ...")).text
    assert "their *economic buyer*" in world.ana.clicks(risk, "What to do").messages[-1].text
    form = opened(world.ana.clicks(risk, "Not a risk ..."))
    assert "reason" in world.ana.submits(form, {"reason": " "}).view.errors  # type: ignore[union-attr]
    done = opened(world.ana.submits(form, {"reason": "The board has decided <!here>."}))
    assert "no risk here" in done.text
    world.tick()
    (now,) = in_room(world)
    assert "Not a risk here: None of us has met whoever decides about the money." in now.text
    assert "board" not in now.text
    late = opened(world.lee.clicks(risk, "Not a risk ..."))
    assert "Things have moved on meanwhile" in late.text
    for _ in range(2):
        world.tick(days=2)
    assert len(in_room(world)) == 1
    assert heard(world, "ana") == []
