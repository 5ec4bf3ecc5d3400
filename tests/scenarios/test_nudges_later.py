"""What becomes of what was said of a deal: a risk that is asked for, answers that are kept, what is told once more."""

from __future__ import annotations

import pytest

from tests.scenarios.test_nudges import bound, gaps, in_room, moves
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")
__all__ = ["bound"]


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
