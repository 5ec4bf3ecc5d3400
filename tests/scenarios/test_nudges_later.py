"""What becomes of what was said of a deal: a risk that is asked for, answers that are kept, what is told once more."""

from __future__ import annotations

import datetime as dt

import pytest

from sandbox.client import Message
from tests.scenarios.introductions import heard
from tests.scenarios.messages import opened
from tests.scenarios.test_nudges import CHAMPION, MOVED, TECHNICAL, bound, gaps, in_menu, in_room, moves, said
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")
__all__ = ["bound", "said"]


def test_a_risk_that_a_need_asks_for_by_now_is_not_said_to_be_none(world: World, bound: None) -> None:
    world.tick(hours=1)
    moves(world, "Proposal")
    world.tick()
    world.tick()
    risk, nudge = in_room(world)
    none_met = "None of us has met whoever decides about the money."
    assert risk.text.splitlines()[1] == f"Now among what is needed: {none_met}"
    assert "with their *economic buyer*" in nudge.text
    assert (gaps(world)["no_economic_buyer"], gaps(world)["economic"]) == ("over", "open")
    world.tick(hours=2)
    assert len(in_room(world)) == 2


def assigned(world: World, who: str) -> list[Message]:
    return [one for one in heard(world, who) if "asks you to see to this" in one.text]


def test_what_was_answered_stays_so_when_a_stage_goes_back_and_comes_again(world: World, said: Message) -> None:
    form = opened(world.ana.clicks(said, in_menu(said, TECHNICAL, "Assign to")))
    world.ana.submits(form, {"colleague_id": "lee"})
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Snooze")))
    world.ana.submits(form, {"until": "2026-12-14"})
    for stage in ("Mutual interest", "Proposal"):
        world.tick(minutes=1)
        moves(world, stage)
        world.tick(hours=1)
        world.tick()
    now = {key: state for key, state in gaps(world).items() if key != "interest-user"}
    assert now == {"champion": "snoozed", "economic": "open", "technical": "assigned"}
    newest = in_room(world)[-1].text
    assert [one for one in newest.splitlines() if "with their" in one] == [
        "Now needed by 7 December: our *account executive* with their *economic buyer*."
    ]
    world.tick(days=21)
    world.tick()
    assert len(assigned(world, "lee")) == 1
    assert gaps(world)["champion"] == "open"


def test_what_was_put_off_and_is_not_needed_on_its_day_is_over(world: World, said: Message) -> None:
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Snooze")))
    world.ana.submits(form, {"until": "2026-11-30"})
    world.tick(minutes=1)
    moves(world, "Mutual interest")
    world.tick(days=2)
    assert gaps(world)["champion"] == "snoozed"
    before = len(in_room(world))
    world.tick(days=8)
    assert gaps(world)["champion"] == "over"
    assert len(in_room(world)) == before


@pytest.mark.parametrize("there", [True, False])
def test_who_was_to_be_told_in_the_morning_is(world: World, said: Message, there: bool) -> None:
    """Whether the need was there again by then, or came back later."""
    world.tick(to=dt.datetime(2026, 11, 23, 22, tzinfo=dt.UTC))
    form = opened(world.ana.clicks(said, in_menu(said, TECHNICAL, "Assign to")))
    world.ana.submits(form, {"colleague_id": "lee"})
    moves(world, "Mutual interest")
    world.tick(minutes=10)
    if there:
        moves(world, "Proposal")
    world.tick(hours=20)
    world.tick()
    assert len(assigned(world, "lee")) == there
    if not there:
        moves(world, "Proposal")
        world.tick(minutes=10)
        world.tick()
    assert len(assigned(world, "lee")) == 1


def test_each_escalation_asks_for_what_none_asked_for_before(world: World, said: Message) -> None:
    world.tick(days=3, hours=1)
    world.tick()
    moves(world, "Negotiation")
    for _ in range(8):
        world.tick(days=1)
    first, second = (one for one in heard(world, "ana") if "nobody has said anything" in one.text)
    asked_first = {one for one in ("champion", "technical buyer", "legal") if f"their *{one}*" in first.text}
    asked_second = {one for one in ("champion", "technical buyer", "legal") if f"their *{one}*" in second.text}
    assert asked_first == {"champion"}  # what is over is said to be
    assert "No longer needed: our solution engineer with their technical buyer" in first.text
    assert asked_second == {"legal"}
    assert "champion" not in second.text
    assert "technical" not in second.text


