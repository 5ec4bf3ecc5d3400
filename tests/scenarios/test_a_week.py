"""A week in the life of a deal: its digest, a move, a nudge, an introduction, a meeting, and the digest after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from handlers.events.people import take_everybody_in
from sandbox.client import Message
from tests.scenarios import hubspot
from tests.scenarios.introductions import JANE, clicks, heard
from tests.scenarios.messages import opened
from tests.scenarios.next import DEAL, observes
from tests.scenarios.world import World

ROOM = "deal-acme-renewal"
ASK = "Ask for an introduction to their economic buyer"


@pytest.fixture
def world(start_world: Callable[..., World]) -> World:
    found = start_world(digests=True)
    take_everybody_in(found.bot.client, found.bot.database, found.clock, found.bot.team_id)
    return found


def in_room(world: World, kind: str) -> list[Message]:
    """What of a kind stands in the deal's channel, the first first."""
    return [one for one in world.raj.messages(ROOM) if (one.metadata or {}).get("event_type") == f"o2o_{kind}"]


def said(world: World, who: str, kind: str) -> Message:
    """The last of a kind that somebody reads in their direct message."""
    return [one for one in heard(world, who) if (one.metadata or {}).get("event_type") == f"o2o_{kind}"][-1]


def after(world: World, message: Message, words: str) -> str:
    """The line of a message, as it stands now, that begins like this."""
    now = next(one for one in world.raj.messages(ROOM) if one.ts == message.ts)
    return next((line for line in now.text.splitlines() if line.startswith(words)), "")


def test_a_week(world: World) -> None:
    world.ana.clicks(world.ana.types(f"/o2o deal here {DEAL}", channel=ROOM).messages[0], "Speak of it here")
    observes(world, "ana", JANE, buying_role="economic buyer")
    world.lee.types("/o2o deal stage theirs comparing suppliers", channel=ROOM)
    world.tick()
    assert hubspot.moves(world, "D-1001", "contractsent") == 200
    world.tick()
    nudge = next(one for one in in_room(world, "nudge") if "*Negotiation*" in one.text)

    world.tick(dt.datetime(2026, 11, 30, 8, 30, tzinfo=dt.UTC))  # half past nine in Madrid, where Ana is
    (first,) = in_room(world, "digest_deal")
    assert first.text.splitlines()[0] == "*Acme renewal* · Negotiation, day 8 of ~20; they: Comparing suppliers"
    assert after(world, first, "0 roles engaged").startswith("0 roles engaged, 1 known, 6 nobody: ")
    assert "by 7 December. Somebody of ours knows them well." in after(world, first, "*2*")
    assert not {"Jane", "Raj", "Zoe"} & set(first.text.split())
    assert "nobody at the *user buyer*, *legal*, *champion*" in said(world, "ana", "digest_person").text

    form = opened(world.ana.clicks(nudge, ASK))
    world.ana.submits(form, {"purpose": "Renew or widen what they have", "reason": "She decides."})
    world.tick(hours=1)
    clicks(world, "raj", "I'll introduce you", said(world, "raj", "ask"))
    clicks(world, "raj", "I've introduced them", said(world, "raj", "ask"))
    world.tick(dt.datetime(2026, 12, 7, 11, tzinfo=dt.UTC))
    _, second = in_room(world, "digest_deal")
    assert "1 known, 6 nobody" in second.text
    clicks(world, "ana", "We met", said(world, "ana", "came_of_it"))
    world.tick(minutes=5)
    assert after(world, second, "1 role engaged").startswith("1 role engaged (+1), 6 nobody: ")
    assert "1 known" in next(one for one in world.raj.messages(ROOM) if one.ts == first.ts).text, "as it was that week"
    assert after(world, second, "Hangs") == "Hangs by one thread: one person on each side carries this deal."

    now = world.ana.types("/o2o coverage", channel=ROOM).messages[0].text
    assert now.startswith("*Acme renewal*: 1 of 7 parts engaged; ")
    assert "*economic buyer*: engaged · Jane Doe (CFO) · in dialogue with you" in now
    assert "Hangs by one thread: you on our side and *Jane Doe* on theirs carry this deal." in now

    world.tick(dt.datetime(2026, 12, 14, 11, tzinfo=dt.UTC))
    third = in_room(world, "digest_deal")[-1]
    legal = third.text.split("our *legal counsel* with their *legal* ")[1].splitlines()[0]
    assert legal.endswith(": unchanged for 3 weeks: decide.")
    for _ in range(3):  # a file is in its thread a little after it was sent
        world.tick(minutes=1)
    assert len(in_room(world, "digest_deal")) == 3
    under = {str(one.json["thread_ts"]) for one in world.raj.messages(ROOM) if one.files}
    assert under == {one.ts for one in in_room(world, "digest_deal")}, "a picture in the thread of each"
