"""What introductions show: group messages, messages changed in place, people, dates, links and drafts by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from slack_sdk import WebClient

from sandbox import Sandbox
from tests.sandbox.conftest import web_client
from tests.sandbox.page.blocks import Json, field, mrkdwn, option, plain
from tests.sandbox.page.driver import enter, visit

pytestmark = pytest.mark.browser

MAIL = "mailto:jane@acme.example?subject=Introduction%3A%20Ana&body=Jane%2C%0D%0Ahello"
DRAFT = "Dear Jane,\n\nAna would like to meet you.\n\nRaj"


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    return web_client(sandbox)


def ask() -> list[Json]:
    """A message that asks a connector."""
    elements = [
        {"type": "users_select", "action_id": "role", "placeholder": plain("Somebody else is better")},
        {"type": "datepicker", "action_id": "until", "placeholder": plain("Later, on")},
        {"type": "overflow", "action_id": "more", "options": [option("Introduce"), option("Decline")]},
    ]
    return [
        {
            "type": "section",
            "text": mrkdwn(f"Ana would like to meet *Jane*. <{MAIL.replace('&', '&amp;')}|Open in mail>"),
        },
        {"type": "actions", "block_id": "do", "elements": elements},
    ]


def reaches(page: Page, control: Locator) -> None:
    """Tab comes to a control, from wherever it is."""
    page.get_by_role("main").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if control.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"Tab never reached {control}")


def test_a_group_message_is_in_the_side_bar_of_its_members(
    page: Page, context: BrowserContext, url: str, web: WebClient, troubles: list[str]
) -> None:
    group = web.conversations_open(users="U0ANA,U0RAJ")["channel"]["id"]
    posted = web.chat_postMessage(channel=group, text="Ana, this is Raj.")
    entry = page.get_by_role("navigation").get_by_role("button", name="Raj Patel")
    expect(entry).to_contain_text("1 unread")
    entry.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Ana, this is Raj.")
    expect(page.get_by_text("Group message")).to_be_visible()
    before = log.get_by_role("article").count()
    web.chat_update(channel=group, ts=posted["ts"], text="Ana, this is Raj. Raj knows Jane.")
    expect(log).to_contain_text("Raj knows Jane.")
    expect(log).to_contain_text("(edited)")
    assert log.get_by_role("article").count() == before
    web.chat_delete(channel=group, ts=posted["ts"])
    expect(log).not_to_contain_text("Raj knows Jane.")
    mia = visit(context, url, troubles, "U0MIA")
    expect(mia.get_by_role("navigation")).to_be_visible()
    expect(mia.get_by_role("navigation").get_by_role("button", name="Raj Patel")).to_have_count(0)


def test_an_ask_is_answered_from_the_keyboard(page: Page, web: WebClient, sandbox: Any) -> None:
    posted = web.chat_postMessage(channel="U0ANA", text="An ask", blocks=ask())
    enter(page, "o2o")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Ana would like to meet")

    people = log.get_by_role("button", name="Somebody else is better")
    reaches(page, people)
    page.keyboard.press("Enter")
    page.keyboard.type("lee")
    page.keyboard.press("Enter")
    expect(people).to_contain_text("Lee Chen")
    expect(log).to_contain_text("role: done")

    date = log.get_by_label("Later, on")
    reaches(page, date)
    date.fill("2026-12-01")
    date.press("Enter")
    expect(log).to_contain_text("until: 2026-12-01")

    more = log.get_by_role("button", name="More choices")
    reaches(page, more)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Introduce")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(log).to_contain_text("more: Decline")

    mail = log.get_by_role("link", name="Open in mail")
    reaches(page, mail)
    expect(mail).to_have_attribute("href", MAIL)

    told = [entry.request["actions"][0] for entry in sandbox.wire if entry.what == "block_actions"]
    assert [one["type"] for one in told] == ["users_select", "datepicker", "overflow"]
    assert told[0]["selected_user"] == "U0LEE"
    answered = [{"type": "section", "text": mrkdwn("You have introduced them.")}]
    web.chat_update(channel=posted["channel"], ts=posted["ts"], text="Answered", blocks=answered)
    expect(log).to_contain_text("You have introduced them.")
    expect(people).to_have_count(0)


def test_a_draft_of_several_lines_is_there_to_edit(page: Page, web: WebClient, sandbox: Sandbox) -> None:
    view = {
        "type": "modal",
        "callback_id": "draft",
        "title": plain("The text"),
        "submit": plain("Save"),
        "blocks": [
            field("draft", "Draft", {"type": "plain_text_input", "multiline": True, "initial_value": DRAFT}),
            field("who", "Instead", {"type": "users_select", "initial_user": "U0RAJ"}, optional=True),
            field("by", "Needed by", {"type": "datepicker", "initial_date": "2026-12-01"}),
        ],
    }
    web.views_open(trigger_id=sandbox._state.tickets.trigger("U0ANA"), view=view)
    form = page.get_by_role("dialog", name="The text")
    draft = form.get_by_role("textbox", name="Draft")
    expect(draft).to_have_value(DRAFT)
    expect(draft).to_be_focused()
    expect(form.get_by_role("button", name="Instead: Raj Patel")).to_be_visible()
    expect(form.get_by_label("Needed by")).to_have_value("2026-12-01")
    draft.press("Control+End")
    page.keyboard.type("\nPS: soon")
    form.get_by_role("button", name="Save").press("Enter")
    # The app of these tests knows no such form: what was typed reaches it all the same.
    expect(page.get_by_text("trouble connecting").first).to_be_visible()
    [sent] = [entry.request for entry in sandbox.wire if entry.what == "view_submission"]
    values = sent["view"]["state"]["values"]
    assert values["draft"]["value"]["value"] == f"{DRAFT}\nPS: soon"
    assert values["who"]["value"]["selected_user"] == "U0RAJ"
    assert values["by"]["value"]["selected_date"] == "2026-12-01"