def test_not_needed_and_put_off_are_asked_for_again_at_any_time(world: World, said: Message) -> None:
    form = opened(world.ana.clicks(said, in_menu(said, CHAMPION, "Not needed")))
    world.ana.submits(form, {"reason": "Bill is enough."})
    form = opened(world.lee.clicks(said, in_menu(said, TECHNICAL, "Snooze")))
    world.lee.submits(form, {"until": "2027-01-11"})
    world.tick(days=7)
    listed = world.lee.types("/o2o next Acme renewal").messages[-1]
    assert "account executive with champion: not needed (“Bill is enough.”)" in listed.text
    again = "Ask again: our account executive with their champion"
    done = world.lee.clicks(listed, again)
    now = (done.messages or done.changed)[-1]
    assert now.text.startswith("I ask for it again in _Acme renewal_: our account executive with their champion.")
    late = world.lee.clicks(listed, again)
    assert "Things have moved on meanwhile" in (late.messages or late.changed)[-1].text
    world.lee.clicks(now, "Ask again: our solution engineer with their technical buyer")
    world.tick()
    states = gaps(world)
    assert (states["champion"], states["technical"]) == ("open", "open")
    nudge = in_room(world)[0].text
    assert "Not needed: " not in nudge
    assert "with their *champion*" in nudge
    before = len([one for one in heard(world, "ana") if "nobody has said anything" in one.text])
    world.tick(days=1)  # whoever leads is not asked at once
    assert len([one for one in heard(world, "ana") if "nobody has said anything" in one.text]) == before


def test_that_something_is_no_risk_is_taken_back_within_five_minutes(world: World, bound: None) -> None:
    world.tick(hours=1)
    (risk,) = in_room(world)
    form = opened(world.ana.clicks(risk, "Not a risk ..."))
    done = opened(world.ana.submits(form, {"reason": "The board has decided."}))
    assert gaps(world) == {"no_economic_buyer": "not_needed"}
    taken = opened(world.ana.clicks(done, "Undo"))
    assert "Taken back. It stands in _Acme renewal_ as before." in taken.text
    world.tick()
    assert gaps(world) == {"no_economic_buyer": "open"}
    (now,) = in_room(world)
    assert "Not a risk here" not in now.text
    form = opened(world.ana.clicks(now, "Not a risk ..."))
    done = opened(world.ana.submits(form, {"reason": "The board has decided."}))
    world.tick(minutes=6)
    assert "Things have moved on meanwhile" in opened(world.ana.clicks(done, "Undo")).text
    assert gaps(world) == {"no_economic_buyer": "not_needed"}


def test_a_stage_the_playbook_does_not_know_changes_nothing_and_is_told_once(world: World, said: Message) -> None:
    for stage in ("weirdstage", "Proposal", "Weirdstage"):
        world.tick(hours=1)
        moves(world, stage)
        world.tick()
        world.tick()
    newest = in_room(world)[-1]
    assert newest.text.splitlines()[0] == MOVED.replace(
        " They,", " We are at *Weirdstage* by now, which is not in the playbook. They,"
    )
    assert newest.text.count("Now needed by") == 3
    assert "There was another move since" not in newest.text
    assert gaps(world) == dict.fromkeys(("champion", "economic", "technical"), "open")
    (asked,) = heard(world, "ana")
    assert asked.text == (
        "The playbook does not know the stage “weirdstage” of *Acme renewal*: add it under `crm:` of a stage in "
        "playbook.yaml. Until then I go by the stage before it."
    )
    shown = world.ana.types("/o2o deal Acme renewal").messages[-1]
    assert "Weirdstage (not in the playbook)" in shown.text
    # What it asks for can still be answered.
    form = opened(world.ana.clicks(newest, in_menu(newest, CHAMPION, "Not needed")))
    world.ana.submits(form, {"reason": "Bill is enough."})
    assert gaps(world)["champion"] == "not_needed"
    assert "technical buyer" in world.ana.types("/o2o next Acme renewal").messages[-1].text
