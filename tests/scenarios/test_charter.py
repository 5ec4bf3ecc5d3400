"""Reading the charter, agreeing to it, taking it back; what somebody is told who has not agreed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli.demo import ROOT
from models.governance import CharterVersion
from sandbox.client import Message
from tests.scenarios.company import agrees
from tests.scenarios.world import World

STAYS = "What you say for a deal, such as a meeting, is part of that deal's record, and stays there."
OMAR = "omar.haddad@acme.example"
HELLO = "Hello, I'm o2o."
NOBODY_ELSE = "Nobody else sees this"


def labels(message: Message) -> list[str]:
    """The labels of a message's buttons."""
    return [one["text"]["text"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


def primary(message: Message) -> list[str]:
    """The labels of its primary buttons."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row if one.get("style") == "primary"]


@pytest.fixture
def newcomer(world: World) -> World:
    """The company, in which sam has never heard of the charter."""
    agrees(world.bot.database, "sam", None)
    return world


def test_the_first_answer_says_once_what_o2o_is(newcomer: World) -> None:
    first = newcomer.types("sam", "/o2o cfo@acme").messages[0]
    assert first.text.startswith("*Jane Doe*")
    assert HELLO in first.text
    assert "Nobody else sees whom you know before you have agreed to the charter" in first.text
    assert labels(first)[-3:] == ["Read the charter", "Log the first person", "Who knows ...?"]
    for again in ("/o2o cfo@acme", "/o2o help", "/o2o me"):
        assert HELLO not in newcomer.types("sam", again).text
    assert HELLO not in newcomer.types("ana", "/o2o cfo@acme").text


def test_a_direct_message_greets_as_well_and_its_buttons_work(newcomer: World) -> None:
    hello = newcomer.sam.says("hello").messages[0]
    assert HELLO in hello.text
    assert "*The charter* (o2o-default, version 4)" in newcomer.sam.clicks(hello, "Read the charter").text
    asked = newcomer.sam.clicks(hello, "Who knows ...?").view
    assert asked is not None
    newcomer.sam.closes(asked)
    form = newcomer.sam.clicks(hello, "Log the first person").view
    assert form is not None
    assert "Log" in json.dumps(form.json)


def test_what_somebody_logs_who_has_not_agreed_is_theirs_until_they_do(newcomer: World) -> None:
    logged = newcomer.types("sam", f"/o2o know {OMAR}, 4").messages[0]
    assert NOBODY_ELSE in logged.text
    assert primary(logged) == ["I agree"]
    nothing = newcomer.types("mia", f"/o2o {OMAR}").text
    assert nothing.startswith("I know of no way to")
    assert "*You* know them well" in newcomer.types("sam", f"/o2o {OMAR}").text
    assert NOBODY_ELSE in newcomer.types("sam", "/o2o me").text
    agreed = newcomer.sam.clicks(logged, "I agree").text
    assert "you have agreed to version 4 of the charter" in agreed
    assert "Somebody of ours knows them well." in newcomer.types("mia", f"/o2o {OMAR}").text
    again = newcomer.sam.clicks(logged, "I agree").text
    assert again == "You agreed to version 4 on 23 November 2026 already; nothing has changed."
    assert NOBODY_ELSE not in newcomer.types("sam", "/o2o me").text
    assert NOBODY_ELSE not in newcomer.types("sam", f"/o2o know {OMAR}, 5").text


def test_private_is_private_with_or_without_an_agreement(newcomer: World) -> None:
    logged = newcomer.types("sam", f"/o2o know {OMAR}, 4").messages[0]
    newcomer.sam.clicks(logged, "Keep private")
    again = newcomer.types("sam", f"/o2o know {OMAR}, 5").text
    assert "Private: nobody but you sees it." in again
    assert NOBODY_ELSE not in again


def test_taking_it_back_hides_what_one_logged_at_once(world: World) -> None:
    world.types("raj", f"/o2o know {OMAR}, 4")
    assert "Somebody of ours" in world.types("sam", f"/o2o {OMAR}").text
    charter = world.types("raj", "/o2o charter").messages[0]
    assert "You agreed to this version on 23 November 2026." in charter.text
    [ask] = [
        one["confirm"]
        for block in charter.blocks
        if block["type"] == "actions"
        for one in block["elements"]
        if one["text"]["text"] == "Withdraw my agreement"
    ]
    assert "nobody else sees whom you know, and you neither ask for introductions nor are asked" in ask["text"]["text"]
    assert STAYS in ask["text"]["text"]
    assert "you may agree again at any time." in ask["text"]["text"]
    gone = world.raj.clicks(charter, "Withdraw my agreement").messages[0]
    assert gone.text.startswith("Withdrawn: you are no longer bound")
    assert STAYS in gone.text
    assert "stays agreed until it is made or you take it back (*I can't after all*)." in gone.text
    asks = world.types("raj", "/o2o asks").messages[0]
    assert "You are not asked: you have not agreed to the charter in force." in asks.text
    assert "each time, at once" not in asks.text
    settings = world.raj.clicks(asks, "How I like to be asked ...").messages[-1]
    assert "When I ask you, it is each time, at once.\nYou are not asked" in settings.text
    assert world.types("sam", f"/o2o {OMAR}").text.startswith("I know of no way to")
    assert "Raj" not in world.types("ana", "/o2o cfo@acme").text
    assert "*You* know them" in world.types("raj", f"/o2o {OMAR}").text
    assert HELLO not in world.types("raj", "/o2o help").text, "somebody who has read it is not greeted"
    assert "nothing to take back" in world.raj.clicks(charter, "Withdraw my agreement").text
    world.raj.clicks(gone, "I agree")
    assert "Somebody of ours" in world.types("sam", f"/o2o {OMAR}").text


def test_sharing_what_was_imported_shares_nothing_before_one_has_agreed(world: World) -> None:
    agrees(world.bot.database, "ana", None, shown=4)
    waiting = world.types("ana", "/o2o me").messages[0]
    said = world.ana.clicks(waiting, "Share all 3").text
    assert "3 shared, as the charter says. Others see it once you have agreed to the charter: `/o2o charter`." in said
    assert world.types("mia", f"/o2o {OMAR}").text.startswith("I know of no way to")
    world.ana.clicks(world.types("ana", "/o2o charter").messages[0], "I agree")
    assert "Somebody of ours knows them" in world.types("mia", f"/o2o {OMAR}").text


def test_the_charter_says_who_may_be_asked_for_what_how_often_and_by_when(world: World) -> None:
    said = world.types("mia", "/o2o charter").text
    for words in (
        "An introduction can be asked for to start a deal; to move an open deal on;",
        "Whoever asks has an answer within 3 working days.",
        "One request is put to at most 3 colleagues, one after the other.",
        "`K1` It needs the yes of the colleague whose relationship it is.",
        "`K2` At a sensitive account whoever leads it must agree as well.",
        "`F3` Whoever asks colleagues for something agrees first",
        "`F12` Nobody is asked more than 3 times in 30 days.",
        "`F11` For the same person at a customer, all of us together ask at most 3 times in 90 days.",
        "`R13` Whom somebody told us they know is shown to nobody else before they have agreed to this charter.",
        "`T6` A request for an introduction and its answers: kept 12 months from the day it was closed",
        "*What I say of a deal without being asked, and where*",
        "`P1` A channel bound to a deal, without guests: seller and buying roles, filled or not; how many;",
        "`P3` Any other channel of members: nothing.",
        "A figure about people is given only for 5 of them or more.",
    ):
        assert words in said


def test_a_new_version_asks_once_and_says_what_has_changed(start_world: Callable[..., World], tmp_path: Path) -> None:
    text = (ROOT / "charter.yaml").read_text(encoding="utf-8")
    newer = tmp_path / "newer.yaml"
    newer.write_text(
        text.replace("version: 4", "version: 5")
        .replace("max: 3\n      days: 30", "max: 5\n      days: 30")
        .replace("counts: {asks_per_connector: 3}", "counts: {asks_per_connector: 5}")
        .replace("because: You see everything about a relationship of your own.", "because: What is yours you see.")
    )
    world = start_world(charter=newer)
    with world.bot.database.write() as session:  # as if version 4 had been in force before
        now = session.scalars(select(CharterVersion)).one()
        session.add(
            CharterVersion(
                workspace_id=now.workspace_id,
                charter_id=now.charter_id,
                version=4,
                hash="0" * 64,
                text=text,
                in_force_at=now.in_force_at,
            )
        )
    asked = world.types("ana", "/o2o cfo@acme")
    assert "*The charter has changed*: version 5 is in force." in asked.text
    assert "Raj" not in asked.text, "he has agreed to version 4"
    assert "The charter has changed" not in world.types("ana", "/o2o cfo@acme").text
    charter = world.types("ana", "/o2o charter").messages[0]
    assert "You agreed to version 4 on 23 November 2026; this is version 5." in charter.text
    changed = world.ana.clicks(charter, "What changed since version 4").messages[0]
    assert (
        "*You may be asked for what you could not be asked for before*\n• more than 3 asks_per_connector"
        in changed.text
    )
    assert "`F12` Nobody is asked more than 5 times in 30 days." in changed.text
    assert "_Before:_ Nobody is asked more than 3 times in 30 days." in changed.text
    assert "`R1` What is yours you see. _Before:_ You see everything" in changed.text
    assert "you have agreed to version 5" in world.ana.clicks(changed, "I agree").text
    raj = world.types("raj", "/o2o charter").messages[0]
    world.raj.clicks(raj, "I agree")
    assert "*Raj Patel* knows them well" in world.types("ana", "/o2o cfo@acme").text
