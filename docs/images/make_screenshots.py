"""Make the pictures in this folder anew: the demo in this process, its page in a headless Chromium.

Run from the root of the source: `python docs/images/make_screenshots.py`. Needs Chromium and what
`make test` installs.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from playwright.sync_api import Browser, Page, expect  # noqa: E402 found only on the path set above

from bot import log  # noqa: E402 likewise
from bot.cli import demo  # noqa: E402 likewise
from bot.settings import load_settings  # noqa: E402 likewise
from handlers.events.people import take_everybody_in  # noqa: E402 likewise
from tests.browser import launch  # noqa: E402 likewise
from tests.sandbox.page.driver import answer, field, modal, send  # noqa: E402 likewise
from tests.scenarios import hubspot  # noqa: E402 likewise
from tests.scenarios.messages import opened  # noqa: E402 likewise
from tests.scenarios.next import observes  # noqa: E402 likewise
from tests.scenarios.world import World, world_on  # noqa: E402 likewise

LAPTOP = {"width": 1080, "height": 640}
TALL = {"width": 1080, "height": 800}
PHONE = {"width": 390, "height": 844}
NEXT_MONDAY = dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC)


def ana_asks(page: Page) -> None:
    """Ana asks who knows Acme's CFO, and why she may know."""
    send(page, "/o2o who-knows cfo@acme")
    answer(page).get_by_role("button", name="Why these").click()
    expect(answer(page)).to_contain_text("The team of an open deal may know which colleague to ask.")
    field(page).focus()


def mia_asks(page: Page) -> None:
    """Mia asks the same and learns less."""
    send(page, "/o2o cfo@acme")
    expect(answer(page)).to_contain_text("Who it is I may not tell you")
    field(page).focus()


def why(page: Page) -> None:
    """Why Mia is told what she is told."""
    mia_asks(page)
    answer(page).get_by_role("button", name="Why these").click()
    expect(answer(page)).to_contain_text("You see everything about a relationship of your own.")
    field(page).focus()


def ways(page: Page) -> None:
    """Ana asks who knows Acme's CEO: nobody does, but some know people who do."""
    send(page, "/o2o ceo@acme")
    expect(answer(page)).to_contain_text("All of these go through Jane Doe.")


def review(page: Page) -> None:
    """Zoe looks at what was imported from mails."""
    send(page, "/o2o me")
    expect(answer(page)).to_contain_text("7 mails both ways (3 sent, 4 received)")
    answer(page).get_by_role("button", name="Keep Ida Moreau to myself").scroll_into_view_if_needed()


def know_form(page: Page) -> None:
    """Raj fills in the form and mistypes the address."""
    send(page, "/o2o know")
    form = modal(page)
    form.get_by_label("E-mail address").fill("petra at newco")
    form.get_by_label("Full name").fill("Petra Novak")
    form.get_by_role("button", name="How well do you know them?").click()
    page.get_by_role("option", name="4 · well").click()
    form.get_by_role("button", name="Log").click()
    said = form.get_by_text("That is no e-mail address. It looks like jane@acme.com.", exact=True)
    expect(said).to_be_visible()


def me(page: Page) -> None:
    """Ana looks at what was imported in her name, the menu of one entry open."""
    send(page, "/o2o me")
    answer(page).get_by_role("button", name="More choices for Bill Smith").click()
    expect(page.get_by_role("menuitem", name="Open to every member")).to_be_visible()


PICTURES: tuple[tuple[str, str, dict[str, int], Callable[[Page], None]], ...] = (
    ("ana-asks", "U0ANA/C0SALES", TALL, ana_asks),
    ("mia-asks", "U0MIA/C0SALES", LAPTOP, mia_asks),
    ("why", "U0MIA/C0SALES", LAPTOP, why),
    ("know-form-phone", "U0RAJ/C0SALES", PHONE, know_form),
    ("ways-phone", "U0ANA/C0SALES", PHONE, ways),
    ("review-phone", "U0ZOE/C0SALES", PHONE, review),
    ("me-phone", "U0ANA/C0SALES", PHONE, me),
)


def asked(page: Page, world: World) -> None:
    """Raj is asked for an introduction, at an hour at which people work."""
    form = opened(world.ana.types("/o2o intro cfo@acme", channel="sales"))
    why = "She signs treasury projects; none of us has met her."
    world.ana.submits(form, {"purpose": "renewal", "deal_id": "Acme renewal", "reason": why, "needed_by": "2026-12-14"})
    world.tick()
    page.goto(f"{world.slack.url}/#/U0RAJ/{world.direct_channel('U0RAJ')}")
    expect(page.get_by_role("article").last).to_contain_text("Ana Ortiz would like to meet Jane Doe")


