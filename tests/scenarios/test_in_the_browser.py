"""The main scenarios as people meet them: in the sandbox's page, in a browser, with the real bot behind.

Each story is played on a laptop (the bot reached over signed HTTP) and on a phone (over Socket Mode). Whatever the
browser complains of, and every request that fails, fails the story.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.cli import demo_company
from tests.browser import PATIENCE
from tests.sandbox.page.driver import answer, field, modal, send
from tests.scenarios.world import World

pytestmark = pytest.mark.browser

LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DEVICES = {"laptop": (LAPTOP, "http"), "phone": (PHONE, "socket")}


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest) -> str:
    """What the page is looked at with."""
    return str(request.param)


@pytest.fixture
def way_in(device: str) -> tuple[str, str]:
    """How the bot is reached: see the top of this module."""
    return "sqlite", DEVICES[device][1]


@pytest.fixture
def page(browser: Browser, device: str, start_world: Callable[..., World]) -> Iterator[Page]:
    """The page as it opens, with the demo's things to try."""
    world = start_world()
    world.slack.introduce(demo_company.intro(None))
    context = browser.new_context(**DEVICES[device][0], reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    troubles = complaints(page)
    page.goto(f"{world.slack.url}/")
    expect(page.get_by_role("heading", name="Things to try")).to_be_visible()
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    assert troubles == []
    context.close()  # before the sandbox, which would else wait for its listeners


def complaints(page: Page) -> list[str]:
    """Collects what the browser complains of, and requests that fail."""
    found: list[str] = []
    page.on("console", lambda said: said.type != "log" and found.append(said.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("response", lambda got: got.status >= 400 and found.append(f"{got.status} {got.url}"))
    # Whoever acts as somebody else hangs up on the stream of news; that is no failure.
    page.on("requestfailed", lambda lost: "/sandbox/events" in lost.url or found.append(f"{lost.failure} {lost.url}"))
    return found


# -- what people do ----------------------------------------------------------------------------


def go_to(page: Page, name: str) -> None:
    """Go to a conversation, on a phone by the drawer."""
    drawer = page.get_by_role("button", name="Conversations")
    if drawer.is_visible():
        drawer.click()
    page.get_by_role("navigation").get_by_role("button", name=name).click()


def act_as(page: Page, name: str) -> None:
    """Look through somebody else's eyes."""
    page.get_by_role("button", name="Acting as").click()
    page.get_by_role("option", name=name).click()
    expect(page.get_by_role("button", name=f"Acting as {name}")).to_be_visible()


def tries(page: Page, words: str) -> None:
    """Take a thing to try: two clicks."""
    page.get_by_role("button", name=words).click()
    page.get_by_role("button", name="Send").click()


def choose(form: Locator, label: str, option: str) -> None:
    """Pick an option of a form's menu."""
    form.get_by_role("button", name=label).click()
    form.page.get_by_role("option", name=option).click()


def menu_of(page: Page, name: str, choice: str) -> None:
    """Choose from the menu beside an entry of the last answer."""
    answer(page).get_by_role("button", name=f"More choices for {name}").click()
    page.get_by_role("menuitem", name=choice).click()


def closes(page: Page, title: str) -> None:
    """Close a modal that only says what was done."""
    modal(page, title).get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


# -- the stories -------------------------------------------------------------------------------


def test_the_same_question_by_ana_mia_and_a_guest(page: Page) -> None:
    tries(page, "Ana is on the Acme deal")
    named = answer(page)
    expect(named).to_contain_text("Jane Doe · CFO, Acme Corp")
    expect(named).to_contain_text("Raj Patel knows them well")
    expect(named).to_contain_text("Zoe Kern knows them a little")
    named.get_by_role("button", name="Why these").click()
    expect(answer(page)).to_contain_text("R2 The team of an open deal may know which colleague to ask.")
    expect(answer(page)).to_contain_text("Decided by o2o-default")

    act_as(page, "Mia Rossi")
    expect(page.get_by_role("article")).to_have_count(0)  # what Ana was told is for Ana
    send(page, "/o2o cfo@acme")
    expect(answer(page)).to_contain_text("You know them · friend")
    expect(answer(page)).to_contain_text("Somebody else of ours knows them well. Who it is I may not tell you.")
    expect(page.get_by_role("log")).not_to_contain_text(re.compile("Raj|Zoe"))

    go_to(page, "Start here")
    tries(page, "Pat is a guest")
    expect(page.get_by_role("heading", level=1)).to_have_text("#partner-shared")
    expect(answer(page)).to_contain_text("o2o is only for full members of this workspace. Nothing was looked up")
    expect(page.get_by_role("log")).not_to_contain_text(re.compile("Jane|Raj|Zoe|Mia"))


def test_raj_logs_somebody_by_the_form_and_ana_finds_her(page: Page) -> None:
    act_as(page, "Raj Patel")
    go_to(page, "sales")
    send(page, "/o2o know")
    form = modal(page)
    address = form.get_by_label("E-mail address")
    expect(address).to_be_focused()
    address.fill("petra at newco")
    form.get_by_label("Full name").fill("Petra Novak")
    choose(form, "How well do you know them?", "4 · well")
    form.get_by_label("Note to yourself").fill("Met at a trade fair.")
    form.get_by_role("button", name="Log").click()
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_be_focused()
    expect(address).to_have_accessible_description(re.compile("That is no e-mail address. It looks like"))
    expect(address).to_have_value("petra at newco")
    expect(form.get_by_label("Full name")).to_have_value("Petra Novak")
    expect(form.get_by_role("button", name="How well do you know them?")).to_contain_text("4 · well")
    expect(form.get_by_label("Note to yourself")).to_have_value("Met at a trade fair.")
    address.fill("petra.novak@newco.example")
    form.get_by_role("button", name="Log").click()
    expect(modal(page, "Logged")).to_contain_text("Logged: you know Petra Novak (well).")
    closes(page, "Logged")
    expect(field(page)).to_be_focused()

    act_as(page, "Ana Ortiz")
    send(page, "/o2o petra.novak@newco.example")
    expect(answer(page)).to_contain_text("Somebody of ours knows them well.")
    expect(answer(page)).not_to_contain_text("trade fair")


def test_ana_looks_through_what_is_held_in_her_name(page: Page) -> None:
    tries(page, "imported in Ana's name")
    expect(answer(page)).to_contain_text("3 wait for your look: nobody else sees them until you decide.")
    keep = answer(page).get_by_role("button", name="Keep Bill Smith to myself")
    keep.click()
    expect(answer(page)).to_contain_text("Bill Smith is private now: nobody but you sees it.")
    answer(page).get_by_role("button", name="Share Omar Haddad").click()
    expect(answer(page)).to_contain_text("Omar Haddad is shared now")
    menu_of(page, "Omar Haddad", "Open to every member")
    expect(answer(page)).to_contain_text("every member may see that it is you")
    answer(page).get_by_role("button", name="Leave Paul Winter out").click()
    sure = page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))
    expect(sure).to_contain_text("What is held of Paul Winter in your name is deleted for good.")
    sure.get_by_role("button", name="Keep it").click()
    expect(answer(page)).to_contain_text("1 waits for your look")
    answer(page).get_by_role("button", name="Leave Paul Winter out").click()
    sure.get_by_role("button", name="Leave out").click()
    expect(answer(page)).to_contain_text("2 people you know")
    expect(answer(page)).to_contain_text("Nothing waits for you any more.")
    menu_of(page, "Omar Haddad", "Remove ...")
    expect(answer(page)).to_contain_text("Remove Omar Haddad? What is held in your name is forgotten")
    answer(page).get_by_role("button", name="Keep").click()
    expect(keep).to_be_visible()  # the same entries as before
    expect(page.get_by_role("article")).to_have_count(1)  # the list itself changed each time


def test_a_vacant_seat_and_somebody_unknown_are_filled_in_from_the_answer(page: Page) -> None:
    go_to(page, "sales")
    send(page, "/o2o head of it at acme")
    expect(answer(page)).to_contain_text("Acme Corp's Head of IT seat has been empty since 1 November 2026.")
    answer(page).get_by_role("button", name="Name the holder").click()
    form = modal(page, "Name the holder")
    expect(form).to_contain_text("Who is Head of IT, Acme Corp?")
    form.get_by_label("E-mail address").fill("rita.vos@acme.example")
    form.get_by_label("Full name").fill("Rita Vos")
    form.get_by_role("button", name="Save").click()
    expect(modal(page, "Holder named")).to_contain_text("Noted: Rita Vos is Head of IT, Acme Corp.")
    closes(page, "Holder named")

    send(page, "/o2o petra.novak@newco.example")
    expect(answer(page)).to_contain_text("I know of no way to petra.novak@newco.example yet.")
    answer(page).get_by_role("button", name="I know them").click()
    expect(modal(page).get_by_label("E-mail address")).to_have_value("petra.novak@newco.example")
    modal(page).get_by_label("Full name").fill("Petra Novak")
    choose(modal(page), "Who may know?", "Keep private: only I see it")
    modal(page).get_by_role("button", name="Log").click()
    expect(modal(page, "Logged")).to_contain_text("Private: nobody but you sees it.")
    closes(page, "Logged")


def test_the_first_question_from_the_keyboard_alone(page: Page) -> None:
    def tab_to(what: Locator, key: str = "Tab") -> None:
        for _ in range(60):
            page.keyboard.press(key)
            if what.evaluate("node => node === document.activeElement"):
                return
        pytest.fail(f"{key} never reached {what}")

    tab_to(page.get_by_role("button", name="Ana is on the Acme deal"))
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("Raj Patel knows them well")
    tab_to(answer(page).get_by_role("button", name="Why these"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("R2 The team of an open deal")
    expect(answer(page)).to_be_in_viewport()


def test_the_shortcut_and_plain_words_to_the_bot(page: Page) -> None:
    go_to(page, "o2o")
    expect(page.get_by_role("heading", level=1)).to_have_text("o2o")
    expect(page.get_by_role("tab")).to_have_text(["Messages", "Home"])
    expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Log a relationship").click()
    form = modal(page)
    form.get_by_label("E-mail address").fill("olga.berg@newco.example")
    form.get_by_label("Full name").fill("Olga Berg")
    choose(form, "How well do you know them?", "5 · very well")
    choose(form, "How do you know them?", "Studied together")
    form.get_by_role("button", name="Log").click()
    expect(modal(page, "Logged")).to_contain_text("Logged: you know Olga Berg (very well).")
    closes(page, "Logged")

    send(page, "who knows Olga Berg?")
    said = page.get_by_role("article").last
    expect(said).to_contain_text("You know them well · studied together")
    send(page, "know Petra Novak, 2 from the choir")
    said = page.get_by_role("article").last
    said.get_by_role("button", name="Fill it in").click()
    expect(form.get_by_label("Full name")).to_have_value("Petra Novak")
    expect(form.get_by_label("Note to yourself")).to_have_value("from the choir")
    form.get_by_label("E-mail address").fill("petra.novak@newco.example")
    form.get_by_role("button", name="Log").click()
    expect(modal(page, "Logged")).to_contain_text("Logged: you know Petra Novak (somewhat).")
    closes(page, "Logged")


def test_a_message_is_logged_and_its_people_asked_for_by_shortcut(page: Page) -> None:
    act_as(page, "Raj Patel")
    go_to(page, "general")
    send(page, "Met Jane Doe, CFO at Acme (jane.doe@acme.example), and Petra Novak <petra.novak@newco.example>")
    expect(page.get_by_role("article")).to_have_count(1)
    act_as(page, "Mia Rossi")
    go_to(page, "general")
    more = page.get_by_role("button", name="More for the message from Raj Patel")
    more.click()
    page.get_by_role("menuitem", name="Log who knows whom").click()
    form = modal(page, "Log who knows whom")
    # Jane, whom she has logged, comes last.
    expect(form.get_by_label("E-mail address").nth(0)).to_have_value("petra.novak@newco.example")
    form.get_by_label("E-mail address").nth(0).fill("petra at newco")
    form.get_by_role("button", name="Log", exact=True).click()
    expect(form).to_contain_text("That is no e-mail address.")
    form.get_by_label("E-mail address").nth(0).fill("petra.novak@newco.example")
    form.get_by_role("button", name="Log", exact=True).click()
    expect(modal(page, "Logged")).to_contain_text("Logged: you know Petra Novak.")
    expect(modal(page, "Logged")).to_contain_text("Private: nobody but you sees it.")  # Jane is, as she was
    closes(page, "Logged")

    more.click()
    page.get_by_role("menuitem", name="Who knows ...?").click()
    choice = modal(page, "Who knows ...?")
    choice.get_by_role("button", name="Choose").click()
    page.get_by_role("option", name="Jane Doe").click()
    expect(choice).to_contain_text("Somebody else of ours knows them well.")
    choice.get_by_role("button", name="Why these").click()
    expect(modal(page, "Why?")).to_contain_text("Decided by")
    modal(page, "Why?").get_by_role("button", name="Back").last.click()
    expect(choice).to_contain_text("Somebody else of ours knows them well.")
