"""The inspector of the wire and the clock."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page.driver import answer, enter, modal, send

pytestmark = pytest.mark.browser


def test_the_inspector_shows_the_wire_and_moves_the_clock(page: Page, sandbox: Any) -> None:
    page.get_by_role("button", name="Inspector").click()
    enter(page, "sales")
    send(page, "/o2o know")
    expect(modal(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(modal(page)).to_be_hidden()
    wire = page.get_by_role("complementary")
    row = wire.get_by_role("button", name="views.open")
    expect(row).to_be_visible()
    wire.get_by_role("searchbox").fill("slash_commands")
    expect(row).to_be_hidden()
    command = wire.get_by_role("button", name="slash_commands")
    command.press("Enter")
    expect(wire.locator("pre").first).to_contain_text('"text": "know"')
    assert sandbox.signing_secret not in (wire.text_content() or "")
    wire.get_by_role("searchbox").fill("")
    wire.get_by_role("button", name="Pause").click()
    count = wire.get_by_role("listitem").count()
    send(page, "/o2o who-knows jane")
    expect(answer(page)).to_be_visible()
    assert wire.get_by_role("listitem").count() == count
    wire.get_by_role("button", name="Go on").click()
    expect(wire.get_by_role("listitem")).not_to_have_count(count)
    before = wire.locator("time").get_attribute("datetime")
    wire.get_by_role("button", name="+1 day").click()
    expect(wire.locator("time")).not_to_have_attribute("datetime", before or "")
    expect(page.get_by_role("log")).to_contain_text("Yesterday")


def test_faults_are_set_from_the_keyboard(page: Page, sandbox: Any) -> None:
    page.get_by_role("button", name="Inspector").press("Enter")
    wire = page.get_by_role("complementary")
    summary = wire.locator("summary")
    summary.press("Enter")
    kind = wire.get_by_label("What happens")
    kind.focus()
    kind.select_option("acknowledgement lost")
    expect(wire.get_by_label("Call or payload")).to_have_value("events_api")
    wire.get_by_label("Call or payload").fill("slash_commands")
    wire.get_by_label("Times", exact=True).fill("2")
    wire.get_by_label("Times", exact=True).press("Enter")
    held = wire.get_by_role("list", name="Set to go wrong").get_by_role("listitem")
    expect(held).to_have_text("slash_commands: acknowledgement lost, 2 more")
    expect(summary).to_have_text("What goes wrong (1 set)")
    enter(page, "sales")
    send(page, "/o2o who-knows jane")
    expect(page.get_by_text("operation_timeout").first).to_be_visible()
    expect(held).to_have_text("slash_commands: acknowledgement lost, 1 more")
    expect(wire.get_by_role("button", name="slash_commands")).to_contain_text("set: lost_ack")
    with page.expect_response("**/faults"):
        wire.get_by_label("One message a second").check()
    expect(wire.get_by_label("One message a second")).to_be_checked()
    assert sandbox.faults.limited
    wire.get_by_role("button", name="All well again").press("Enter")
    expect(held).to_have_count(0)
    expect(wire.get_by_label("One message a second")).not_to_be_checked()
    assert sandbox.faults.standing == []
    kind.select_option("answered late")
    wire.get_by_role("button", name="Let it go wrong").press("Enter")
    expect(held).to_have_text("views.open: answered late, 2 more")
    assert sandbox.faults.standing[0].seconds == 4
