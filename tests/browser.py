"""A headless Chromium for tests that look at pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

PATIENCE = 20_000
"""Milliseconds a page has for what it is to do: machines are busy with other tests. Only what fails takes so long."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox: containers run as root. The rest keeps the browser from calling anybody.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launch() -> Iterator[Browser]:
    """Run a Chromium for the length of a `with`; skips the test when there is none."""
    path = find()
    if path is None:
        pytest.skip("chromium not found: install Debian's chromium to test the page")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        try:
            yield browser
        finally:
            browser.close()


def what_shows(page: Page) -> str:
    """What a page shows, as a screen reader would tell it: for the report of a test that failed on it."""
    try:
        return page.locator("body").aria_snapshot(timeout=PATIENCE)
    except Error as error:
        return f"The page can't be read any more: {error.message}"
