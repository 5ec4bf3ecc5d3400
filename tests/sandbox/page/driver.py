"""What the tests of the page do over and over."""

from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


def visit(context: BrowserContext, url: str, troubles: list[str], place: str = "") -> Page:
    """Open the page in a tab of its own, at a place like `U0ANA/C0SALES`."""
    page = context.new_page()
    page.on("console", lambda message: message.type != "log" and troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{url}/#/{place}" if place else f"{url}/")
    expect(page.get_by_role("main").locator("h1")).to_be_visible()
    return page


def field(page: Page) -> Locator:
    """The message field."""
    return page.get_by_role("textbox", name="Message ")


def enter(page: Page, name: str) -> None:
    """Go to a conversation by its entry in the sidebar."""
    page.get_by_role("navigation").get_by_role("button", name=name).click()


def send(page: Page, text: str) -> None:
    """Type and press Enter."""
    field(page).fill(text)
    field(page).press("Enter")


def post(page: Page, path: str, body: dict[str, Any]) -> None:
    """Talk to the sandbox past the page."""
    origin = page.evaluate("location.origin")
    assert page.request.post(f"{origin}/sandbox/{path}", data=body).ok


def say_as(page: Page, user: str, text: str) -> None:
    """Somebody else writes in #sales."""
    post(page, "act", {"as": user, "do": "say", "channel": "C0SALES", "text": text})


def answer(page: Page) -> Locator:
    """The last answer only this person sees."""
    return page.get_by_role("article").filter(has_text="Only visible to you").last


def modal(page: Page, title: str = "Log a relationship") -> Locator:
    """The app's modal."""
    return page.get_by_role("dialog", name=title)
