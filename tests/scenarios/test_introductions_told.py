"""What whoever is asked for an introduction reads, and what they can do before and after their yes."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.people.objections import record_objection
from tests.scenarios.introductions import JANE, WHY, answers, asks_for, clicks, mail, told
from tests.scenarios.messages import opened
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

BILL = "bill.smith@acme.example"
AT_LEES = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
"""Nine in the morning where Lee is."""


def test_whoever_is_asked_reads_what_for_and_the_team_how_far_the_deal_is(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    lines = told(world, "raj").text.splitlines()
    assert lines[1] == f"To renew or widen what they have, for _Acme renewal_. “{WHY}”"  # Raj is not on the team
    asks_for(world, "ana", BILL, purpose="Move an open deal on", deal_id="Acme renewal")
    world.tick(to=AT_LEES)
    assert "To move an open deal on, for _Acme renewal_ (Evaluation)." in told(world, "lee").text


def test_the_text_is_put_into_ones_own_words_before_the_yes(world: World) -> None:
    asks_for(world, "ana")
    asked = told(world, "raj")
    sent = world.raj.submits(opened(world.raj.clicks(asked, "Edit")), {"draft": "Jane, meet Ana.\nShe is good."})
    # Not that a message shows it: one that only its reader sees stays as it is.
    assert "Saved: this is the text you send from now on." in opened(sent).text
    world.tick()
    asked = told(world, "raj")
    assert "> Jane, meet Ana.\n> She is good.\n" in asked.text
    assert "No answer by" in asked.text  # it is still to be answered
    assert answers(world, "ana") == []
    made = clicks(world, "raj", "I'll introduce you")
    assert parse_qs(urlsplit(mail(made)).query)["body"][0].startswith("Jane, meet Ana.\r\nShe is good.\r\n")


def test_whoever_asks_the_contact_first_has_a_text_that_asks(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    assert "mailto:" not in told(world, "raj").text
    asking = clicks(world, "raj", "I'll ask Jane first")
    address = urlsplit(mail(asking))
    body = parse_qs(address.query)["body"][0]
    assert address.path == JANE
    assert "cc" not in parse_qs(address.query)  # Ana is not in it before Jane wants to meet her
    assert body.startswith("Jane, would you like to meet my colleague Ana Ortiz? ")
    assert "Acme renewal" not in body  # what we call our deal is ours
    assert body.endswith("a word to privacy@initrode.example is enough.")  # the first text to her
    form = opened(world.raj.clicks(asking, "Copy the text to Jane Doe"))
    assert form.values["draft"]["value"]["value"] == body.replace("\r\n", "\n")
    done = opened(world.raj.submits(form))
    assert "Nothing was sent" in done.text
    made = clicks(world, "raj", "They said yes", asking)
    assert "may I introduce my colleague Ana Ortiz?" in made.text


def test_the_text_is_in_nobodys_hand_once_it_may_not_be_sent(world: World) -> None:
    asks_for(world, "ana")
    asking = clicks(world, "raj", "I'll ask Jane first")
    with world.bot.database.write() as session:
        record_objection(session, world.clock, world.bot.workspace_id, JANE)
    refused = opened(world.raj.clicks(asking, "Copy the text to Jane Doe"))
    assert "may not be made any more" in refused.text
    assert "would you like to meet" not in refused.text


def test_later_says_until_when_it_is_put_off(world: World) -> None:
    asks_for(world, "ana")
    later = clicks(world, "raj", "Later")
    assert later.text.startswith("Put off: I ask you again Tue 09:00, and there is time until Tue 09:20.\n")
    assert "Later" not in [one["text"]["text"] for one in later.blocks[3]["elements"][-1]["options"]]
    world.tick(to=dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC))
    assert "Put off" not in world.raj.clicks(told(world, "raj"), "Open").messages[-1].text


def test_whoever_may_use_a_name_has_a_text_with_it(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    clicks(world, "raj", "Use my name")
    yes = told(world, "ana")
    assert yes.text.startswith("*Raj Patel* lets you use their name with *Jane Doe* for _Acme renewal_.")
    assert "Write to them yourself" in yes.text
    body = parse_qs(urlsplit(mail(yes)).query)["body"][0]
    assert body.startswith("Jane, my colleague Raj Patel said that I may mention them to you. My name is Ana Ortiz,")
    assert body.endswith("a word to privacy@initrode.example is enough.")  # the first text of hers to her
    form = opened(world.ana.clicks(yes, "Copy the text to Jane Doe"))
    assert form.values["draft"]["value"]["value"] == body.replace("\r\n", "\n")
    assert JANE in form.text
    world.ana.closes(form)
    world.types("ana", f"/o2o know {JANE}, 4 we talked at the fair")
    form = opened(world.ana.clicks(yes, "Copy the text to Jane Doe"))
    assert "privacy@" not in str(form.values)  # they have talked
    world.ana.closes(form)
    with world.bot.database.write() as session:
        record_objection(session, world.clock, world.bot.workspace_id, JANE)
    world.ana.clicks(yes, "Copy the text to Jane Doe")
    world.tick(hours=1)
    assert "Raj Patel" not in told(world, "ana").text
    assert "mailto:" not in told(world, "ana").text


def test_whoever_knew_the_contact_is_told_that_the_meeting_is_kept(world: World) -> None:
    world.types("ana", f"/o2o know {JANE}, 2")
    asks_for(world, "ana")
    clicks(world, "raj", "I'll introduce you")
    world.tick(days=14)
    noted = clicks(world, "ana", "We met")
    assert "That you met *Jane Doe* today is kept with what you logged of them" in noted.text
    assert "Undo" not in noted.text
    assert "I logged in your name" not in noted.text
