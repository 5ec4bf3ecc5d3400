"""Nobody is stuck with a wrong click: what one said of an introduction is taken back, as the people in it see it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models.people import Colleague
from tests.scenarios.introductions import JANE, asks_for, clicks, heard, their_time_is_over, told
from tests.scenarios.messages import direct, opened
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")


def test_whoever_agreed_cannot_after_all(world: World) -> None:
    asks_for(world, "ana")
    agreed = clicks(world, "raj", "I'll introduce you")
    before = len(heard(world, "ana"))
    sure = world.raj.clicks(agreed, "I can't after all ...").messages[-1]
    assert "Ana Ortiz knows that you had agreed, and is told so at once." in sure.text
    back = world.raj.clicks(sure, "Back").messages[-1]
    assert "Ready. I never write to customers." in back.text
    sure = world.raj.clicks(back, "I can't after all ...").messages[-1]
    world.raj.clicks(sure, "I can't after all")
    world.tick()
    assert "You took your yes back." in told(world, "raj").text
    news = heard(world, "ana")
    assert len(news) == before + 1  # a message of its own: one that changes in place notifies nobody
    for message in news[-2:]:
        assert message.text.startswith(
            "*Raj Patel* can't introduce you to *Jane Doe* after all. You can ask again at once."
        )
    world.raj.clicks(sure, "I can't after all", wait=0.5)  # from a screen that has not caught up
    world.tick()
    assert len(heard(world, "ana")) == before + 1
    form = opened(world.ana.clicks(news[-1], "Ask again for an introduction to Jane Doe"))
    assert form.title == "Ask for an introduction"


def test_it_was_not_made_yet(world: World) -> None:
    asks_for(world, "ana")
    agreed = clicks(world, "raj", "I'll introduce you")
    made = clicks(world, "raj", "I've introduced them", agreed)
    assert "*Raj Patel* has introduced you to *Jane Doe*." in told(world, "ana").text
    number = len(heard(world, "ana"))
    undone = clicks(world, "raj", "Undo", made)
    assert "Ready. I never write to customers." in undone.text
    assert "*Raj Patel* will introduce you to *Jane Doe*." in told(world, "ana").text
    assert len(heard(world, "ana")) == number
    world.tick(days=8)  # after what was made it would have been asked by now
    assert len(heard(world, "ana")) == number
    world.tick(days=7)
    assert "What came of it?" in told(world, "ana").text


def test_no_reply_is_offered_once_there_can_be_one(world: World) -> None:
    asks_for(world, "ana")
    agreed = clicks(world, "raj", "I'll introduce you")
    row = world.types("ana", "/o2o asks").messages[0]
    early = world.ana.clicks(row, "What came of it ...: Jane Doe").messages[-1]
    assert "We met" in str(early.json)
    assert "No reply" not in str(early.json)
    clicks(world, "raj", "I've introduced them", agreed)
    row = world.types("ana", "/o2o asks").messages[0]
    world.ana.clicks(world.ana.clicks(row, "What came of it ...: Jane Doe").messages[-1], "No reply")
    world.tick()
    assert "*Jane Doe* has not replied to *Ana Ortiz* yet." in told(world, "raj").text


def test_what_is_agreed_can_be_withdrawn_from_the_message(world: World) -> None:
    asks_for(world, "ana")
    clicks(world, "raj", "I'll introduce you")
    agreed = told(world, "ana")
    assert "Raj Patel has agreed, and is told that it is not needed any more." in str(agreed.json)
    withdrawn = clicks(world, "ana", "Withdraw: an introduction to Jane Doe", agreed)
    assert withdrawn.text.startswith("You withdrew your request for an introduction to *Jane Doe*.")
    assert "*Ana Ortiz* needs no introduction to *Jane Doe* any more" in told(world, "raj").text
    assert "Withdrawn by Ana Ortiz" in heard(world, "raj")[-2].text
    assert "I've introduced them" not in str([one.json for one in heard(world, "raj")])


def test_what_is_agreed_can_be_withdrawn_from_the_list(world: World) -> None:
    asks_for(world, "ana")
    clicks(world, "raj", "I'll introduce you")
    row = world.types("ana", "/o2o asks").messages[0]
    done = world.ana.clicks(row, "Withdraw: an introduction to Jane Doe").messages[-1]
    assert done.text.startswith(
        "Withdrawn: *Raj Patel* is told that an introduction to *Jane Doe* is not needed any more."
    )
    world.tick()
    assert "needs no introduction to *Jane Doe* any more" in told(world, "raj").text


@pytest.mark.parametrize(
    ("first", "no", "kept", "again"),
    [
        (None, "Not this time", "You said no.", "I'll introduce you"),
        ("I'll ask Jane first", "They'd rather not", "You told me that they would rather not.", "They said yes"),
    ],
)
def test_a_no_by_mistake(world: World, first: str | None, no: str, kept: str, again: str) -> None:
    asks_for(world, "ana")
    if first:
        clicks(world, "raj", first)
    world.raj.clicks(told(world, "raj"), no)
    world.tick(minutes=4)
    message = told(world, "raj")
    assert message.text.startswith(kept)
    undone = clicks(world, "raj", "Undo", message)
    assert "*Ana Ortiz* would like to meet *Jane Doe*" in undone.text
    world.tick(minutes=10)
    assert heard(world, "zoe") == []
    clicks(world, "raj", again, undone)
    assert "*Raj Patel* will introduce you to *Jane Doe*" in told(world, "ana").text


def test_a_no_by_mistake_is_noticed_too_late(world: World) -> None:
    asks_for(world, "ana")
    world.raj.clicks(told(world, "raj"), "Not this time")
    world.tick(minutes=1)
    declined = told(world, "raj")
    assert "You can take it back until today 09:35." in declined.text
    assert heard(world, "zoe") == []
    world.tick(minutes=4)
    clicks(world, "raj", "Undo", declined)
    left = told(world, "raj")
    assert left.text.startswith("The time to take it back is over.\nYou said no. That stays between us")
    assert "Undo" not in str(left.json)
    their_time_is_over(world)
    assert "*Ana Ortiz* would like to meet *Jane Doe*" in told(world, "zoe").text
    assert len(heard(world, "raj")) == 1


def test_naming_somebody_better_by_mistake(world: World) -> None:
    asks_for(world, "ana")
    form = opened(world.raj.clicks(told(world, "raj"), "Somebody else is better"))
    world.raj.submits(form, {"colleague_id": "zoe"})
    world.tick(minutes=1)
    assert "You said no, and named Zoe Kern as better placed." in told(world, "raj").text
    undone = clicks(world, "raj", "Undo")
    assert "I'll introduce you" in str(undone.json)


def test_asked_not_to_be_contacted_by_mistake(world: World) -> None:
    with world.bot.database.write() as session:  # Sam is whose address is named for privacy
        named = update(Colleague).where(Colleague.name == "Sam Okoro")
        session.execute(named.values(email=world.bot.settings.privacy_contact))
    asks_for(world, "ana")
    sure = world.raj.clicks(told(world, "raj"), "Asked not to be contacted").messages[-1]
    assert "Running requests for them end for good." in sure.text
    world.raj.clicks(sure, "Yes, they asked for it")
    world.tick()
    kept = told(world, "raj")
    assert "You told me today that *Jane Doe* asked not to be contacted." in kept.text
    assert "Requests that ended because of it stay ended." in str(kept.json)
    assert "not to be contacted" in world.types("ana", f"/o2o {JANE}").text
    for message in (told(world, "raj"), told(world, "sam")):
        assert "That was a mistake" in str(message.json)
    back = world.raj.clicks(kept, "That was a mistake").messages[-1]
    assert back.text == (
        "Taken back: colleagues can be asked about *Jane Doe* again. The request that ended because of it stays ended."
    )
    world.tick()
    undone = told(world, "raj")  # the answer beside it stays when this is told anew
    assert "asked not to be contacted" not in undone.text
    assert back.text in [one.text for one in direct(world, "raj")]
    officer = told(world, "sam")
    assert "That was a mistake, and is taken back." in officer.text
    assert "not to be contacted" not in world.types("ana", f"/o2o {JANE}").text


def test_the_privacy_officer_takes_a_mistake_back(world: World) -> None:
    with world.bot.database.write() as session:
        named = update(Colleague).where(Colleague.name == "Sam Okoro")
        session.execute(named.values(email=world.bot.settings.privacy_contact))
    asks_for(world, "ana")
    sure = world.raj.clicks(told(world, "raj"), "Asked not to be contacted").messages[-1]
    world.raj.clicks(sure, "Yes, they asked for it")
    world.tick()
    undone = clicks(world, "sam", "That was a mistake")
    assert "That was a mistake, and is taken back." in undone.text
    assert "asked not to be contacted" not in told(world, "raj").text
