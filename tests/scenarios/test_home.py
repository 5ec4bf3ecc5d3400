"""App Home: opened, confirmed in, told anew; a guest's; what is hidden."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from handlers.boundary import MEMBERS_ONLY
from models.accounts import Contact
from models.network import Relationship
from models.people import Colleague
from sandbox.client import News, Person
from tests.scenarios.company import agrees
from tests.scenarios.world import UNHURRIED, World


def opens(world: World, who: str) -> str:
    """What somebody's Home says once they have opened it."""
    person = world.client.person(who)
    person.opens_home()
    return home(person)


def home(person: Person) -> str:
    """What a Home says."""
    assert person.home is not None
    return person.home.text


def clicks(world: World, who: str, label: str) -> News:
    """Somebody clicks a button in their Home, by what a screen reader says of it or its label."""
    person = world.client.person(who)
    assert person.home is not None
    news: News = person.clicks(person.home, label)
    return news


def picks(world: World, who: str, label: str, name: str) -> News:
    """Somebody chooses from the menu beside one of the people in their Home."""
    person = world.client.person(who)
    assert person.home is not None
    [menu] = [
        block["accessory"]
        for block in person.home.blocks
        if block.get("accessory", {}).get("type") == "overflow" and f"*{name}*" in block["text"]["text"]
    ]
    assert "confirm" in menu
    [value] = [one["value"] for one in menu["options"] if one["text"]["text"] == label]
    news: News = person.clicks(person.home, value)
    return news


def ages(world: World, who: str, days: int = 200) -> None:
    """What somebody said of whom they know was said so long ago."""
    long_ago = world.clock.at - dt.timedelta(days=days)
    mine = select(Colleague.id).where(Colleague.email.startswith(f"{who}."))
    said = {"owner_edited_at": None, "created_at": long_ago, "last_touch": None, "reviewed": True}
    with world.bot.database.write() as session:
        session.execute(update(Relationship).where(Relationship.colleague_id.in_(mine)).values(**said))


def published(world: World) -> int:
    """How often a Home was published."""
    return sum(entry.what == "views.publish" for entry in world.slack.wire)


def test_people_are_confirmed_a_click_each_and_taken_back(world: World) -> None:
    ages(world, "raj")
    assert home_names(opens(world, "raj")) == ["Ines Duarte", "Jane Doe"]
    close = clicks(world, "raj", "Still close: Jane Doe")
    assert close.home is not None
    assert close.home.text.startswith("*Jane Doe*: it stays as you said.\nUndo")
    # Both on top and where the click was.
    assert "*People to confirm*\n*Jane Doe*: it stays as you said.\nUndo" in close.home.text
    assert home_names(close.home.text) == ["Ines Duarte"]
    back = clicks(world, "raj", "Undo here: Jane Doe")
    assert back.home is not None
    assert home_names(back.home.text) == ["Ines Duarte", "Jane Doe"]
    before = strength(world, "Ines Duarte")
    fading = clicks(world, "raj", "Fading: Ines Duarte")
    assert fading.home is not None
    assert fading.home.text.startswith("*Ines Duarte*: you know them ")
    assert strength(world, "Ines Duarte") == max(1, before - 1)
    world.tick(minutes=4)
    clicks(world, "raj", "Undo: Ines Duarte")
    assert strength(world, "Ines Duarte") == before
    gone = picks(world, "raj", "Not there any more", "Jane Doe")
    assert "*Jane Doe* is in that seat no more." in gone.text
    assert "seat has been empty" in world.types("ana", "/o2o cfo@acme").text
    clicks(world, "raj", "Undo: Jane Doe")
    assert "Jane Doe" in world.types("ana", "/o2o cfo@acme").text
    removed = picks(world, "raj", "Remove", "Ines Duarte")
    assert removed.home is not None
    assert removed.home.text.startswith("Removed: nothing is kept of them in your name.\n*Waiting")
    assert "Held in your name: 2 people." in removed.home.text


def home_names(text: str) -> list[str]:
    """Those whom a Home asks its reader to confirm, by name."""
    part = text[text.index("*People to confirm*") : text.index("*What I asked for*")]
    return sorted(line.split("*")[1] for line in part.splitlines()[1:] if line.startswith("*") and "*:" not in line)


def strength(world: World, name: str) -> int:
    """How well Raj says he knows somebody."""
    with world.bot.database.read() as session:
        named = select(Contact.id).where(Contact.name == name)
        raj = select(Colleague.id).where(Colleague.email.startswith("raj."))
        found = session.scalars(
            select(Relationship.strength).where(Relationship.contact_id.in_(named), Relationship.colleague_id.in_(raj))
        ).one()
        assert found is not None
        return int(found)


