"""The first screen, things to try, acting as somebody."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.sandbox.page.driver import answer, enter, field, post, send, visit

pytestmark = pytest.mark.browser


# -- coming in ---------------------------------------------------------------------------------


def test_a_newcomer_gets_an_answer_in_two_clicks(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Who of us knows whom?")
    expect(page.get_by_text("Sandbox", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ask who knows Acme's CFO").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("#sales")
    expect(field(page)).to_have_value("/o2o who-knows cfo@acme")
    page.get_by_role("button", name="Send").click()
    expect(answer(page)).to_contain_text("Somebody knows them well")
    expect(page.get_by_role("button", name="Acting as Ana Ortiz")).to_be_visible()


def test_a_thing_to_try_brings_its_person_and_place_along(page: Page) -> None:
    page.get_by_role("button", name="Write to the app in plain words").click()
    expect(page.get_by_role("button", name="Acting as Raj Patel")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("o2o")
    field(page).press("Enter")
    expect(page.get_by_role("log")).to_contain_text("You said hello")
    expect(page.get_by_role("log").locator("strong")).to_have_text("hello")


def test_acting_as_somebody_else_keeps_drafts_and_ephemeral_answers_apart(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o who-knows jane")
    expect(answer(page)).to_be_visible()
    field(page).fill("ana's draft")
    page.get_by_role("button", name="Acting as").click()
    expect(page.get_by_role("option", name="Pat Guest")).to_contain_text("Guest")
    page.keyboard.type("raj")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Acting as Raj Patel")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("#sales")
    expect(page.get_by_role("article")).to_have_count(0)
    expect(field(page)).to_have_value("")
    page.go_back()
    expect(field(page)).to_have_value("ana's draft")


def test_one_who_was_deactivated_can_only_look_on(page: Page) -> None:
    enter(page, "sales")
    change = {"do": "user_change", "user": "U0ANA", "set": {"deleted": True}}
    post(page, "act", {"as": "U0ZOE", **change})
    expect(page.get_by_text("Ana Ortiz is deactivated and can only look on")).to_be_visible()
    expect(field(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Acting as")).to_contain_text("Deactivated")


def test_a_place_nobody_knows_leads_to_the_start(context: BrowserContext, url: str, troubles: list[str]) -> None:
    page = visit(context, url, troubles, "U0NOBODY/C0NOWHERE")
    expect(page.get_by_role("heading", name="Things to try")).to_be_visible()
    # The browser itself notes that the unknown person was not found.
    assert [words for words in troubles if "404" not in words] == []
    troubles.clear()
