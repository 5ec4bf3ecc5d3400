"""Make the pictures in this folder anew: the demo in this process, its page in a headless Chromium.

Run from the root of the source: `python docs/images/make_screenshots.py`. Needs Chromium and what
`make test` installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from playwright.sync_api import Page, expect  # noqa: E402 found only on the path set above

from bot import log  # noqa: E402 likewise
from bot.cli import demo  # noqa: E402 likewise
from bot.settings import load_settings  # noqa: E402 likewise
from tests.browser import launch  # noqa: E402 likewise

WINDOW = {"width": 1080, "height": 640}


def ask(page: Page, text: str) -> None:
    """Type into the message field and wait for the answer."""
    field = page.get_by_role("textbox", name="Message ")
    field.fill(text)
    field.press("Enter")
    expect(answers(page).last).to_be_visible()


def answers(page: Page):  # type: ignore[no-untyped-def]  # a Locator
    """What only this person sees."""
    return page.get_by_role("article").filter(has_text="Only visible to you")


def ana_asks(page: Page) -> None:
    """Ana asks who knows Acme's CFO, and why she may know."""
    ask(page, "/o2o who-knows cfo@acme")
    answers(page).last.get_by_role("button", name="Why").click()
    expect(page.get_by_text("The team of an open deal may know which colleague to ask.").first).to_be_visible()


def mia_asks(page: Page) -> None:
    """Mia asks the same and learns less."""
    ask(page, "/o2o cfo@acme")
    expect(page.get_by_text("Who it is I may not tell you").first).to_be_visible()


def main() -> None:
    """Make them all."""
    settings = load_settings(log_level="error")
    log.set_up(settings)
    with tempfile.TemporaryDirectory() as home, launch() as browser:
        running = demo.start(settings, data=None, port=0, say=lambda _: None, home=Path(home))
        try:
            for name, place, act in (("ana-asks", "U0ANA/C0SALES", ana_asks), ("mia-asks", "U0MIA/C0SALES", mia_asks)):
                page = browser.new_page(viewport=WINDOW, color_scheme="light", reduced_motion="reduce")
                page.goto(f"{running.slack.url}/#/{place}")
                act(page)
                page.get_by_role("textbox", name="Message ").focus()
                page.mouse.move(0, 0)
                page.screenshot(path=HERE / f"{name}.png", animations="disabled")
                page.close()
        finally:
            running.stop()


if __name__ == "__main__":
    main()
