"""An introduction, from `/o2o know` to "we met", as the people in it see it."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.scenarios.company import agrees
from tests.scenarios.introductions import JANE, WHY, asks_for, clicks, form_for, heard, likes_of, mail, told
from tests.scenarios.messages import opened, written
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

PETRA = "petra.novak@acme.example"


def test_from_logging_somebody_to_we_met(world: World) -> None:
    world.types("raj", f"/o2o know {PETRA}, 4 we studied together")
    answer = world.types("ana", f"/o2o {PETRA}").messages[0]
    form = opened(world.ana.clicks(answer, "Ask for an introduction"))
    assert form.title == "Ask for an introduction"
    assert "Whoever is asked reads this" in form.text
    sent = world.ana.submits(
        form,
        {
            "purpose": "Renew or widen what they have",
            "deal_id": "Acme renewal",
            "reason": WHY,
            "needed_by": "2026-12-14",
        },
    )
    promise = opened(sent).text
    assert "I'm on it: an introduction to" in promise
    assert "for _Acme renewal_. You'll hear by Thu 11:00." in promise
    assert "Raj" not in promise
    assert heard(world, "raj") == []  # the clock puts it to people, so that no time tells who there is

    world.tick()
    asked = told(world, "raj")
    assert asked.text.startswith("*Ana Ortiz* would like to meet *petra.novak@acme.example*")
    for words in (
        ", by 14 December.",
        "To renew or widen what they have, for _Acme renewal_.",
        WHY,
        "Why you: you logged",
        "Saying no is private",
    ):
        assert words in asked.text, words
    assert "about how you want to go on with us." in asked.text  # the text follows what was chosen
    assert asked.metadata is not None
    assert asked.metadata["event_type"] == "o2o_ask"
    why = world.raj.clicks(asked, "Why?").messages[-1]
    assert "`K1` Whose relationship it is decides each time" in why.text

    made = clicks(world, "raj", "I'll introduce you", asked)
    assert "Ready. I never write to customers." in made.text
    assert "*Raj Patel* will introduce you to" in told(world, "ana").text
    edit = opened(world.raj.clicks(made, "Edit the text ..."))
    world.raj.submits(edit, {"draft": "Petra, meet Ana.\nShe is good."})
    world.tick()
    made = told(world, "raj")
    assert "Petra, meet Ana." in made.text
    address = urlsplit(mail(made))
    assert (address.scheme, address.path) == ("mailto", PETRA)
    assert parse_qs(address.query)["cc"] == ["ana.ortiz@initrode.example"]
    body = parse_qs(address.query)["body"][0]
    assert body.startswith("Petra, meet Ana.\r\nShe is good.")
    assert body.endswith("a word to privacy@initrode.example is enough.")  # the first text to her
    copied = opened(world.raj.clicks(made, "Copy"))
    field = next(block["element"] for block in copied.blocks if block["type"] == "input")
    assert field["initial_value"].startswith("Petra, meet Ana.\nShe is good.")
    world.raj.closes(copied)

    clicks(world, "raj", "I've introduced them", made)
    assert told(world, "raj").text.startswith("You have introduced Ana Ortiz.")
    assert "*Raj Patel* has introduced you to" in told(world, "ana").text
    before = len(heard(world, "ana"))
    world.tick(days=7)
    assert len(heard(world, "ana")) == before + 1
    question = told(world, "ana")
    assert "What came of it?" in question.text
    clicks(world, "ana", "We met", question)
    noted = told(world, "ana")
    assert "Noted: you met" in noted.text
    assert "I logged in your name that you know *petra.novak@acme.example*, as you have met." in noted.text
    assert "*Ana Ortiz* and *petra.novak@acme.example* met. Thank you" in told(world, "raj").text
    assert "*You* know them" in world.types("ana", f"/o2o {PETRA}").text  # new evidence, and hers
    gone = world.ana.clicks(noted, "Don't keep it in my name: that I know petra.novak@acme.example").messages[-1]
    assert gone.text == "Not kept in your name. That you met is noted all the same."  # in place, and no list
    assert "*You* know them" not in world.types("ana", f"/o2o {PETRA}").text
    world.tick(days=30)
    assert len(heard(world, "ana")) == before + 1  # asked once


def test_the_two_are_brought_together_in_one_conversation_if_the_connector_wants_it(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    made = clicks(world, "raj", "I'll introduce you")
    button = next(
        one
        for block in made.blocks
        for one in block.get("elements", [])
        if one.get("text", {}).get("text") == "Start a group message with Ana"
    )
    assert "confirm" in button
    for _ in range(2):  # once, however often it is asked for
        world.raj.clicks(made, "Start a group message with Ana")
        world.tick()
    groups = [one for one in world.raj.state["channels"] if one["kind"] == "mpim"]
    assert len(groups) == 1
    said = world.ana.messages(groups[0]["id"])
    assert len(said) == 1
    assert "<@U0ANA> would like to meet *Jane Doe* (CFO, Acme Corp) for _Acme renewal_." in said[0].text
    assert "knows them" not in said[0].text  # it may be their deputy: the words are the same
    assert JANE not in said[0].text
    assert world.zoe.state["messages"].get(groups[0]["id"]) is None


def test_asks_shows_both_directions(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    hers = world.types("ana", "/o2o asks").messages[0]
    assert "*You asked for*\nAn introduction to *Jane Doe* for _Acme renewal_: you'll hear by Thu 11:00." in hers.text
    assert "Raj" not in hers.text
    his = world.types("raj", "/o2o asks").messages[0]
    assert "*Waiting for you*\n*Ana Ortiz* would like to meet *Jane Doe*" in his.text
    opened_ask = world.raj.clicks(his, "Open").messages[-1]
    world.raj.clicks(opened_ask, "I'll introduce you")
    world.tick()
    # What he answered from his list is said under the message he was told with, too.
    assert "Ready. I never write to customers." in told(world, "raj").text
    assert "*Under way*\n*Raj Patel* will introduce you" in world.types("ana", "/o2o asks").text
    assert "You agreed: it waits to be made." in world.types("raj", "/o2o asks").text


def test_the_requester_may_ask_somebody_first_where_names_may_be_shown(world: World) -> None:
    form = form_for(world, "ana")
    assert "Nobody in particular" in str(form.json)
    asks_for(world, "ana", prefers_id="Zoe Kern")
    assert "*Ana Ortiz* would like to meet *Jane Doe*" in told(world, "zoe").text
    assert heard(world, "raj") == []
    assert "Zoe Kern" not in str(form_for(world, "mia").json)  # who may not see names can't choose one


def test_whoever_has_not_agreed_to_the_charter_is_led_to_it(world: World) -> None:
    agrees(world.bot.database, "sam", None, shown=world.bot.charter.version)
    refused = world.types("sam", f"/o2o intro {JANE}").messages[0]
    assert refused.text.startswith("Whoever asks colleagues for something agrees first to the charter")
    charter = world.sam.clicks(refused, "Read the charter before asking for an introduction to Jane Doe").messages[-1]
    world.sam.clicks(charter, "I agree")
    assert "An introduction to *Jane Doe*" in form_for(world, "sam").text


def test_whom_nobody_knows_directly_and_whom_nobody_may_know_of(world: World) -> None:
    through = world.types("ana", "/o2o intro ceo@acme").messages[0]
    assert "Nobody you may know of knows them directly." in through.text
    said: set[str] = set()
    for nobody in ("nobody@nowhere.example", "viktor.stahl@umbra.example"):  # the second is under embargo
        asked = world.types("ana", f"/o2o intro {nobody}").messages[0]
        assert asked.text.startswith(f"I know of no way to {nobody} yet, so there is nobody I could ask.")
        said.add(asked.text.replace(nobody, "X"))
    assert len(said) == 1
    objected = world.types("ana", "/o2o intro nora.lind@acme.example").messages[0]
    assert objected.text.startswith("Please don't contact this person: a privacy request is on file.")
    with_deal = opened(world.types("ana", f"/o2o intro {JANE} for acme"))
    assert with_deal.values["deal_id"]["value"]["selected_option"]["text"]["text"] == "Acme renewal"
    unknown_deal = opened(world.types("ana", f"/o2o intro {JANE} for moon base"))
    assert "I found no open deal of yours with them called “moon base”." in unknown_deal.text


def test_the_shortcut_on_a_message(world: World) -> None:
    for text, whom in ((f"We should meet Jane Doe ({JANE})", "Jane Doe"), ("Lunch at noon", "")):
        message = written(world, "zoe", text)
        view = opened(world.ana.uses_message_shortcut("ask_for_introduction", message))
        if whom:
            assert f"An introduction to *{whom}*" in view.text
        else:
            assert "I found nobody of a customer's in this message." in view.text
            view = opened(world.ana.submits(view, {"who": "cfo@acme"}))
            assert "An introduction to *Jane Doe*" in view.text
        world.ana.closes(view)
    message = written(world, "zoe", f"Meet Jane Doe ({JANE}) or Bill Smith (bill.smith@acme.example)")
    choice = opened(world.ana.uses_message_shortcut("ask_for_introduction", message))
    picked = opened(world.ana.chooses(choice, "intro_read", "Bill Smith"))
    assert "An introduction to *Bill Smith*" in picked.text


def test_asked_once_a_day_all_together(world: World) -> None:
    likes = likes_of(world, "raj")
    done = world.raj.clicks(likes, "Ask me once a day").messages[-1]
    assert done.text.startswith("From now on I ask you once a day, all together.")
    asks_for(world, "ana")
    asks_for(world, "lee", "ines.duarte@globex.example")
    assert heard(world, "raj") == []
    world.tick(to=dt.datetime(2026, 11, 24, 8, 59, tzinfo=dt.UTC))
    assert heard(world, "raj") == []
    world.tick(to=dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC))
    both = heard(world, "raj")
    assert len(both) == 1
    assert both[0].text.startswith("*2 asks wait for your answer.*")
    undone = world.raj.clicks(done, "Undo").messages[-1]
    assert undone.text.startswith("From now on I ask you each time, at once.")
