"""`left`: somebody is no longer in their seat."""

from __future__ import annotations

from tests.scenarios.world import World, described


def test_ana_says_who_left_and_takes_it_back(world: World) -> None:
    said = world.types("ana", "/o2o left bill.smith@acme.example")
    assert "*Bill Smith* has left Acme Corp's Controller seat as of today." in said.text
    assert "has been empty since 23 November 2026" in world.types("mia", "/o2o controller@acme").text
    known = world.types("lee", "/o2o Bill Smith")
    assert known.text.startswith("*Bill Smith* · formerly Controller, Acme Corp\n*You* know them well")
    undone = world.ana.clicks(said.messages[0], "Undo")
    assert undone.text == "Taken back: *Bill Smith* has their seat as before."
    assert "*Bill Smith* · Controller, Acme Corp" in world.types("mia", "/o2o controller@acme").text
    twice = world.ana.clicks(said.messages[0], "Undo")
    assert "Things have moved on since: nothing to take back." in twice.text


def test_an_undo_too_late_changes_nothing(world: World) -> None:
    said = world.types("ana", "/o2o left Bill Smith, Acme")
    vacant = world.types("mia", "/o2o controller@acme")
    form = world.mia.clicks(vacant.messages[0], "Name the holder").view
    assert form is not None
    world.mia.submits(form, {"address": "gil.ray@acme.example", "name": "Gil Ray"})
    before = world.knowledge()
    late = world.ana.clicks(said.messages[0], "Undo")
    assert "Things have moved on since: nothing to take back." in late.text
    assert world.knowledge() == before
    assert "*Gil Ray*" not in world.types("ana", "/o2o left Bill Smith").text


def test_left_says_what_it_needs(world: World) -> None:
    before = world.knowledge()
    assert "Who has left? Try `/o2o left jane@acme.com`." in world.types("ana", "/o2o left").text
    for who in ("Ghost Person", "nobody@nowhere.example", "viktor.stahl@umbra.example", "Viktor Stahl", "cto@acme"):
        assert world.types("ana", f"/o2o left {who}").text == f"I don't know of a seat that {who} holds."
    assert "one of ours" not in world.types("ana", "/o2o left Jane").text
    assert world.knowledge() == before


def test_ones_own_words_about_a_seat_are_taken_back_where_there_is_no_other(world: World) -> None:
    form = world.types("sam", "/o2o know").view
    assert form is not None
    world.sam.submits(
        form, {"address": "olga.berg@newco.example", "name": "Olga Berg", "title": "COO", "account": "Newco"}
    )
    said = world.types("sam", "/o2o left Olga Berg")
    assert said.text == "You no longer have *Olga Berg* down as COO, Newco."
    assert world.types("sam", "/o2o left Olga Berg").text == "I don't know of a seat they hold."
    assert "I know of no way to coo@newco yet." in world.types("mia", "/o2o coo@newco").text


def test_several_of_one_name_are_picked_from(world: World) -> None:
    world.types("sam", "/o2o know Bill Smith <bill.smith@newco.example>, 2")
    several = world.types("sam", "/o2o left Bill Smith")
    assert "Whom do you mean by Bill Smith?" in several.text
    picked = world.sam.chooses(
        several.messages[0], "Choose ...", described(several.messages[0], "Controller, Acme Corp")
    )
    assert "*Bill Smith* has left Acme Corp's Controller seat as of today." in picked.text
