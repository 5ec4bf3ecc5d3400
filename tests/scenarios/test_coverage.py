"""`/o2o coverage`, as a team, its manager and everybody else use it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.deals.glossary import OF_COVERAGE, words
from handlers.views.coverage import PAGE
from models.base import new_id
from models.deals import Deal
from models.governance import DecisionParty
from models.people import Colleague
from sandbox.client import Message
from tests.scenarios.introductions import JANE, heard
from tests.scenarios.messages import opened
from tests.scenarios.next import DEAL, observes
from tests.scenarios.test_next import BILL
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")


@pytest.fixture
def stakeholders(world: World) -> None:
    observes(world, "ana", JANE, buying_role="economic buyer", power="high")
    observes(world, "lee", BILL, buying_role="coach")
    observes(world, "lee", "Head of IT", buying_role="technical buyer")


def asks(world: World, who: str, text: str = f"coverage {DEAL}", **how: str) -> Message:
    """What somebody is told."""
    return world.types(who, f"/o2o {text}", **how).messages[0]


def role(message: Message, name: str) -> str:
    """The line of a part."""
    return next(line for line in message.text.splitlines() if f" *{name}*: " in line)


def choice(message: Message, label: str) -> str:
    """The value of what can be chosen in the menu under an answer."""
    options = [one for block in message.blocks for held in block.get("elements", []) for one in held.get("options", [])]
    return next(str(one["value"]) for one in options if one["text"]["text"] == label)


@pytest.mark.usefixtures("stakeholders")
def test_from_nobody_to_engaged(world: World) -> None:
    before = asks(world, "ana")
    assert before.ephemeral
    assert before.text.startswith("*Acme renewal*: 0 of 5 parts engaged; nobody talks to their *economic buyer*, *tech")
    assert role(before, "economic buyer").startswith("◑ *economic buyer*: known · Jane Doe (CFO) · somebody of ours")
    assert role(before, "economic buyer").endswith("needed by 7 December")
    assert role(before, "technical buyer").startswith("◌ *technical buyer*: vacant · the Head of IT seat is empty")
    assert "known to you (account executive) and *Lee Chen* (solution engineer)" in role(before, "coach")
    assert role(before, "champion").startswith("○ *champion*: unknown · nobody named")
    assert "Hangs by" not in before.text  # whom somebody knows carries nothing yet

    meant = opened(world.ana.clicks(before, choice(before, "What do these words mean?")))
    for one in words(OF_COVERAGE):
        assert f"*{one.said}*" in str(meant.blocks)
    why = world.ana.clicks(before, choice(before, "Why?")).messages[-1]
    assert "Decided by o2o-default" in str(why.blocks)

    coming = world.ana.clicks(before, "Picture of: Acme renewal").messages[-1]
    assert coming.text == "The picture of *Acme renewal* comes in our direct messages, under what it shows in words."
    sent = next(one for one in heard(world, "ana") if "parts engaged" in one.text)
    assert role(sent, "economic buyer") == role(before, "economic buyer")

    next_one = world.ana.clicks(before, "Who should meet whom in: Acme renewal").messages[-1]
    world.ana.clicks(next_one, "We have met: Jane Doe")
    after = asks(world, "ana", "coverage")  # her only deal
    assert after.text.startswith("*Acme renewal*: 1 of 5 parts engaged; nobody talks to their *technical buyer*, *coac")
    engaged = role(after, "economic buyer")
    assert engaged == ("● *economic buyer*: engaged · Jane Doe (CFO) · in dialogue with you (account executive)")
    assert "Hangs by one thread: you on our side and *Jane Doe* on theirs carry this deal." in after.text
    # Who sees Jane in the deal is told by whom; who does not, is told of nobody.
    assert "in dialogue with *Ana Ortiz*" in role(asks(world, "lee"), "economic buyer")
    assert role(asks(world, "zoe"), "economic buyer").startswith("○ *economic buyer*: unknown · nobody named")
    world.tick(days=100)
    assert role(asks(world, "ana"), "economic buyer").startswith("◕ *economic buyer*: cold · Jane Doe (CFO)")
    assert "last in touch on 23 November" in role(asks(world, "ana"), "economic buyer")


@pytest.mark.usefixtures("stakeholders")
def test_the_picture_comes_under_its_words_each_time(world: World) -> None:
    answer = asks(world, "ana")
    threads = []
    for _ in range(2):
        world.ana.clicks(answer, "Picture of: Acme renewal")
        for _ in range(4):  # a file is in its thread a little after it was sent
            world.tick(minutes=1)
        told = [one for one in heard(world, "ana") if one.json.get("files") or "parts engaged" in one.text]
        words_of_it = [one for one in told if "parts engaged" in one.text][-1]
        [picture] = [one for one in told if one.json.get("files")]
        assert picture.json["thread_ts"] == words_of_it.ts
        threads.append(words_of_it.ts)
    assert threads[0] != threads[1]  # the words are said anew, and the picture has gone under them


@pytest.mark.usefixtures("stakeholders")
def test_whose_coverage(world: World) -> None:
    picker = asks(world, "ana", "coverage acme")
    assert "What do you mean by “acme”?" in picker.text
    account = world.ana.chooses(picker, "Choose ...", "Acme Corp").messages[-1]
    assert account.text.startswith("*Acme Corp*: somebody is missing in the one open deal you see.")
    for named in ("@acme", "acme.example", "Acme Corp"):
        said = asks(world, "ana", f"coverage {named}")
        assert said.text.startswith("*Acme Corp*: somebody is missing in the one open deal you see.")
    deal = world.ana.clicks(said, "Where we stand in: Acme renewal").messages[-1]
    assert deal.text.splitlines() == asks(world, "ana").text.splitlines()

    # Her manager: hers and her people's; nobody's manager: told so, with their own.
    team = asks(world, "zoe", "coverage team")
    assert team.text.startswith("*3 of your 3 deals need you.*")
    assert "Jane Doe" not in team.text
    alone = asks(world, "ana", "coverage team")
    assert alone.text.startswith("You manage nobody, as far as I know; these are your own deals.")
    # In the deal's channel without its name; a stranger to the deal is told there what is said anywhere.
    room = "deal-acme-renewal"
    here = asks(world, "ana", "deal here Acme renewal", channel=room)
    world.ana.clicks(here, "Speak of it here")
    lee = asks(world, "lee", "coverage", channel=room)
    assert lee.text.startswith("*Acme renewal*: 1 of 5")  # he sees that he has met Bill lately
    assert "Hangs by" not in lee.text  # nobody has said it for the deal
    assert lee.ephemeral
    world.ana.invites("mia", room)
    assert "Acme" not in asks(world, "mia", "coverage", channel=room).text


@pytest.mark.usefixtures("stakeholders")
def test_who_may_see_nothing(world: World) -> None:
    """Hidden and never stored: the same words. Guests and strangers: told nothing."""
    absent = asks(world, "mia", "coverage Nosuch")
    for hidden in (DEAL, "@umbra", "Umbra Holdings", "umbra.example"):
        said = asks(world, "mia", f"coverage {hidden}")
        assert said.text.replace(hidden, "Nosuch") == absent.text
        shown = [[block["text"]["text"] for block in one.blocks] for one in (said, absent)]
        assert str(shown[0]).replace(hidden, "Nosuch") == str(shown[1])
    # One that is merely alike is asked about, never taken for it.
    alike = [asks(world, "mia", f"coverage {name} pilot") for name in ("Umbra", "Umbrx")]
    assert alike[0].text.replace("Umbra", "Umbrx") == alike[1].text
    assert "What do you mean by “Umbra pilot”?" in alike[0].text
    assert asks(world, "mia", "coverage @acme").text == "*Acme Corp*: you see no open deal with them."
    for who in ("pat", "kim"):
        assert "only for full members" in asks(world, who).text


@pytest.mark.usefixtures("stakeholders")
def test_many_deals_are_paged_and_each_page_is_on_record(world: World) -> None:
    with world.bot.database.write() as session:
        ana = session.scalars(select(Colleague).where(Colleague.email.startswith("ana."))).one()
        made = {"workspace_id": ana.workspace_id, "is_open": True, "owner_id": ana.id, "source": "x"}
        for number in range(PAGE + 2):
            at = {"stage": "Discovery", "created_at": world.clock.now(), "amount": 100_000 * number, "currency": "EUR"}
            session.add(Deal(id=new_id(), name=f"=Deal {number} <!here>", **made, **at))
        session.execute(update(Deal).where(Deal.name == DEAL).values(expected_close=world.clock.now().date()))
    first = asks(world, "ana", "coverage team")
    assert f"1 to {PAGE} of {PAGE + 3}" in str(first.blocks)
    assert "*Acme renewal* · due 23 November · Evaluation" in first.text.splitlines()  # it misses most
    assert "<!here>" not in str(first.blocks)
    assert len(first.blocks) <= 50
    assert "Back" not in str(first.blocks)
    second = world.ana.clicks(first, "More deals").messages[-1]
    assert f"{PAGE + 1} to {PAGE + 3} of {PAGE + 3}" in str(second.blocks)
    back = world.ana.clicks(second, "Back to the deals before these").messages[-1]
    assert back.text == first.text
    with world.bot.database.read() as session:
        answers = session.scalars(select(DecisionParty.answer_id).distinct()).all()
    assert len(answers) >= 2  # both pages with the Acme deal on them
