"""Deals in Slack: made, shown, moved on both sides, ended; their team and who of theirs matters."""

from __future__ import annotations

import pytest

from sandbox.client import View
from tests.scenarios.introductions import told
from tests.scenarios.messages import opened
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")


def makes(world: World, who: str, text: str, **values: object) -> View:
    """Somebody makes a deal; gives what the form became."""
    form = opened(world.types(who, f"/o2o deal new {text}"))
    return opened(world.client.person(who).submits(form, values))


def test_a_deal_is_made_confirmed_moved_and_ended(world: World) -> None:
    form = opened(world.types("ana", "/o2o deal new Acme upgrade at Acme by Renewal"))
    assert "your manager is asked to confirm you as its lead" in form.text
    done = opened(world.ana.submits(form, {"amount": "€420k", "expected_close": "2027-01-31"}))
    print(done.text)
    shown = world.types("ana", "/o2o deal show acme upgrade").messages[0]
    print(shown.text)
    asked = told(world, "zoe")
    print(asked.text)
    world.zoe.clicks(asked, "Put on the team")
    print(told(world, "zoe").text)
    print(told(world, "ana").text)
    print(world.types("ana", "/o2o deal").messages[0].text)
    print(world.types("ana", "/o2o help").messages[0].text)
    assert 0
