"""`me`: what is held in one's own name."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.world import World, beside


def test_ana_looks_at_what_was_imported_in_her_name(world: World) -> None:
    page = world.types("ana", "/o2o me")
    assert page.text.startswith(
        "*What is held in your name*: 3 people you know.\n"
        "*3 wait for your look*: nobody else sees them until you decide."
    )
    assert page.text.count("*waits for your look*") == 3
    assert "Ana" not in world.types("lee", "/o2o paul.winter@globex.example").text
    assert "I know of no way to general counsel at acme yet." in world.types("sam", "/o2o general counsel at acme").text
    shared = world.clicks_under("ana", page.messages[0], "Omar Haddad", "Share")
    assert shared.text.startswith("*Omar Haddad* is shared now, as the charter says.")
    assert [message.ts for message in shared.messages] == [page.messages[0].ts]  # the list itself changed
    assert "Somebody of ours knows them a little." in world.types("sam", "/o2o general counsel at acme").text
    assert "*Ana Ortiz* knows them a little" in world.types("lee", "/o2o general counsel at acme").text
    private = world.clicks_under("ana", shared.messages[0], "Bill Smith", "Keep to myself")
    assert "*Bill Smith* is private now: nobody but you sees it." in private.text
    assert "Ana" not in world.types("lee", "/o2o Bill Smith").text
    assert "*1 waits for your look*: nobody else sees it until you decide." in private.text
    rest = world.clicks_under("ana", private.messages[0], "Paul Winter", "Share")
    names = ("Bill Smith", "Omar Haddad", "Paul Winter")
    for news in (page, shared, private, rest):  # whoever is decided about stays where they are
        places = [news.text.index(f"\n*{name}* ·") for name in names]
        assert places == sorted(places)
    assert "waits for your look" not in rest.text
    assert "*Ana Ortiz* knows them" in world.types("mia", "/o2o paul.winter@globex.example").text
    assert "Ana" not in world.types("lee", "/o2o Bill Smith").text  # private stays private
    none = world.ana.clicks(rest.messages[0], beside(rest.messages[0], "Omar Haddad", "Open to every member"))
    assert "every member may see that it is you who knows them" in none.text
    assert "*Ana Ortiz* knows them a little" in world.types("sam", "/o2o general counsel at acme").text


def test_a_long_list_is_turned_a_page_at_a_time_and_every_entry_can_be_corrected(world: World) -> None:
    for number in range(12):
        world.types("sam", f"/o2o know Person {number:02} <p{number:02}@newco.example>, {number % 5 + 1}", wait=False)
    world.sam.waits_for(lambda: world.sam.messages("general")[-1].text.startswith("Logged: you know *Person 11*"))
    first = world.types("sam", "/o2o me")
    assert "12 people you know" in first.text
    assert "Person 04" in first.text
    assert "Person 05" not in first.text
    second = world.sam.clicks(first.messages[0], "More")
    assert "Person 05" in second.text
    third = world.sam.clicks(second.messages[0], "More")
    assert "Person 11" in third.text
    back = world.sam.clicks(third.messages[0], "Back")
    assert "Person 09" in back.text
    form = world.sam.clicks(back.messages[0], beside(back.messages[0], "Person 09", "Correct ...")).view
    assert form is not None
    assert form.title == "Correct"
    assert form.values["name"]["value"]["value"] == "Person 09"
    saved = world.sam.submits(form, {"name": "Nina Neun", "note": "Prefers mail.", "strength": "1 · a little"})
    assert "Saved: *Nina Neun*." in saved.text
    assert saved.view is not None
    world.sam.closes(saved.view)
    again = world.types("sam", "/o2o me")
    assert again.text.index("Nina Neun") < again.text.index("Person 00")
    assert "you know them a little" in again.text
    assert "“Prefers mail.”" in again.text
    sure = world.sam.clicks(again.messages[0], beside(again.messages[0], "Nina Neun", "Remove ..."))
    kept = world.sam.clicks(sure.messages[0], "Keep")
    assert "Nina Neun" in kept.text
    sure = world.sam.clicks(kept.messages[0], beside(kept.messages[0], "Nina Neun", "Remove ..."))
    gone = world.sam.clicks(sure.messages[0], "Remove")
    assert "Removed: nothing is kept of *Nina Neun* in your name." in gone.text
    assert "11 people you know" in gone.text
    assert "I know of no way" in world.types("mia", "/o2o p09@newco.example").text


def test_everything_imported_is_shared_at_once_but_what_is_marked_private(world: World, tmp_path: Path) -> None:
    row = {"colleague_email": "sam.okoro@initrode.example", "contact_name": "Olga Berg", "strength": "4"}
    world.imports(
        "relationships",
        tmp_path,
        [
            row | {"contact_email": "olga.berg@newco.example"},
            row | {"contact_email": "pia.holm@newco.example", "contact_name": "Pia Holm", "private": "yes"},
        ],
    )
    page = world.types("sam", "/o2o me")
    done = world.sam.clicks(page.messages[0], "Share all 2")
    assert done.text.startswith("2 shared, as the charter says.")
    assert "Somebody of ours knows them well." in world.types("mia", "/o2o Olga Berg").text
    assert "I know of no way" in world.types("mia", "/o2o pia.holm@newco.example").text
    again = world.sam.clicks(page.messages[0], "Share all 2")
    assert again.text.startswith("Nothing was waiting any more.")


def test_whoever_has_logged_nobody_hears_how_to_begin(world: World) -> None:
    assert "Nothing is held in your name. `/o2o know jane@acme.com, 4`" in world.types("sam", "/o2o me").text


def test_saying_more_of_an_imported_relationship_does_not_share_it(world: World) -> None:
    """Paul was imported in Ana's name, and she has not looked: `met`, `know` and a correction leave him waiting."""
    asked = "/o2o who-knows paul.winter@globex.example"
    before = world.types("mia", asked).text
    met = world.types("ana", "/o2o met paul.winter@globex.example")
    assert "nobody else sees it before you share it" in met.text
    world.types("ana", "/o2o know paul.winter@globex.example, 4 he plays chess")
    assert world.types("mia", asked).text == before
    world.ana.clicks(met.messages[0], "Share")
    assert "knows them" in world.types("mia", asked).text
