"""`/o2o coverage`, as a team uses it."""

from __future__ import annotations

import pytest

from tests.scenarios.next import DEAL, observes
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")


def test_look(world: World) -> None:
    observes(world, "ana", "jane.doe@acme.example", buying_role="economic buyer", power="high")
    observes(world, "lee", "bill.smith@acme.example", buying_role="coach")
    observes(world, "lee", "Head of IT", buying_role="technical buyer")
    for who, text in (
        ("ana", f"coverage {DEAL}"),
        ("lee", "coverage"),
        ("zoe", f"coverage {DEAL}"),
        ("ana", "coverage acme"),
        ("ana", "coverage @acme"),
        ("zoe", "coverage team"),
        ("ana", "coverage team"),
        ("raj", "coverage team"),
        ("ana", "coverage nonsense"),
        ("mia", f"coverage {DEAL}"),
        ("pat", f"coverage {DEAL}"),
        ("mia", "coverage @acme"),
    ):
        print("=====", who, text)
        m = world.types(who, f"/o2o {text}").messages[0]
        print(
            m.text,
            [
                e.get("text", {}).get("text")
                for b in m.blocks
                for e in b.get("elements", [])
                if isinstance(e.get("text"), dict)
            ],
        )
    assert 0
