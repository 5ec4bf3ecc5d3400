"""Seats: vacant ones, several of a title, naming who has one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from models.accounts import Account, Seat
from models.base import new_id
from tests.scenarios.world import World


def test_ana_names_who_has_a_vacant_seat_and_everybody_finds_them_there(world: World) -> None:
    vacant = world.types("ana", "/o2o head of it at acme")
    assert "Acme Corp's Head of IT seat has been empty since 1 November 2026. Who has it now?" in vacant.text
    form = world.ana.clicks(vacant.messages[0], "Name the holder").view
    assert form is not None
    assert "Who is Head of IT, Acme Corp?" in form.text
    assert "Every colleague can see who holds a seat." in form.text
    wrong = world.ana.submits(form, {"E-mail address": "rita at acme", "Full name": "Rita Vos"})
    assert wrong.errors == {"address": "That is no e-mail address. It looks like jane@acme.com."}
    assert wrong.view is not None
    assert wrong.view.values["name"]["value"]["value"] == "Rita Vos"  # what was typed stays
    ours = world.ana.submits(wrong.view, {"E-mail address": "raj.patel@initrode.example"})
    assert "one of ours" in ours.errors["address"]
    assert ours.view is not None
    saved = world.ana.submits(ours.view, {"E-mail address": "rita.vos@acme.example"})
    assert "Noted: *Rita Vos* is Head of IT, Acme Corp." in saved.text
    # Found by everybody, as said, and known by nobody: it says who, not that we know them.
    for who in ("ana", "sam"):
        said = world.types(who, "/o2o head-of-it@acme").text
        assert "*Rita Vos (rita.vos@acme.example)* is Head of IT, Acme Corp, a colleague says." in said
        assert "I know of no way to them yet." in said
    world.types("sam", "/o2o know Rita Vos rita.vos@acme.example, 3")
    found = world.types("mia", "/o2o head-of-it@acme")
    assert found.text.startswith("*Rita Vos*\nSomebody of ours knows them.")


def test_naming_a_holder_lets_nobody_in(world: World) -> None:
    """Ana is on Acme's deal; Globex is sensitive. Saying that its CIO sits at Acme must not name Raj to her."""
    asked = "/o2o who-knows ines.duarte@globex.example"
    assert "Somebody else of ours knows them" in world.types("ana", asked).text
    form = world.ana.clicks(world.types("ana", "/o2o head-of-it@acme").messages[0], "Name the holder").view
    assert form is not None
    world.ana.submits(form, {"address": "ines.duarte@globex.example"})
    after = world.types("ana", asked).text
    assert "Raj" not in after
    assert "Somebody else of ours knows them" in after


def test_saying_that_somebody_left_lifts_no_mark(world: World) -> None:
    """Ines is at Globex by her address, too; Raj opens his tie, and a sensitive account still caps it."""
    world.types("sam", "/o2o left ines.duarte@globex.example")
    assert "Raj" not in world.types("sam", "/o2o ines.duarte@globex.example").text


def test_two_people_name_the_holder_and_the_second_hears_that_it_was_done(world: World) -> None:
    first = world.types("ana", "/o2o head-of-it@acme")
    second = world.types("mia", "/o2o head-of-it@acme")
    form_of_ana = world.ana.clicks(first.messages[0], "Name the holder").view
    form_of_mia = world.mia.clicks(second.messages[0], "Name the holder").view
    assert form_of_ana is not None
    assert form_of_mia is not None
    world.ana.submits(form_of_ana, {"address": "rita.vos@acme.example"})
    before = world.knowledge()
    late = world.mia.submits(form_of_mia, {"address": "karl.lang@acme.example"})
    assert "Somebody has named the holder meanwhile." in late.text
    assert world.knowledge() == before


def test_a_seat_nobody_is_known_to_have_held_asks_for_its_holder(world: World) -> None:
    with world.bot.database.write() as session:
        account_id = session.scalars(select(Account.id).where(Account.name == "Acme Corp")).one()
        session.add(
            Seat(
                workspace_id=world.bot.workspace_id,
                id=new_id(),
                account_id=account_id,
                title="COO",
                title_key="coo",
                source="test",
                created_at=world.clock.now(),
            )
        )
    asked = world.types("sam", "/o2o coo@acme")
    assert "I don't know who has Acme Corp's COO seat. Do you?" in asked.text
    assert "Name the holder" in asked.text


def test_several_with_one_name_or_title_are_picked_from(world: World, tmp_path: Path) -> None:
    world.imports(
        "org",
        tmp_path,
        [
            {"contact_email": "jane.doe@globex.example", "contact_name": "Jane Doe", "account": "Globex Industries"},
            {
                "contact_email": "gil.ray@acme.example",
                "contact_name": "Gil Ray",
                "account": "Acme",
                "title": "Controller",
            },
        ],
    )
    several = world.types("ana", "/o2o Jane Doe")
    assert "Whom do you mean by Jane Doe?" in several.text
    assert "CFO, Acme Corp" in several.text
    narrowed = world.types("ana", "/o2o Jane Doe, Acme")
    assert narrowed.text.startswith("*Jane Doe* · CFO, Acme Corp")
    seats = world.types("ana", "/o2o controller@acme")
    answer = world.ana.chooses(seats.messages[0], "Choose ...", "Bill Smith")
    assert answer.text.startswith("*Bill Smith* · Controller, Acme Corp\n*Lee Chen* knows them well")
    nobody = world.ana.chooses(seats.messages[0], "Choose ...", "Gil Ray")
    assert "I know of no way to controller@acme yet." in nobody.text


def test_accounts_of_one_beginning_are_picked_from(world: World, tmp_path: Path) -> None:
    world.imports("accounts", tmp_path, [{"name": "Acme Nordic", "domains": "acme-nordic.example"}])
    world.types("sam", "/o2o know olga.berg@acme-nordic.example, 2")
    several = world.types("ana", "/o2o acme")
    assert "Which account do you mean by acme?" in several.text
    nordic = world.ana.chooses(several.messages[0], "Choose ...", "Acme Nordic")
    assert "*Acme Nordic*: whom of theirs we know" in nordic.text
    assert "*olga.berg@acme-nordic.example*\nSomebody of ours knows them a little." in nordic.text
