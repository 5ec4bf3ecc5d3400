"""The whole way: HubSpot moves a deal, its channel is told who is missing, somebody asks, and the gap closes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.deals import Gap, StageRecord
from sandbox.client import Message
from tests.scenarios import hubspot
from tests.scenarios.introductions import JANE, clicks, heard
from tests.scenarios.messages import opened
from tests.scenarios.next import DEAL, observes
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")
ROOM = "deal-acme-renewal"
ASK = "Ask for an introduction to their economic buyer"


def in_room(world: World) -> list[Message]:
    """What everybody reads in the deal's channel."""
    return [one for one in world.raj.messages(ROOM) if not one.ephemeral]


def gaps(world: World) -> dict[str, str]:
    """How what is missing stands."""
    with world.bot.database.read() as session:
        return {gap.key: gap.state for gap in session.scalars(select(Gap))}


def test_from_the_crm_to_the_meeting(world: World) -> None:
    asked = world.ana.types(f"/o2o deal here {DEAL}", channel=ROOM).messages[0]
    world.ana.clicks(asked, "Speak of it here")
    observes(world, "ana", JANE, buying_role="economic buyer")
    world.lee.types("/o2o deal stage theirs comparing suppliers", channel=ROOM)
    world.tick()
    already = {one.ts for one in in_room(world)}

    assert hubspot.moves(world, "D-1001", "contractsent") == 200
    assert hubspot.moves(world, "D-1001", "contractsent") == 200  # HubSpot sends what it sent once more
    for _ in range(2):
        world.tick()
    (nudge,) = (one for one in in_room(world) if one.ts not in already)
    first, *lines = nudge.text.splitlines()
    assert first == (
        "*Acme renewal*: we moved to *Negotiation*. They, as far as we know, are still at *Comparing suppliers* "
        "(Lee, today). We are ahead of them."
    )
    at = lines.index("Now needed by 7 December: our *executive sponsor* with their *economic buyer*.")
    assert lines[at + 1] == "Somebody of ours knows them well."
    assert "Jane" not in nudge.text
    assert "Raj" not in nudge.text
    assert gaps(world)["sponsor"] == "open"

    form = opened(world.ana.clicks(nudge, ASK))
    assert "Jane Doe" in form.text
    world.ana.submits(form, {"purpose": "Renew or widen what they have", "reason": "She decides."})
    world.tick()
    clicks(world, "raj", "I'll introduce you")
    clicks(world, "raj", "I've introduced them")
    world.tick(days=7)
    asked = next(one for one in heard(world, "ana") if (one.metadata or {})["event_type"] == "o2o_came_of_it")
    clicks(world, "ana", "We met", asked)
    world.tick()
    assert gaps(world)["sponsor"] == "closed"
    now = next(one for one in in_room(world) if one.ts == nudge.ts)
    assert "Done: our executive sponsor with their economic buyer" in now.text

    with world.bot.database.read() as session:
        records = session.scalars(select(StageRecord.stage).order_by(StageRecord.at)).all()
    assert records[-2:] == ["Comparing suppliers", "contractsent"] or "contractsent" in records
