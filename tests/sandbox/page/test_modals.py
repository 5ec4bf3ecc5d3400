"""Modals: errors, every kind of input, nothing typed is lost."""

import json
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.sandbox.page import bot
from tests.sandbox.page.driver import enter, field, modal, post, say_as, send

pytestmark = pytest.mark.browser


def submissions(sandbox: Any) -> int:
    """How many forms the app was sent."""
    return sum(one.request.get("type") == "view_submission" for one in sandbox.wire if one.dir == "slack->app")


def test_a_modal_shows_its_errors_at_their_inputs(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o know")
    who = modal(page).get_by_label("Who")
    expect(who).to_be_focused()
    modal(page).get_by_role("button", name="Save").click()
    expect(who).to_have_attribute("aria-invalid", "true")
    expect(who).to_be_focused()
    expect(who).to_have_accessible_description("A name or an address Please complete this required field.")
    expect(page.locator("dialog [aria-live=assertive]")).to_contain_text("3 fields need")
    who.fill("jane")
    modal(page).get_by_role("radio", name="strong").check()
    modal(page).get_by_role("button", name="Kind").click()
    page.get_by_role("option", name="Friend").click()
    expect(modal(page)).to_contain_text("You chose Friend")
    expect(who).to_have_value("jane")
    modal(page).get_by_role("button", name="Save").click()
    expect(modal(page).get_by_text("That is no address I know.", exact=True)).to_be_visible()
    expect(who).to_be_focused()
    who.fill("jane@acme.example")
    who.press("Enter")
    expect(modal(page)).to_be_hidden()
    expect(page.locator("dialog [aria-live=assertive]")).to_have_text("")
    expect(field(page)).to_be_focused()
    expect(page.get_by_role("button", name="o2o 1 unread")).to_be_visible()


def test_every_kind_of_input_arrives(page: Page) -> None:
    enter(page, "o2o")
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Log a relationship").click()
    form = modal(page)
    form.get_by_label("Who").fill("jane@acme.example")
    form.get_by_role("radio", name="weak").check()
    form.get_by_role("button", name="Kind").click()
    page.get_by_role("option", name="Family").click()
    form.get_by_role("button", name="Roles").click()
    page.get_by_role("option", name="Coach").click()
    page.get_by_role("option", name="Legal").click()
    page.keyboard.press("Escape")
    expect(form).to_be_visible()
    form.get_by_role("button", name="Owner").click()
    page.get_by_role("option", name="Zoe Kern").click()
    form.get_by_label("Since").fill("2024-02-29")
    form.get_by_label("E-mail").fill("j@acme.example")
    form.get_by_role("checkbox", name="private").check()
    form.get_by_label("Note").fill("two\nlines")
    expect(form.get_by_text("9 of 140")).to_be_hidden()
    form.get_by_label("Note").fill("x" * 112)
    expect(form.get_by_text("112 of 140")).to_be_visible()
    form.get_by_label("Note").fill("two\nlines")
    form.get_by_role("button", name="Save").click()
    saved = page.get_by_role("article").last
    expect(saved).to_contain_text("Saved")
    held = json.loads((saved.locator(".message-body").text_content() or "").removeprefix("Saved "))
    assert held["strength"]["selected_option"]["value"] == "weak"
    assert held["kind"]["selected_option"]["value"] == "Family"
    assert [one["value"] for one in held["roles"]["selected_options"]] == ["Coach", "Legal"]
    assert held["owner"]["selected_user"] == "U0ZOE"
    assert held["since"]["selected_date"] == "2024-02-29"
    assert [one["value"] for one in held["flags"]["selected_options"]] == ["private"]
    assert held["note"]["value"] == "two\nlines"


def test_news_never_takes_away_what_is_being_typed(page: Page, sandbox: Any) -> None:
    enter(page, "sales")
    send(page, "/o2o know")
    who = modal(page).get_by_label("Who")
    who.press_sequentially("jane")
    who.press("ArrowLeft")
    say_as(page, "U0RAJ", "hi")
    post(page, "clock", {"advance": 3600})
    expect(page.get_by_role("log").get_by_text("hi", exact=True)).to_be_attached()
    expect(who).to_be_focused()
    page.keyboard.type("x")
    expect(who).to_have_value("janxe")
    page.keyboard.press("Escape")
    expect(modal(page)).to_be_hidden()
    field(page).press_sequentially("half a sen")
    say_as(page, "U0RAJ", "yo")
    expect(page.get_by_role("log").get_by_text("yo", exact=True)).to_be_visible()
    page.keyboard.type("tence")
    expect(field(page)).to_have_value("half a sentence")


def test_a_second_modal_goes_on_top_and_comes_off_again(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o know")
    modal(page).get_by_label("Who").fill("half a name")
    modal(page).get_by_role("button", name="Rules").press("Enter")
    expect(modal(page, "Rules")).to_contain_text("TIES says who sees what.")
    expect(modal(page, "Rules").get_by_role("heading", name="Rules")).to_be_focused()
    modal(page, "Rules").get_by_role("button", name="Back").click()
    expect(modal(page).get_by_label("Who")).to_have_value("half a name")
    expect(modal(page).get_by_role("button", name="Rules")).to_be_focused()
    page.keyboard.press("Enter")
    modal(page, "Rules").get_by_role("button", name="Close").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_form_the_app_does_not_take_stays_open(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o know")
    form = modal(page)
    form.get_by_label("Who").fill("jane@acme.example")
    form.get_by_role("radio", name="weak").check()
    form.get_by_role("button", name="Kind").click()
    page.get_by_role("option", name="Family").click()
    expect(form).to_contain_text("You chose Family")
    post(page, "options", {"deliver": "none"})
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("We had some trouble connecting")
    expect(form.get_by_label("Who")).to_have_value("jane@acme.example")


def test_a_form_sent_while_the_app_answers_to_a_choice_in_it_goes_out_then(page: Page, sandbox: Any) -> None:
    bot.MAY_ANSWER.clear()
    enter(page, "sales")
    send(page, "/o2o know")
    form = modal(page)
    form.get_by_label("Who").fill("jane@acme.example")
    form.get_by_role("radio", name="weak").check()
    form.get_by_role("button", name="Kind").click()
    page.get_by_role("option", name="Rival").click()
    expect(form.locator("form")).to_have_attribute("aria-busy", "true")
    save = form.locator("button[type=submit]")
    save.click(force=True)
    expect(save).to_have_text("Sending ...")
    save.click(force=True)
    assert submissions(sandbox) == 0
    bot.MAY_ANSWER.set()
    expect(form).to_be_hidden()
    assert submissions(sandbox) == 1
    expect(page.get_by_role("button", name="o2o 1 unread")).to_be_visible()


def test_an_answer_that_comes_late_takes_nobody_out_of_what_they_do_meanwhile(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o know")
    form, save = modal(page), modal(page).locator("button[type=submit]")
    on_the_way: list[tuple[Route, APIResponse]] = []
    page.route("**/sandbox/act", lambda route: on_the_way.append((route, route.fetch())), times=1)
    save.click()
    expect(form.get_by_label("Who")).to_have_attribute("aria-invalid", "true")
    form.get_by_role("button", name="Kind").click()
    ((route, answer),) = on_the_way
    expect(save).to_have_text("Sending ...")
    route.fulfill(response=answer)
    expect(save).to_have_text("Save")
    page.get_by_role("option", name="Friend").click()
    expect(form).to_contain_text("You chose Friend")


def test_a_modal_the_browser_closes_by_itself_stays_closed(page: Page) -> None:
    enter(page, "sales")
    send(page, "/o2o know")
    expect(modal(page).get_by_label("Who")).to_be_focused()
    page.evaluate("""() => {
        window.opened = 0;
        const dialog = document.querySelector('dialog.modal');
        new MutationObserver(() => { window.opened += dialog.open; })
            .observe(dialog, { attributeFilter: ['open'] });
        dialog.dispatchEvent(new Event('cancel', { cancelable: false }));
        dialog.close();
    }""")
    say_as(page, "U0RAJ", "news meanwhile")
    expect(page.get_by_role("log")).to_contain_text("news meanwhile")
    expect(field(page)).to_be_focused()
    assert page.evaluate("window.opened") == 0
    send(page, "/o2o know")
    expect(modal(page)).to_be_visible()
