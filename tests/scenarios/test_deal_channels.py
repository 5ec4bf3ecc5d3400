"""A deal is spoken of in one channel, of our own people: offered to whoever invites the bot, and said there alone."""

from __future__ import annotations

import pytest

from models.deals import Deal
from sandbox.client import Message
from tests.scenarios.messages import opened
from tests.scenarios.world import SHARED, World

pytestmark = pytest.mark.usefixtures("everybody_known")
ROOM = "deal-acme-renewal"


def typed(world: World, who: str, text: str, where: str = ROOM) -> Message:
    return world.types(who, f"/o2o {text}", channel=where).messages[0]


def bound(world: World) -> dict[str, str]:
    with world.bot.database.read() as session:
        return {one.name: one.channel_id for one in session.query(Deal) if one.channel_id}


def test_a_channel_is_about_a_deal_and_its_name_is_left_out(world: World) -> None:
    asked = typed(world, "ana", "deal here")
    assert "No colleague is named from a relationship there." in asked.text
    assert bound(world) == {}
    done = world.ana.clicks(asked, "Speak of it here").messages[-1]
    assert "This channel is about it now." in done.text
    assert bound(world) == {"Acme renewal": "C0ACME"}
    for text in ("deal", "deal show", "deals"):
        assert typed(world, "lee", text).text.startswith("*Acme renewal* · Evaluation since today · they: unknown")
    said = typed(world, "lee", "deal stage theirs comparing")
    assert "they: Comparing suppliers (Lee, today)" in said.text
    # Raj is in the channel, and not on the team: for him it is about nothing that he may open.
    for text in ("deal", "deal show", "deal team", "deal won"):
        assert "*Acme renewal*" not in typed(world, "raj", text).text
        assert typed(world, "raj", text).text == typed(world, "raj", text, "sales").text
    # A second deal finds the place taken; the first one can be taken away.
    world.zoe.closes(
        opened(world.zoe.submits(opened(world.types("zoe", "/o2o deal new Acme two at Acme", channel=ROOM)), {}))
    )
    assert "about another deal already" in typed(world, "zoe", "deal here Acme two").text
    stale = done
    menu = world.lee.chooses(typed(world, "lee", "deal"), "deal_menu", "Speak of it in no channel").messages[-1]
    assert "is spoken of in no channel any more" in world.lee.clicks(menu, "Take it away").messages[-1].text
    assert bound(world) == {}
    assert "Something has changed about this deal since." in world.ana.clicks(stale, "Undo").messages[-1].text
    world.zoe.clicks(typed(world, "zoe", "deal here Acme two"), "Speak of it here")
    assert bound(world) == {"Acme two": "C0ACME"}


def test_whoever_invites_the_bot_is_asked_which_deal_and_nobody_else(world: World) -> None:
    before = {who: len(world.client.person(who).messages("general")) for who in ("ana", "raj", "sam")}
    offered = world.ana.invites("bot", "general", wait=None).messages[-1]
    assert offered.ephemeral
    assert offered.text.startswith("Thank you for inviting me. Is this channel about a deal?")
    assert {who: len(world.client.person(who).messages("general")) for who in ("raj", "sam")} == {
        who: before[who] for who in ("raj", "sam")
    }
    world.ana.clicks(offered, "About Acme renewal")
    assert bound(world) == {"Acme renewal": "C0GENERAL"}


def test_where_others_read_along_nothing_is_said_and_no_deal_is_spoken_of(world: World) -> None:
    asked = typed(world, "ana", "deal here Acme renewal", SHARED)
    refused = world.ana.clicks(asked, "Speak of it here").messages[-1]
    assert refused.text.startswith("This channel is shared with another organization")
    guests = [typed(world, who, "deal", SHARED).text for who in ("pat", "kim")]
    guests += [typed(world, who, "deal show Acme renewal", SHARED).text for who in ("pat", "kim")]
    assert len(set(guests)) == 1
    assert "only for full members" in guests[0]
    assert bound(world) == {}
