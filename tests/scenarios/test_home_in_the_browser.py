"""App Home in the sandbox's page, on a laptop and on a phone, the real bot behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.scenarios.introductions import asks_for
from tests.scenarios.test_home import ages
from tests.scenarios.test_introductions_in_the_browser import device, look, page, way_in, with_the_bot, world
from tests.scenarios.world import World

__all__ = ["device", "page", "way_in", "world"]
pytestmark = pytest.mark.browser


def test_waiting_answered_and_people_confirmed(page: Page, world: World, tmp_path: Path) -> None:
    ages(world, "raj")
    told = asks_for(world, "ana")
    assert told.view is not None
    world.ana.closes(told.view)
    world.tick()
    with_the_bot(page, "Raj Patel")
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home).to_contain_text("Ana Ortiz would like to meet Jane Doe")
    look(page, tmp_path, "1-home")
    home.get_by_role("button", name="Open: Ana Ortiz and Jane Doe").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Why you:")
    look(page, tmp_path, "2-asked")
    asked.get_by_role("button", name="I'll introduce you").click()
    expect(asked).to_contain_text("Ready.")
    asked.get_by_role("button", name="Close").last.click()
    world.deliver()
    expect(home).to_contain_text("You agreed: it waits to be made.")

    home.get_by_role("button", name="Still close: Jane Doe").click()
    expect(home).to_contain_text("Jane Doe: it stays as you said.")
    expect(home.get_by_role("button", name="Still close: Jane Doe")).to_have_count(0)
    home.get_by_role("button", name="Undo: Jane Doe").scroll_into_view_if_needed()
    look(page, tmp_path, "3-confirmed")
    home.get_by_role("button", name="Undo: Jane Doe").click()
    expect(home.get_by_role("button", name="Still close: Jane Doe")).to_be_visible()
    home.get_by_role("button", name="More choices for Ines Duarte").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Yes").click()
    expect(home).to_contain_text("Removed: nothing is kept of them in your name.")
    home.get_by_role("button", name="Still close: Jane Doe").scroll_into_view_if_needed()
    look(page, tmp_path, "4-removed")
