"""What is suggested to a colleague: only they decide, and nobody learns what."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.people.objections import record_objection
from bot.people.proposals import KEPT
from bot.worker import forget_all
from handlers.values import Mine
from models.network import Relationship
from models.review import Proposal
from tests.scenarios.messages import LOG, PETRA, SUGGESTED, direct, opened, proposals, suggest, written
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")


def test_one_no_leaves_the_others(world: World) -> None:
    message = written(world, "zoe", "@raj knows a.one@newco.example and b.two@newco.example")
    world.ana.submits(opened(world.ana.uses_message_shortcut(LOG, message)))
    told = direct(world, "raj")[0]
    news = world.raj.clicks(told, "No: forget the suggestion of a.one@newco.example")
    left = direct(world, "raj")
    assert len(left) == 1  # in place of the message
    assert left[0].text.splitlines()[0].startswith("Forgotten: *")
    assert left[0].text.count("thinks you know") == 1
    assert news.acked
    assert [one.about_key for one in proposals(world)] == ["b.two@newco.example"]
    assert len(direct(world, "ana")) == 0  # nobody is told


def test_the_worker_in_the_same_process_delivers_at_once(world: World) -> None:
    world.types("ana", "/o2o know karl.lang@newco.example, 3")
    assert not world.bot.told.is_set()
    suggest(world, PETRA)
    assert world.bot.told.is_set()
    worker = world.bot.worker()
    worker.start()
    try:
        told = world.raj.waits_for(lambda: world.raj.messages("bot"))
    finally:
        worker.stop()
    assert [one.text.count("thinks you know") for one in told] == [1]
    assert direct(world, "raj")[0].raw == told[0].raw  # nothing is left to deliver


def test_whether_a_suggestion_arrives_leaves_no_trace_with_whoever_made_it(world: World) -> None:
    free = suggest(world, PETRA)
    assert len(proposals(world)) == 1
    world.types("raj", "/o2o know v.known@newco.example, 5")
    world.types("raj", "/o2o know v.gone@newco.example, 5")
    menu = world.types("raj", "/o2o know v.gone@newco.example, 4").messages[0]
    value = next(e["value"] for b in menu.blocks for e in b.get("elements", []) if e.get("action_id") == "mine_private")
    with world.bot.database.write() as session:
        record_objection(session, world.clock, world.bot.workspace_id, "v.objects@newco.example")
        gone = session.scalars(select(Relationship).where(Relationship.id == Mine.load(value).id)).one()
        gone.wipe(world.clock.now())
    twice = suggest(world, PETRA)
    told = [suggest(world, f"v.{what}@newco.example") for what in ("known", "gone", "objects")]
    assert {news.raw for news in (twice, *told)} == {free.raw}
    assert free.text.splitlines()[1] == SUGGESTED
    assert len(proposals(world)) == 1
    assert len(direct(world, "raj")) == 1  # hears of the one, once


def test_what_waits_is_in_ones_list(world: World) -> None:
    assert "Look at them" not in world.types("raj", "/o2o me").text
    suggest(world, PETRA)
    suggest(world, "karl.lang@newco.example")
    me = world.types("raj", "/o2o me").messages[0]
    assert me.text.startswith("2 suggestions from colleagues wait for you.\nLook at them\n*What is held in your name*")
    listed = world.raj.clicks(me, "Look at them").messages[0]
    assert listed.ephemeral
    assert listed.text.count("*Ana Ortiz* thinks you know") == 2
    form = opened(world.raj.clicks(listed, "I know Petra Novak too"))
    world.raj.closes(opened(world.raj.submits(form)))
    assert world.types("raj", "/o2o me").text.startswith("1 suggestion from a colleague waits for you.")
    world.types("raj", "/o2o know karl.lang@newco.example, 2")  # said in another way: nothing waits any more
    assert "suggestion" not in world.types("raj", "/o2o me").text
    assert "No suggestion waits for you." in world.raj.clicks(me, "Look at them").text
    assert forget_all(world.bot.database, world.clock, world.bot.charter, world.bot.settings.warmth) == 1
    assert proposals(world) == []


def test_none_waits_for_long(world: World) -> None:
    suggest(world, PETRA)
    suggest(world, "karl.lang@newco.example")
    assert forget_all(world.bot.database, world.clock, world.bot.charter, world.bot.settings.warmth) == 0
    with world.bot.database.write() as session:
        first = session.scalars(select(Proposal).order_by(Proposal.id).limit(1)).one()
        session.execute(update(Proposal).where(Proposal.id != first.id).values(created_at=world.clock.now() - 2 * KEPT))
    assert forget_all(world.bot.database, world.clock, world.bot.charter, world.bot.settings.warmth) == 1
    assert [one.about_key for one in proposals(world)] == [PETRA]


def test_only_the_owner_may_use_a_suggestion(world: World) -> None:
    suggest(world, PETRA)
    told = direct(world, "raj")[0]
    world.raj.clicks(told, "No")
    assert proposals(world) == []
    suggest(world, PETRA)  # she may suggest it again; he alone knows that he said no
    assert len(proposals(world)) == 1
    told = direct(world, "raj")[-1]
    world.raj.clicks(told, "I know them too")
    click = world.sent().request
    mia = {**click["user"], "id": "U0MIA", "name": "mia", "username": "mia"}
    stolen = {**click, "user": mia, "trigger_id": world.trigger("U0MIA")}
    assert world.delivers("interactive", stolen).ok
    view = world.mia.waits_for(lambda: world.mia.view)
    assert view is not None
    view = world.mia.waits_for(lambda: world.mia.view if world.mia.view and not world.mia.view.loading else None)
    assert view is not None
    assert "That suggestion doesn't wait for you any more." in view.text
    assert len(proposals(world)) == 1


def test_what_slack_delivers_again_is_done_and_told_once(world: World) -> None:
    message = written(world, "zoe", f"@raj knows {PETRA}")
    form = opened(world.ana.uses_message_shortcut(LOG, message))
    world.refusals.add("exchanged_trigger_id")
    assert world.again().ok  # the form is open already
    world.ana.submits(form)
    before = world.knowledge()
    number = world.slack.wire[-1].n
    again = world.again()
    assert again.ok
    assert not again.body
    assert world.knowledge() == before
    assert [entry.what for entry in world.slack.wire if entry.n > number and entry.dir == "app->slack"] == []
    assert len(direct(world, "raj")) == 1
