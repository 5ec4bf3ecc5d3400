"""`/o2o next`, as those on a deal use it: who should meet whom, the way in, and what they say to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.deals import Engagement, Gap
from models.people import Colleague
from sandbox.client import Message
from tests.scenarios.introductions import JANE, clicks, heard, told
from tests.scenarios.messages import opened
from tests.scenarios.next import DEAL, observes
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

BILL = "bill.smith@acme.example"


def asks(world: World, who: str, text: str = f"next {DEAL}") -> Message:
    """What somebody is told."""
    return world.types(who, f"/o2o {text}").messages[0]


def beside(message: Message, words: str, what: str) -> str:
    """The value of a choice in the menu beside the line with these words."""
    for block in message.blocks:
        if words in block.get("text", {}).get("text", ""):
            return next(
                str(one["value"]) for one in block["accessory"]["options"] if one["text"]["text"].startswith(what)
            )
    raise AssertionError(f"nothing about {words!r} in:\n{message.text}")


@pytest.fixture
def stakeholders(world: World) -> None:
    observes(world, "ana", JANE, buying_role="economic buyer", power="high")
    observes(world, "lee", BILL, buying_role="coach")
    observes(world, "lee", "Head of IT", buying_role="technical buyer")


def rows(world: World, table: type) -> list[tuple[object, ...]]:
    """What was said aloud for deals, or to gaps."""
    with world.bot.database.read() as session:
        if table is Gap:
            return [tuple(one) for one in session.execute(select(Gap.key, Gap.state, Gap.reason).order_by(Gap.key))]
        query = select(Colleague.name, Engagement.kind, Engagement.source).order_by(Colleague.name)
        return [tuple(one) for one in session.execute(query.where(Colleague.id == Engagement.colleague_id))]


@pytest.mark.usefixtures("stakeholders")
def test_from_who_is_missing_to_having_met_by_an_introduction(world: World) -> None:
    answer = asks(world, "ana")
    first, *lines = answer.text.splitlines()
    assert first.startswith("*Acme renewal* · Evaluation")
    assert "they: unknown" in first
    assert "*You* (account executive) with *Jane Doe* (CFO, economic buyer) by 7 December" in lines
    assert "Nobody of the team has met them, as far as I know; *Raj Patel* knows them well." in lines
    assert "*Lee Chen* (solution engineer) with their *technical buyer* by 7 December" in lines
    assert "Acme Corp's Head of IT seat is empty, as far as I know." in lines
    assert "Nobody is named as champion yet." in lines
    assert [one for one in lines if one == "Name them"]
    why = world.ana.clicks(answer, "Why these?").messages[-1]
    assert "Raj Patel" in why.text

    form = opened(world.ana.clicks(answer, "Ask for an introduction: Jane Doe"))
    deal = next(block for block in form.blocks if block.get("block_id") == "deal_id")
    assert deal["element"]["initial_option"]["text"]["text"] == DEAL
    world.ana.submits(form, {"purpose": "Renew or widen what they have", "reason": "She decides."})
    world.tick()
    clicks(world, "raj", "I'll introduce you")
    clicks(world, "raj", "I've introduced them")
    world.tick(days=7)
    assert "Jane Doe" in asks(world, "ana").text
    clicks(world, "ana", "We met")
    assert rows(world, Engagement) == [("Ana Ortiz", "meeting", "introduction")]
    for who in ("ana", "lee"):
        assert "Jane Doe" not in asks(world, who).text


@pytest.mark.usefixtures("stakeholders")
def test_what_is_said_to_a_gap(world: World) -> None:
    before = asks(world, "ana")
    lee = asks(world, "lee")
    after = world.ana.clicks(before, "We have met: Jane Doe").messages[-1]
    noted = "Noted for _Acme renewal_: you have met *Jane Doe*. Everybody on the deal may know that."
    assert after.text.startswith(noted)
    assert "with *Jane Doe*" not in after.text
    assert rows(world, Gap) == [("economic", "met", None)]
    # Too late: somebody else has said so, and how it stands is shown in its place.
    late = world.lee.clicks(lee, "We have met: Jane Doe").messages[-1]
    assert late.text.startswith("Things have moved on meanwhile; nothing was changed.")
    assert "with *Jane Doe*" not in late.text
    assert rows(world, Engagement) == [("Ana Ortiz", "meeting", "said")]
    undone = world.ana.clicks(after, "Undo: our account executive with their economic buyer").messages[-1]
    assert undone.text.startswith("Taken back.")
    assert "with *Jane Doe*" in undone.text
    assert (rows(world, Gap), rows(world, Engagement)) == ([("economic", "open", None)], [])
    # Somebody in another part has met them: that is noted, and does not do.
    other = world.lee.clicks(asks(world, "lee"), "We have met: Jane Doe").messages[-1]
    assert "Still open: our account executive with their economic buyer" in other.text
    assert "with *Jane Doe*" in other.text
    world.lee.clicks(other, "Undo: our account executive with their economic buyer")
    assert rows(world, Engagement) == []

    form = opened(world.ana.clicks(undone, beside(undone, "*champion*", "Not needed")))
    assert "reason" in world.ana.submits(form, {"reason": "  "}).view.errors  # type: ignore[union-attr]
    done = opened(world.ana.submits(form, {"reason": "Bill is enough, <!channel>."}))
    assert "our account executive with their champion is not needed" in done.text
    again = asks(world, "ana")
    assert "*champion*" not in again.text.split("·")[0]
    assert "account executive with champion: not needed (“Bill is enough, &lt;!channel&gt;.”)" in again.text

    form = opened(world.ana.clicks(again, beside(again, "coach", "Assign to")))
    assert "colleague_id" in world.ana.submits(form, {"colleague_id": "mia"}).view.errors  # type: ignore[union-attr]
    world.ana.submits(form, {"colleague_id": "lee"})
    world.tick()
    assert heard(world, "lee") == []  # it is half past four in the morning there
    world.tick(hours=5)
    asked = told(world, "lee")
    assert asked.text.startswith("*Ana Ortiz* asks you to see to this in *Acme renewal*:")
    assert "with *Bill Smith* (Controller, coach) by 7 December" in asked.text
    again = asks(world, "ana")
    assert "Lee Chen sees to account executive with coach" in again.text

    week = world.ana.clicks(again, beside(again, "technical buyer", "Snooze for a week")).messages[-1]
    assert "I come back to it on 30 November." in week.text
    assert "account executive with coach" in week.text
    assert "solution engineer with technical buyer: again on 30 November" in week.text
    world.tick(days=7)
    assert "with their *technical buyer*" in asks(world, "ana").text
    met = world.lee.clicks(asked, "We have met: Bill Smith").messages[-1]
    assert met.text.startswith("Noted for _Acme renewal_: you have met *Bill Smith*.")
    assert rows(world, Gap) == [
        ("champion", "not_needed", "Bill is enough, <!channel>."),
        ("coach", "assigned", None),
        ("economic", "open", None),
        ("technical", "open", None),  # it is back
    ]


@pytest.mark.usefixtures("stakeholders")
def test_who_is_not_on_the_deal(world: World) -> None:
    """Whoever may not see it is told what is said of a deal never made; its lead's manager sees it, and answers."""
    assert asks(world, "mia").text == asks(world, "mia", "next No such deal").text.replace("No such deal", DEAL)
    assert "Globex rollout" in asks(world, "mia", "next").text
    manager = asks(world, "zoe")
    assert "economic buyer" in manager.text
    assert "Jane Doe" not in manager.text  # what was observed of her is for the team alone
    assert "We have met" not in manager.text
    form = opened(world.zoe.clicks(manager, beside(manager, "economic buyer", "Not needed")))
    assert "is not needed" in opened(world.zoe.submits(form, {"reason": "Done by the board."})).text
    assert "economic buyer: not needed" in asks(world, "ana").text


@pytest.mark.usefixtures("stakeholders")
def test_a_meeting_noted_for_oneself_is_counted_for_a_deal(world: World) -> None:
    assert "Count it" not in world.types("mia", f"/o2o met {JANE}").messages[0].text
    noted = world.types("ana", f"/o2o met {JANE}").messages[0]
    assert "Noted: you met *Jane Doe* today." in noted.text
    assert rows(world, Engagement) == []  # hers alone, until she says so
    assert "with *Jane Doe*" in asks(world, "lee").text
    counted = world.ana.clicks(noted, "Count it for Acme renewal").messages[-1]
    assert counted.text.startswith("It counts for _Acme renewal_: you have met *Jane Doe*.")
    assert "with *Jane Doe*" not in asks(world, "lee").text
    world.ana.clicks(counted, "Undo")
    assert "with *Jane Doe*" in asks(world, "lee").text
    assert heard(world, "lee") == []
