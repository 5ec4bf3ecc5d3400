"""A picture in a thread: seen with its words, and opened by keyboard, on a laptop and on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from sandbox import Sandbox
from tests.browser import PATIENCE
from tests.sandbox.conftest import web_client
from tests.sandbox.page.driver import LAPTOP, PHONE, visit
from tests.sandbox.test_files import send

pytestmark = pytest.mark.browser

ALT = "Coverage of Acme. economic buyer: unknown."


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_picture_in_a_thread(browser: Browser, sandbox: Sandbox, url: str, troubles: list[str], size: Any) -> None:
    from bot.pictures.heat_map import draw
    from tests.pictures.examples import deal

    web, png = web_client(sandbox), draw(deal("light")).png
    parent = web.chat_postMessage(channel="C0SALES", text="The week")["ts"]
    got = web.files_getUploadURLExternal(filename="coverage.png", length=len(png), alt_txt=ALT)
    assert send(got["upload_url"], png)[0] == 200
    context = browser.new_context(viewport=size)
    context.set_default_timeout(PATIENCE)
    try:
        page = visit(context, url, troubles, "U0ANA/C0SALES")
        files = [{"id": got["file_id"], "title": "Coverage of Acme"}]
        web.files_completeUploadExternal(files=files, channel_id="C0SALES", thread_ts=parent)
        picture = page.get_by_role("img", name=ALT)
        expect(picture).to_be_visible()  # it comes without the page's being asked for anew
        expect(picture).to_have_js_property("complete", value=True)
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert 200 < box["width"] <= size["width"] - box["x"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with context.expect_page() as opened:
            page.get_by_role("link", name="Coverage of Acme (opens in a new tab)").press("Enter")
        assert opened.value.url.endswith(f"/sandbox/file/{got['file_id']}")
        web.files_delete(file=got["file_id"])
        expect(picture).to_have_count(0)
    finally:
        context.close()
