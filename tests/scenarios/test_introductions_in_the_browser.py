"""An introduction as three people meet it in the sandbox's page, on a laptop and on a phone, the real bot behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from handlers.events.people import take_everybody_in
from tests.browser import PATIENCE
from tests.sandbox.page.driver import answer, modal, send
from tests.scenarios.introductions import their_time_is_over
from tests.scenarios.test_in_the_browser import DEVICES, act_as, choose, complaints, go_to
from tests.scenarios.world import World

pytestmark = pytest.mark.browser
JANE = "jane.doe@acme.example"


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest) -> str:
    """What the page is looked at with."""
    return str(request.param)


@pytest.fixture
def way_in(device: str) -> tuple[str, str]:
    """How the bot is reached: over signed HTTP from a laptop, over Socket Mode from a phone."""
    return "sqlite", DEVICES[device][1]


@pytest.fixture
def world(start_world: Callable[..., World]) -> World:
    """The workspace once everybody is known, as the worker sees to at its start."""
    world = start_world()
    take_everybody_in(world.bot.client, world.bot.database, world.clock, world.bot.team_id)
    return world


@pytest.fixture
def page(browser: Browser, device: str, world: World) -> Iterator[Page]:
    """The page, Ana in `#sales`."""
    context = browser.new_context(**DEVICES[device][0], reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    troubles = complaints(page)
    page.goto(f"{world.slack.url}/#/U0ANA/C0SALES")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    assert troubles == []
    context.close()  # before the sandbox, which would else wait for its listeners


def look(page: Page, tmp_path: Path, name: str) -> None:
    """Keep a picture of the page for whoever wants to see it."""
    page.screenshot(path=tmp_path / f"{name}.png", animations="disabled")


def with_the_bot(page: Page, name: str) -> None:
    """Somebody opens their conversation with the bot."""
    act_as(page, name)
    go_to(page, "o2o")
    expect(page.get_by_role("heading", level=1)).to_have_text("o2o")


def test_three_people_and_an_introduction(page: Page, world: World, tmp_path: Path) -> None:
    send(page, "/o2o cfo@acme")
    answer(page).get_by_role("button", name="Ask for an introduction").click()
    form = modal(page, "Ask for an introduction")
    expect(form).to_contain_text("An introduction to Jane Doe (CFO, Acme Corp).")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form.get_by_label("Why do you want to meet them?")).to_have_attribute("aria-invalid", "true")
    choose(form, "What for?", "Renew or widen what they have")
    choose(form, "For which deal?", "Acme renewal")
    form.get_by_label("Why do you want to meet them?").fill("She signs treasury projects; none of us has met her.")
    look(page, tmp_path, "1-form")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(modal(page, "I'm on it")).to_contain_text("You'll hear by Thu 11:00.")
    look(page, tmp_path, "2-promise")
    modal(page, "I'm on it").get_by_role("button", name="Done").click()
    world.tick()

    with_the_bot(page, "Raj Patel")
    asked = page.get_by_role("article").last
    expect(asked).to_contain_text("Ana Ortiz would like to meet Jane Doe (CFO, Acme Corp)")
    expect(asked).to_contain_text("Saying no is private and has no consequences")
    look(page, tmp_path, "3-asked")
    asked.get_by_role("button", name="Not this time").click()
    expect(asked).to_contain_text("You said no. That stays between us")
    their_time_is_over(world)

    with_the_bot(page, "Zoe Kern")
    asked.get_by_role("button", name="I'll ask Jane first").click()
    expect(asked).to_contain_text("You are asking Jane first.")
    look(page, tmp_path, "4-asking-first")
    world.tick(hours=20)
    asked.get_by_role("button", name="They said yes").click()
    expect(asked).to_contain_text("Ready. I never write to customers.")
    expect(asked.get_by_text("Open in mail")).to_be_visible()
    world.tick()
    look(page, tmp_path, "5-yes")
    asked.get_by_role("button", name="Copy the text to Jane Doe").click()
    expect(modal(page, "Copy the text")).to_contain_text(f"To: {JANE}")
    look(page, tmp_path, "6-copy")
    modal(page, "Copy the text").get_by_role("button", name="Close").last.click()
    asked.get_by_role("button", name="I've introduced them").click()
    expect(asked).to_contain_text("You have introduced Ana Ortiz.")
    world.tick()

    with_the_bot(page, "Ana Ortiz")
    told = page.get_by_role("article")
    expect(told.last).to_contain_text("Zoe Kern has introduced you to Jane Doe for Acme renewal.")
    expect(page.get_by_role("log")).not_to_contain_text("Raj")
    look(page, tmp_path, "7-introduced")
    world.tick(days=8)
    expect(told.last).to_contain_text("What came of it?")
    told.last.get_by_role("button", name="Jane Doe and I met").click()
    expect(told.last).to_contain_text("you met Jane Doe for Acme renewal, thanks to Zoe Kern.")
    world.tick()
    send(page, "asks")
    expect(told.last).to_contain_text("You met Jane Doe for Acme renewal, thanks to Zoe Kern.")
    look(page, tmp_path, "8-asks")
    told.last.get_by_role("button", name="How I like to be asked ...").click()
    expect(told.last).to_contain_text("How you like to be asked")
    look(page, tmp_path, "8-likes")

    world.tick(hours=4)  # it is early in the morning where Zoe is
    with_the_bot(page, "Zoe Kern")
    expect(page.get_by_role("log")).to_contain_text("Ana Ortiz and Jane Doe met. Thank you")
    expect(page.get_by_role("log")).to_contain_text("Your relationships in November 2026")
    look(page, tmp_path, "9-thanks")
