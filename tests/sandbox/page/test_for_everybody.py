"""Keyboard, screen reader, contrast, small screens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.page.driver import LAPTOP, PHONE, answer, field, modal, send, visit

pytestmark = pytest.mark.browser

AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
NAMED_ROLES = {
    "button", "textbox", "searchbox", "combobox", "listbox", "option", "link", "menu", "menuitem",
    "checkbox", "radio", "radiogroup", "tab", "tablist", "tabpanel", "dialog", "navigation",
    "complementary", "log", "article", "image", "form",
}  # fmt: skip


def test_everything_can_be_done_from_the_keyboard(page: Page) -> None:
    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if name in page.evaluate("document.activeElement.textContent.trim()"):
                return
        pytest.fail(f"Tab never reached {name}")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the message field")).to_be_focused()
    tab_to("Ask who knows Acme's CFO")
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer(page)).to_be_visible()
    ask = page.get_by_role("button", name="Ask for an introduction")
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if ask.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    form = modal(page, "Ask")
    expect(form.get_by_label("Who")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('dialog'))")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(ask).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="More choices")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Not needed")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More choices")).to_be_focused()


def scenes(page: Page) -> Iterator[str]:
    """Walk through what the page can show."""
    yield "start"
    page.get_by_role("button", name="Ask who knows Acme's CFO").click()
    field(page).press("Enter")
    expect(answer(page)).to_be_visible()
    send(page, "/o2o nudge")
    expect(page.get_by_role("log")).to_contain_text("Nudge")
    field(page).fill("/")
    yield "a conversation"
    field(page).fill("")
    page.get_by_role("button", name="Acting as").click()
    expect(page.get_by_role("listbox", name="Act as")).to_be_visible()
    yield "the switch of persons"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ask for an introduction").first.click()
    modal(page, "Ask").get_by_role("button", name="Save").click()
    expect(modal(page, "Ask").locator(".error").first).to_be_visible()
    yield "a modal with errors"
    page.keyboard.press("Escape")
    expect(modal(page, "Ask")).to_be_hidden()
    page.get_by_role("button", name="Inspector").click()
    page.locator(".wire-row").first.click()
    yield "the inspector"
    page.get_by_text("What goes wrong").click()
    page.get_by_role("button", name="Let it go wrong").click()
    expect(page.get_by_role("list", name="Set to go wrong").get_by_role("listitem")).to_have_count(1)
    yield "what goes wrong"
    page.keyboard.press("Escape")
    if page.viewport_size == PHONE:
        page.get_by_role("button", name="Conversations").click()
        yield "the drawer of conversations"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_in_light_and_dark(browser: Browser, url: str, troubles: list[str], scheme: Any) -> None:
    context = browser.new_context(viewport=LAPTOP, color_scheme=scheme, reduced_motion="reduce")
    page = visit(context, url, troubles)
    for scene in scenes(page):
        assert page.evaluate(AUDIT) == [], scene
    context.close()


def test_nothing_scrolls_sideways_on_a_small_phone(browser: Browser, url: str, troubles: list[str]) -> None:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = visit(context, url, troubles)
    for scene in scenes(page):
        wide = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll('body *')]
                .filter((node) => node.scrollWidth > node.clientWidth + 1
                    && /auto|scroll/.test(getComputedStyle(node).overflowX))
                .map((node) => `${node.tagName} ${node.className} ${node.scrollWidth}`)"""
        )
        assert wide == [], scene
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], scene
    context.close()


def test_on_a_phone_modals_fill_the_screen_and_drawers_close(browser: Browser, url: str, troubles: list[str]) -> None:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = visit(context, url, troubles)
    page.get_by_role("button", name="Conversations").tap()
    page.get_by_role("navigation").get_by_role("button", name="sales").tap()
    expect(page.get_by_role("navigation")).to_be_hidden()
    send(page, "/o2o know")
    box = modal(page).bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    page.get_by_role("button", name="Cancel").tap()
    page.get_by_role("button", name="Conversations").tap()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Conversations")).to_be_focused()
    context.close()


def test_every_control_has_a_name(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    for scene in scenes(page):
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        nameless = [
            node["role"]["value"]
            for node in nodes
            if not node.get("ignored")
            and node["role"]["value"] in NAMED_ROLES
            and not node.get("name", {}).get("value")
        ]
        assert nameless == [], scene
        assert len(nodes) > 20