def nudged(page: Page, world: World) -> None:
    """The deal's channel is told of a move in HubSpot, and who is missing now."""
    room = "deal-acme-renewal"
    here = world.ana.types("/o2o deal here Acme renewal", channel=room).messages[0]
    world.ana.clicks(here, "Speak of it here")
    observes(world, "ana", "jane.doe@acme.example", buying_role="economic buyer")
    hubspot.moves(world, "D-1001", "decisionmakerboughtin")
    world.tick()
    world.tick(days=2)
    world.lee.types("/o2o deal stage theirs comparing suppliers", channel=room)
    hubspot.moves(world, "D-1001", "contractsent")
    world.tick(hours=1)
    page.goto(f"{world.slack.url}/#/U0ZOE/C0ACME")
    last = page.get_by_role("article").last
    expect(last).to_contain_text("Somebody of ours knows them well.")
    last.get_by_text("we moved to").evaluate("one => one.scrollIntoView()")


def coverage(page: Page, world: World) -> None:
    """Ana looks where they stand: some talk to Acme, nobody to whoever decides about the money."""
    observes(world, "ana", "jane.doe@acme.example", buying_role="economic buyer")
    observes(world, "ana", "omar.haddad@acme.example", buying_role="legal")
    observes(world, "lee", "bill.smith@acme.example", buying_role="coach")
    observes(world, "lee", "Head of IT", buying_role="technical buyer")
    missing = world.lee.types("/o2o next Acme renewal", channel="sales").messages[0]
    world.lee.clicks(missing, "We have met: Bill Smith")
    page.goto(f"{world.slack.url}/#/U0ANA/C0SALES")
    send(page, "/o2o coverage Acme renewal")
    expect(answer(page)).to_contain_text("1 of 6 parts engaged")
    field(page).focus()


def digest(page: Page, world: World) -> None:
    """The deal's channel reads its weekly word, with a picture in its thread."""
    room = "deal-acme-renewal"
    world.ana.clicks(world.ana.types("/o2o deal here Acme renewal", channel=room).messages[0], "Speak of it here")
    observes(world, "ana", "jane.doe@acme.example", buying_role="economic buyer")
    observes(world, "lee", "bill.smith@acme.example", buying_role="coach")
    missing = world.lee.types("/o2o next Acme renewal", channel="sales").messages[0]
    world.lee.clicks(missing, "We have met: Bill Smith")
    world.tick(NEXT_MONDAY)
    page.goto(f"{world.slack.url}/#/U0ZOE/C0ACME")
    said = page.get_by_role("article").filter(has_text="1 role engaged")
    expect(said).to_be_visible()
    said.evaluate("one => one.scrollIntoView()")


def home(page: Page, world: World) -> None:
    """Raj opens App Home: somebody he knows has left their seat."""
    world.tick(days=200)
    page.goto(f"{world.slack.url}/#/U0RAJ/{world.direct_channel('U0RAJ')}")
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("button", name="Still close").first).to_be_visible()


OF_THE_HOUR: tuple[tuple[str, dict[str, int], Callable[[Page, World], None]], ...] = (
    ("asked-phone", PHONE, asked),
    ("nudge", TALL, nudged),
    ("coverage-phone", PHONE, coverage),
    ("digest", TALL, digest),
    ("home-phone", PHONE, home),
)


def pictures_of_the_hour(browser: Browser) -> None:
    """The pictures that hang on the hour: their clock stands."""
    for name, window, act in OF_THE_HOUR:
        with (
            tempfile.TemporaryDirectory() as folder,
            world_on(f"sqlite:///{folder}/o2o.db", "http", digests=True) as world,
        ):
            take_everybody_in(world.bot.client, world.bot.database, world.clock, world.bot.team_id)
            page = browser.new_page(viewport=window, color_scheme="light", reduced_motion="reduce")
            act(page, world)
            page.screenshot(path=HERE / f"{name}.png", animations="disabled")
            page.close()


def main() -> None:
    """Make them all, each on a fresh demo: what was asked for one is not in the next."""
    settings = load_settings(log_level="error")
    log.set_up(settings)
    with launch() as browser:
        pictures_of_the_hour(browser)
        for name, place, window, act in PICTURES:
            with tempfile.TemporaryDirectory() as home:
                running = demo.start(settings, data=None, port=0, say=lambda _: None, home=Path(home))
                try:
                    page = browser.new_page(viewport=window, color_scheme="light", reduced_motion="reduce")
                    page.goto(f"{running.slack.url}/#/{place}")
                    act(page)
                    page.mouse.move(0, 0)
                    page.screenshot(path=HERE / f"{name}.png", animations="disabled")
                    page.close()
                finally:
                    running.stop()


if __name__ == "__main__":
    main()
