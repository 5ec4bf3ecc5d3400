"""Messages and what can be done in them."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.sandbox.page.driver import answer, enter, field, modal, post, send, visit

pytestmark = pytest.mark.browser


# -- messages ----------------------------------------------------------------------------------


def test_what_one_writes_others_see_at_once(context: BrowserContext, url: str, troubles: list[str]) -> None:
    ana = visit(context, url, troubles, "U0ANA/C0SALES")
    raj = visit(context, url, troubles, "U0RAJ/C0GENERAL")
    expect(raj.get_by_role("navigation").get_by_role("button", name="sales")).to_be_visible()
    send(ana, "@raj see *this* & <that> jane@acme.example\nsecond line")
    expect(raj.get_by_role("button", name="sales 1 unread")).to_be_visible()
    enter(raj, "sales")
    message = raj.get_by_role("article").last
    expect(message).to_contain_text("@Raj Patel see this & <that> jane@acme.example")
    expect(message.get_by_role("link")).to_have_attribute("href", "mailto:jane@acme.example")
    expect(message.locator("strong")).to_have_text("this")
    expect(raj.get_by_role("button", name="sales 1 unread")).to_be_hidden()


def test_shift_enter_makes_a_line_and_a_slash_offers_commands(page: Page) -> None:
    enter(page, "sales")
    field(page).press_sequentially("/")
    expect(page.get_by_role("option", name="/o2o")).to_be_visible()
    field(page).press("Enter")
    expect(field(page)).to_have_value("/o2o ")
    expect(page.get_by_text("/o2o who-knows WHO · Who knows whom")).to_be_visible()
    field(page).fill("one")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("two @ze")
    expect(page.get_by_role("option")).to_have_count(0)
    field(page).press("Backspace")
    field(page).press_sequentially("oe")
    field(page).press("Tab")
    expect(field(page)).to_have_value("one\ntwo @zoe ")


def test_buttons_menus_and_pickers_reach_the_app(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o who-knows jane")
    page.get_by_role("button", name="Why?").click()
    expect(answer(page)).to_contain_text("Because of TIES.")

    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("alertdialog", name="Withdraw it?").get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Withdraw")).to_be_focused()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Withdraw it").click()
    expect(answer(page)).to_contain_text("withdraw: done")

    page.get_by_role("button", name="More choices").click()
    page.get_by_role("menuitem", name="Not needed").click()
    expect(answer(page)).to_contain_text("more: Not needed")

    page.get_by_role("button", name="Assign a role").click()
    page.keyboard.type("econ")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("role: Economic buyer")

    page.get_by_label("Snooze until").fill("2030-01-31")
    page.get_by_label("Snooze until").press("Enter")
    expect(answer(page)).to_contain_text("until: 2030-01-31")


def test_a_message_menu_offers_shortcuts_threads_and_json(page: Page) -> None:
    enter(page, "sales")
    send(page, "Jane Doe <jane@acme.example>")
    more = page.get_by_role("button", name="More for the message from Ana Ortiz")
    more.click()
    page.get_by_role("menuitem", name="Log who knows whom").click()
    expect(modal(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(modal(page)).to_be_hidden()
    expect(more).to_be_focused()
    more.press("Enter")
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    send(page, "in the thread")
    expect(page.locator(".message.reply")).to_contain_text("in the thread")
    more.first.click()
    page.get_by_role("menuitem", name="Show as JSON").click()
    expect(page.get_by_role("dialog", name="Message")).to_contain_text('"ts"')


def test_shortcuts_are_reached_from_the_keyboard_and_named_for_screen_readers(page: Page) -> None:
    enter(page, "sales")
    send(page, "Jane Doe <jane@acme.example>")
    more = page.get_by_role("button", name="More for the message from Ana Ortiz")
    expect(more).to_have_attribute("aria-haspopup", "menu")
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if more.evaluate("node => node === document.activeElement"):
            break
    expect(more).to_be_focused()
    page.wait_for_function("node => getComputedStyle(node.parentElement).opacity === '1'", arg=more.element_handle())
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="More for the message from Ana Ortiz")
    expect(menu.get_by_role("menuitem")).to_contain_text(["Log who knows whom", "Who knows ...?", "Reply in thread"])
    expect(menu.get_by_role("menuitem", name="Who knows ...? Ask about the people in this message")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(modal(page, "Ask")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()

    page.get_by_role("button", name="Shortcuts").press("Enter")
    items = page.get_by_role("menu", name="Shortcuts").get_by_role("menuitem")
    expect(items).to_contain_text(["Log a relationship", "Who knows ...?"])
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(modal(page, "Ask")).to_be_visible()


def test_what_people_type_and_apps_send_never_runs(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o hostile")
    expect(answer(page)).to_contain_text("document.title='owned'")
    send(page, "<script>document.title='owned'</script><b>bold</b>")
    expect(page.get_by_role("article").last).to_contain_text("<b>bold</b>")
    assert page.locator(".log img, .log script, .log b").count() == 0
    assert "owned" not in page.title()


def test_an_app_that_does_not_answer_is_told_of_privately(page: Page, sandbox: Any, app_url: str) -> None:
    enter(page, "sales")
    post(page, "options", {"deliver": "none"})
    send(page, "/o2o who-knows jane")
    expect(page.get_by_text("o2o is not connected")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("/o2o failed")
    expect(page.locator(".notice")).to_contain_text("Only visible to you")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".notice")).to_have_count(0)
    post(page, "options", {"deliver": f"http:{app_url}"})
    send(page, "back again?")
    expect(page.get_by_text("o2o is not connected")).to_have_count(0)


def test_home_is_a_tab_beside_the_messages(page: Page) -> None:
    enter(page, "o2o")
    page.get_by_role("tab", name="Messages").press("ArrowRight")
    expect(page.get_by_role("tab", name="Home")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("Waiting for you")
    page.get_by_role("button", name="Answer").click()
    expect(modal(page, "Ask")).to_be_visible()


def test_a_link_button_opens_a_tab_and_tells_the_app(page: Page) -> None:
    page.context.route("https://o2o.invalid/**", lambda route: route.fulfill(body="rules"))
    enter(page, "sales")
    send(page, "/o2o who-knows jane")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Read more").click()
    assert opened.value.url == "https://o2o.invalid/charter"
    assert opened.value.evaluate("window.opener") is None
    expect(answer(page)).to_contain_text("link: done")
