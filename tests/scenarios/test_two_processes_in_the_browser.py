"""A deal moves on in HubSpot, and what its channel makes of it, in the sandbox's page, on a laptop and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page.driver import answer, modal, send
from tests.scenarios import hubspot
from tests.scenarios.next import DEAL, observes
from tests.scenarios.test_in_the_browser import act_as, choose, go_to
from tests.scenarios.test_introductions_in_the_browser import JANE, device, look, page, way_in, with_the_bot, world
from tests.scenarios.world import World

__all__ = ["device", "page", "way_in", "world"]
pytestmark = pytest.mark.browser
ROOM = "deal-acme-renewal"


def test_the_stage_moves_on_and_the_next_counterpart_is_met(page: Page, world: World, tmp_path: Path) -> None:
    go_to(page, ROOM)
    send(page, f"/o2o deal here {DEAL}")
    answer(page).get_by_role("button", name="Speak of it here").click()
    expect(answer(page)).to_contain_text("This channel is about it now.")
    observes(world, "ana", JANE, buying_role="economic buyer")
    act_as(page, "Lee Chen")
    go_to(page, ROOM)
    send(page, "/o2o deal stage theirs comparing suppliers")
    expect(answer(page)).to_contain_text("Comparing suppliers")
    look(page, tmp_path, "1-theirs")
    world.tick()

    assert hubspot.moves(world, "D-1001", "contractsent") == 200
    world.tick()
    act_as(page, "Ana Ortiz")
    go_to(page, ROOM)
    nudge = page.get_by_role("article").filter(has_text="we moved to Negotiation")
    expect(nudge).to_contain_text("We are ahead of them.")
    expect(nudge).to_contain_text("our executive sponsor with their economic buyer")
    expect(nudge).to_contain_text("Somebody of ours knows them well.")
    nudge.scroll_into_view_if_needed()
    look(page, tmp_path, "2-nudge")
    nudge.get_by_role("button", name="Ask for an introduction to their economic buyer").click()
    form = modal(page, "Ask for an introduction")
    expect(form).to_contain_text("An introduction to Jane Doe (CFO, Acme Corp).")
    choose(form, "What for?", "Renew or widen what they have")
    form.get_by_label("Why do you want to meet them?").fill("She decides.")
    form.get_by_role("button", name="Ask", exact=True).click()
    modal(page, "I'm on it").get_by_role("button", name="Done").click()
    world.tick()

    with_the_bot(page, "Raj Patel")
    asked = page.get_by_role("article").last
    asked.get_by_role("button", name="I'll introduce you").click()
    asked.get_by_role("button", name="I've introduced them").click()
    expect(asked).to_contain_text("You have introduced Ana Ortiz.")
    world.tick(days=8)

    with_the_bot(page, "Ana Ortiz")
    page.get_by_role("article").get_by_role("button", name="Jane Doe and I met").click()
    expect(page.get_by_role("log")).to_contain_text("you met Jane Doe")
    world.tick()
    go_to(page, ROOM)
    expect(nudge).to_contain_text("Done: our executive sponsor with their economic buyer")
    look(page, tmp_path, "3-closed")
    send(page, "/o2o next")
    expect(answer(page)).to_contain_text("Acme renewal")
    look(page, tmp_path, "4-next")
    send(page, "/o2o deal")
    expect(answer(page)).to_contain_text("economic buyer")
    look(page, tmp_path, "5-deal")
