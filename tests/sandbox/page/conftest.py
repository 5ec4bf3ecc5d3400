"""The sandbox with a small app in it, and a browser to look at its page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import PATIENCE
from tests.sandbox.page.driver import LAPTOP, visit


@pytest.fixture
def sandbox() -> Iterator[Any]:
    """A sandbox with an introduction."""
    from sandbox import Sandbox, load_company
    from tests.sandbox.page import bot

    with Sandbox(load_company(), bot.manifest()) as running:
        running.introduce(bot.intro())
        yield running


@pytest.fixture
def app_url(sandbox: Any) -> Iterator[str]:
    """Where the app listens while the sandbox runs."""
    from tests.sandbox.page import bot

    with bot.connected(sandbox) as url:
        yield url


@pytest.fixture
def url(sandbox: Any, app_url: str) -> str:
    """Where the page is, with an app behind it."""
    return str(sandbox.url)


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """Everything the browser complained about; a test with any fails."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def context(browser: Browser, url: str) -> Iterator[BrowserContext]:
    """A laptop's browser; closed before the sandbox, which would else wait for its listeners."""
    made = browser.new_context(viewport=LAPTOP)
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, url: str, troubles: list[str]) -> Page:
    """The page as it opens."""
    return visit(context, url, troubles)
