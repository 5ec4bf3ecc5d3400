"""Deputies as everybody meets them: whoever named one, whoever is named, and whoever asks and must not tell which."""

from __future__ import annotations

import datetime as dt

import pytest

from sandbox.client import Message
from tests.scenarios.introductions import asks_for, clicks, heard, likes_of, told
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

AT_LEES = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
"""Nine in the morning where Lee is."""
RAJ_IS_BACK = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


def names(world: World, who: str, deputy: str) -> Message:
    """Somebody names a deputy; gives how they like to be asked then."""
    return world.client.person(who).chooses(likes_of(world, who), "asks_deputy", deputy).messages[-1]


def test_a_deputy_agrees_and_the_owner_hears_of_it_once_back(world: World) -> None:
    named = names(world, "raj", "lee")
    world.raj.clicks(named, "Pause for a week")
    world.tick(minutes=1)
    asks_for(world, "ana", deal_id="Acme renewal")
    assert heard(world, "lee") == []  # it is early in the morning there
    world.tick(to=AT_LEES)
    assert heard(world, "lee")[0].text.startswith("*Raj Patel* named you as deputy")
    asked = told(world, "lee")
    assert "(CFO, Acme Corp). You answer for Raj Patel, who is paused." in asked.text
    assert "Use my name" not in str(asked.json)  # it is not theirs to lend
    made = clicks(world, "lee", "I'll introduce you")
    assert "*Lee Chen* will introduce you to *Jane Doe*" in told(world, "ana").text
    world.lee.clicks(made, "Start a group message with Ana")
    world.tick()
    group = next(one for one in world.lee.state["channels"] if one["kind"] == "mpim")
    assert "knows them" not in world.ana.messages(group["id"])[0].text
    assert "Raj" not in str([one.json for one in (*heard(world, "ana"), *world.ana.messages(group["id"]))])
    assert heard(world, "raj") == []
    world.tick(to=RAJ_IS_BACK - dt.timedelta(minutes=1))
    assert heard(world, "raj") == []
    world.tick(to=RAJ_IS_BACK)
    back = "*Lee Chen* agreed in your place to introduce *Ana Ortiz* to *Jane Doe* (CFO, Acme Corp)."
    assert [back in one.text for one in heard(world, "raj")].count(True) == 1


def test_whoever_comes_back_early_hears_it_then(world: World) -> None:
    named = names(world, "raj", "lee")
    paused = world.raj.clicks(named, "Pause for a week").messages[-1]
    world.tick(minutes=1)
    asks_for(world, "ana")
    world.tick(to=AT_LEES)
    clicks(world, "lee", "I'll introduce you")
    world.raj.clicks(paused, "End the pause")
    world.tick()
    assert "agreed in your place" in told(world, "raj").text


def test_a_deputy_can_decline_being_one(world: World) -> None:
    named = names(world, "raj", "lee")
    world.tick(to=AT_LEES)
    message = told(world, "lee")
    assert message.text.startswith("*Raj Patel* named you as deputy: while they are paused")
    assert heard(world, "raj") == []
    declined = world.lee.clicks(message, "Not me").messages[-1]
    assert declined.text == "You don't answer for *Raj Patel*."
    world.tick()
    assert told(world, "raj").text.startswith("*Lee Chen* would rather not be your deputy.")
    assert told(world, "lee").text == "You don't answer for *Raj Patel*."
    assert "is your deputy" not in likes_of(world, "raj").text
    world.raj.clicks(named, "Pause for a week")
    before = len(heard(world, "lee"))
    asks_for(world, "ana")
    assert len(heard(world, "lee")) == before
    names(world, "raj", "lee")
    world.tick()
    assert told(world, "lee").text.startswith("*Raj Patel* named you as deputy")
