"""What whoever is asked for an introduction reads, and what they can do before and after their yes."""

from __future__ import annotations

import datetime as dt

import pytest

from handlers.events.people import take_everybody_in
from tests.scenarios.introductions import WHY, asks_for, told
from tests.scenarios.world import World

BILL = "bill.smith@acme.example"
AT_LEES = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
"""Nine in the morning where Lee is."""


@pytest.fixture
def world(world: World) -> World:
    """The workspace once everybody is known, as the worker sees to at its start."""
    take_everybody_in(world.bot.client, world.bot.database, world.clock, world.bot.team_id)
    return world


def test_whoever_is_asked_reads_what_for_and_the_team_how_far_the_deal_is(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    lines = told(world, "raj").text.splitlines()
    assert lines[1] == f"To renew or widen what they have, for _Acme renewal_. “{WHY}”"  # Raj is not on the team
    asks_for(world, "ana", BILL, purpose="Move an open deal on", deal_id="Acme renewal")
    world.tick(to=AT_LEES)
    assert "To move an open deal on, for _Acme renewal_ (Evaluation)." in told(world, "lee").text