def test_a_click_too_late_changes_nothing_and_the_home_says_how_things_stand(world: World) -> None:
    ages(world, "raj")
    opens(world, "raj")
    clicks(world, "raj", "Still close: Jane Doe")
    clicked_again(world)
    assert world.raj.view is not None
    assert "That is settled already; nothing was changed." in world.raj.view.text
    world.raj.closes(world.raj.view)
    clicks(world, "raj", "Undo: Jane Doe")
    clicks(world, "raj", "Fading: Jane Doe")
    assert strength(world, "Jane Doe") == 4
    world.tick(minutes=6)  # it is too late to take it back, and so it is not spoken of any more
    assert "Undo" not in home(world.raj)
    clicks(world, "raj", "Still close: Ines Duarte")
    clicks(world, "raj", "Undo: Ines Duarte")
    clicked_again(world)
    assert world.raj.view is not None
    assert "can't be taken back here any more" in world.raj.view.text
    assert strength(world, "Jane Doe") == 4


def clicked_again(world: World) -> None:
    """The last click is made once more, on a screen that lags behind."""
    payload = {**world.sent().request, "trigger_id": world.trigger("U0RAJ")}
    assert world.delivers("interactive", payload).ok


def test_who_is_asked_sees_it_at_home_and_answers_there(world: World) -> None:
    assert "Nothing waits for you." in opens(world, "raj")
    form = world.types("ana", "/o2o intro cfo@acme for Acme renewal").view
    assert form is not None
    done = world.ana.submits(form, {"purpose": "Renew or widen what they have", "reason": "She decides."})
    assert done.errors == {}
    world.tick()
    assert "*Ana Ortiz* would like to meet *Jane Doe*" in home(world.raj)
    asked = clicks(world, "raj", "Open: Ana Ortiz and Jane Doe")
    assert asked.view is not None
    answered = world.raj.clicks(asked.view, "I'll introduce you")
    assert answered.view is not None
    world.deliver()
    assert "You agreed: it waits to be made." in home(world.raj)
    assert "*Raj Patel* will introduce you to *Jane Doe*" in opens(world, "ana")


def test_nobody_who_never_opened_it_is_published_anything(world: World) -> None:
    world.types("raj", "/o2o know eva@newco.example, 4")
    world.tick(days=1)
    assert published(world) == 0
    opens(world, "raj")
    assert published(world) == 1
    world.types("raj", "/o2o know ada@newco.example, 4")
    world.deliver()
    assert published(world) == 2
    assert "Held in your name: 5 people." in home(world.raj)
    world.tick(minutes=10)  # nothing has changed
    assert published(world) == 2


def test_the_slow_round_finds_what_nobody_told(world: World) -> None:
    assert "Nobody to confirm." in opens(world, "raj")
    ages(world, "raj")
    world.tick(minutes=1)
    assert "Nobody to confirm." in home(world.raj)
    world.tick(minutes=5)
    assert "Nobody to confirm." not in home(world.raj)
    ages(world, "raj", days=1)
    world.tick(days=8)  # it was opened too long ago to be looked at
    assert "Nobody to confirm." not in home(world.raj)


def test_a_guest_gets_the_members_only_words_and_nothing_else(world: World) -> None:
    assert opens(world, "pat") == MEMBERS_ONLY
    assert opens(world, "kim") == MEMBERS_ONLY
    opens(world, "raj")
    with world.bot.database.write() as session:
        session.execute(update(Colleague).where(Colleague.email.startswith("raj.")).values(kind="guest"))
    world.tick(minutes=6)
    assert home(world.raj) == MEMBERS_ONLY


def test_whoever_becomes_a_guest_keeps_nothing_of_a_home_opened_long_ago(world: World) -> None:
    assert "Held in your name: 3 people." in opens(world, "raj")
    world.tick(days=8)  # it was opened too long ago to be looked at
    world.client.act("U0ZOE", "user_change", user="U0RAJ", set={"is_restricted": True})
    assert world.at_work.is_over(UNHURRIED)
    world.deliver()
    assert home(world.raj) == MEMBERS_ONLY


def test_somebody_new_is_told_what_it_is(world: World) -> None:
    agrees(world.bot.database, "sam", None)
    said = opens(world, "sam")
    assert said.startswith("*Hello, I'm o2o.*")
    assert said.index("Log the first person") < said.index("I agree") < said.index("*Waiting for you*")
    agreed = clicks(world, "sam", "I agree to the charter, version 4")
    assert agreed.view is not None
    world.deliver()
    assert home(world.sam).startswith("*Waiting for you*")
    assert "You agreed to version 4 of the charter" in home(world.sam)


def test_the_next_step_of_a_deal_opens_from_home(world: World) -> None:
    assert "Missing: our *account executive* with their *coach*" in opens(world, "ana")
    step = clicks(world, "ana", "Who should meet whom: Acme renewal")
    assert step.view is not None
    assert "Our *account executive*" in step.view.text or "*You*" in step.view.text
    world.ana.closes(step.view)
    every = clicks(world, "ana", "All my deals")
    assert every.view is not None
    assert "*Acme renewal*" in every.view.text
