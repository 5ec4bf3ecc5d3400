"""Embargo, sensitive accounts, objections, people who left us, deals that close."""

from __future__ import annotations

import itertools
from pathlib import Path

from bot.people.objections import withdraw_objection
from tests.scenarios.world import World, beside

OBJECTED = "Please don't contact this person: a privacy request is on file."
DEAL = {"external_id": "D-1001", "name": "Acme renewal", "account": "Acme Corp"}


def test_an_account_under_embargo_is_there_for_the_cleared_alone(world: World) -> None:
    for way in ("viktor.stahl@umbra.example", "ceo@umbra", "Viktor Stahl", "Viktor Stahl, Umbra"):
        assert "*Viktor Stahl* · CEO, Umbra Holdings" in world.types("zoe", f"/o2o {way}").text, way
    assert "*Umbra Holdings*" in world.types("zoe", "/o2o umbra").text
    for typed, made_up in (
        ("viktor.stahl@umbra.example", "victor.steel@amber.example"),
        ("ceo@umbra", "ceo@amber"),
        ("Viktor Stahl", "Xaver Quux"),
        ("umbra", "quuxcorp"),
    ):
        hidden = world.types("ana", f"/o2o {typed}")
        absent = world.types("ana", f"/o2o {made_up}")
        assert hidden.raw_masking(rf"{typed}|\d{{9,}}") == absent.raw_masking(rf"{made_up}|\d{{9,}}")
    # What Ana logs there herself she sees, and nobody learns that others know him too.
    logged = world.types("ana", "/o2o know viktor.stahl@umbra.example, 2 met on a train")
    assert "Logged: you know *viktor.stahl@umbra.example* (somewhat)." in logged.text
    own = world.types("ana", "/o2o viktor.stahl@umbra.example")
    assert own.text.startswith("*viktor.stahl@umbra.example*\n*You* know them a little · “met on a train”\n")
    assert "omebody" not in own.text
    assert (
        "I know of no way to viktor.stahl@umbra.example yet."
        in world.types("mia", "/o2o viktor.stahl@umbra.example").text
    )


def test_at_a_sensitive_account_names_are_for_its_deal_team(world: World) -> None:
    for who in ("mia", "lee"):
        assert "*Raj Patel* knows them well" in world.types(who, "/o2o cio@globex").text
    # Raj opens it to everybody: at a sensitive account that is still not a name for those outside the team.
    mine = world.types("raj", "/o2o me")
    opened = world.raj.clicks(mine.messages[0], beside(mine.messages[0], "Ines Duarte", "Open to every member"))
    assert "*Ines Duarte* is open now" in opened.text
    for who in ("ana", "zoe", "sam"):
        said = world.types(who, "/o2o cio@globex")
        # Ana knows somebody who reports to the CIO.
        assert f"Somebody {'else ' * (who == 'ana')}of ours knows them well." in said.text
        assert "Raj" not in said.text
        assert "`R9`" in world.client.person(who).clicks(said.messages[0], "Why these?").text


def test_somebody_who_objected_is_left_alone_however_they_are_written(world: World) -> None:
    ways = ("nora.lind@acme.example", "Nora Lind", "nora lind, acme", "head of procurement at acme", "procurement@acme")
    for way in ways:
        said = world.types("sam", f"/o2o {way}")
        assert said.text.startswith(OBJECTED), way
        assert "privacy@initrode.example" in said.text
        assert "I know them" not in said.text
    before = world.knowledge()
    for verb, way in itertools.product(("know", "met", "left"), ways[:2] + ways[3:4]):
        assert world.types("mia", f"/o2o {verb} {way}").text.startswith(OBJECTED), (verb, way)
    form = world.types("ana", "/o2o know").view
    assert form is not None
    told = world.ana.submits(form, {"address": "nora.lind@acme.example", "strength": "3"})
    assert OBJECTED in told.text
    assert world.knowledge() == before
    assert "Nora" not in world.types("ana", "/o2o acme").text
    # Raj, who knew her, still sees what he logged, to be able to remove it.
    assert "*Nora Lind*" in world.types("raj", "/o2o me").text
    with world.bot.database.write() as session:
        withdraw_objection(session, world.bot.workspace_id, "nora.lind@acme.example")
    assert "*Raj Patel* knows them" in world.types("ana", "/o2o Nora Lind").text


def test_nobody_is_sent_by_name_to_a_person_to_be_left_alone(world: World, tmp_path: Path) -> None:
    world.types("sam", "/o2o know art.vandelay@vandelay.example, 5")
    deal = {"external_id": "D-2", "name": "Vandelay", "account": "Vandelay Imports", "stage": "Discovery"}
    world.imports("deals", tmp_path, [{**deal, "team": "ana.ortiz@initrode.example:account executive"}])
    said = world.types("ana", "/o2o owner@vandelay")
    assert said.text.startswith(
        "*Art Vandelay* · Owner, Vandelay Imports · _asked not to be contacted_\nSomebody of ours knows them well."
    )
    assert "Sam" not in said.text
    assert "`R12`" in world.ana.clicks(said.messages[0], "Why these?").text


def test_whoever_left_us_is_named_to_nobody_and_sees_nothing_any_more(world: World) -> None:
    assert "*Raj Patel* knows them well" in world.types("ana", "/o2o cfo@acme").text
    kept = world.types("raj", "/o2o cfo@acme")
    before = world.ana.mark()
    world.client.act("U0ZOE", "user_change", user="U0RAJ", set={"deleted": True})
    assert not world.ana.news(before, wait=False)
    said = world.types("ana", "/o2o cfo@acme")
    assert "*Zoe Kern* knows them a little\n" in said.text
    assert "Somebody else of ours knows them well." in said.text
    assert "Raj" not in said.text
    assert "`R10`" in world.ana.clicks(said.messages[0], "Why these?").text
    # Back again, back by name.
    world.client.act("U0ZOE", "user_change", user="U0RAJ", set={"deleted": False})
    assert world.types("ana", "/o2o cfo@acme").text.startswith("*Jane Doe* · CFO, Acme Corp\n*Raj Patel* knows them")
    assert world.raj.clicks(kept.messages[0], "Why these?").text.startswith("*Your own*")
    # A member who is made a guest sees nothing from then on.
    world.client.act("U0ZOE", "user_change", user="U0LEE", set={"is_restricted": True})
    assert "only for full members" in world.types("lee", "/o2o cfo@acme").text


def test_with_the_deal_the_names_go_and_with_a_seat_on_the_team_they_come(world: World, tmp_path: Path) -> None:
    asked = world.types("ana", "/o2o cfo@acme")
    assert "*Raj Patel*" in asked.text
    team = "ana.ortiz@initrode.example:account executive"
    world.imports("deals", tmp_path, [{**DEAL, "stage": "Won", "team": team, "closed_at": "2026-11-20"}])
    said = world.types("ana", "/o2o cfo@acme")
    assert "Somebody else of ours knows them well." in said.text
    assert "Raj" not in said.text
    # Every click is decided anew: the old answer's Why? names nobody any more.
    why = world.ana.clicks(asked.messages[0], "Why these?")
    assert "`R4`" in why.text
    assert "Raj" not in why.text
    assert "Zoe" not in why.text
    next_deal = {"external_id": "D-3", "name": "Acme expansion", "account": "Acme Corp", "stage": "Discovery"}
    world.imports("deals", tmp_path, [{**next_deal, "team": "sam.okoro@initrode.example:solution engineer"}])
    assert "*Raj Patel* knows them well" in world.types("sam", "/o2o cfo@acme").text
    assert "Raj" not in world.types("ana", "/o2o cfo@acme").text
