"""The weekly digest in the real app: an administrator says when; each channel and each colleague reads it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.deals import digesting
from handlers.events.people import take_everybody_in
from models.accounts import Contact
from models.deals import Deal, Gap
from models.digests import Digest
from models.outbox import OutboxEntry
from models.people import Colleague
from sandbox.client import Message
from tests.scenarios.introductions import JANE, heard
from tests.scenarios.messages import opened
from tests.scenarios.next import DEAL, observes
from tests.scenarios.test_review import MIA, imports
from tests.scenarios.world import World

ROOM = "deal-acme-renewal"
MONDAY = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
"""Past nine in Amsterdam and in London."""


@pytest.fixture
def world(start_world: Callable[..., World]) -> World:
    found = start_world(digests=True)
    take_everybody_in(found.bot.client, found.bot.database, found.clock, found.bot.team_id)
    with found.bot.database.write() as session:
        session.execute(update(Deal).where(Deal.name == DEAL).values(channel_id="C0ACME"))
    observes(found, "ana", JANE, buying_role="economic buyer")
    return found


def digests(world: World, who: str = "") -> list[Message]:
    """What the deal's channel, or somebody, reads as a weekly digest."""
    found = heard(world, who) if who else [one for one in world.ana.messages(ROOM) if not one.ephemeral]
    return [one for one in found if str((one.metadata or {}).get("event_type")).startswith("o2o_digest")]


def test_an_administrator_says_how_and_others_are_told_who_can(world: World) -> None:
    refused = opened(world.types("ana", "/o2o admin"))
    assert "Only an administrator of this Slack workspace may see or change these settings." in refused.text
    assert "Sam" not in refused.text
    world.client.act("U0ZOE", "user_change", user="U0ZOE", set={"is_admin": True})
    also = opened(world.types("zoe", "/o2o admin"))
    form = opened(world.types("sam", "/o2o admin"))
    assert "Nobody has changed these yet. The next digests go out on Monday 30 November at 09:00" in form.text
    wrong = opened(world.sam.submits(form, {"zone": "Europe/Amsterdm"}))
    assert wrong.errors == {
        "zone": "I know of no such zone. Did you mean Europe/Amsterdam? Leave it empty for each reader's own."
    }
    saved = opened(world.sam.submits(wrong, {"zone": "europe/amsterdam", "weekday": "Wednesday", "minute": "16:30"}))
    assert (
        "Saved, and in force. The next digests go out Wed 15:30 by your clock (16:30 in Europe/Amsterdam)."
        in saved.text
    )
    late = opened(world.zoe.submits(also, {"weekday": "Friday"}))
    assert "Somebody has changed these settings meanwhile; yours were not kept." in late.text
    assert "Last changed by Sam Okoro today." in late.text
    world.tick(dt.datetime(2026, 11, 25, 15, 29, tzinfo=dt.UTC))
    assert digests(world) == []
    world.tick(minutes=1)
    assert len(digests(world)) == 1


def test_who_is_no_administrator_any_more_can_not_save(world: World) -> None:
    form = opened(world.types("sam", "/o2o admin"))
    world.client.act("U0SAM", "user_change", user="U0SAM", set={"is_admin": False})
    refused = opened(world.sam.submits(form, {"weekday": "Friday"}))
    assert "Only an administrator of this Slack workspace" in refused.text


def test_the_channel_and_each_colleague_read_theirs_once(world: World) -> None:
    world.tick(MONDAY)
    world.tick(minutes=5)
    (said,) = digests(world)
    assert said.text.splitlines()[0].startswith("*Acme renewal* · ")
    assert "Jane" not in said.text
    assert "*economic buyer*" in said.text
    (own,) = digests(world, "ana")
    assert "need" in own.text.splitlines()[0]
    assert digests(world, "pat") == []
    menu = next(block["accessory"] for block in said.blocks if "accessory" in block)
    assert [one["text"]["text"] for one in menu["options"]][:2] == ["We have met", "Not needed ..."]
    form = opened(world.ana.clicks(said, "Ask"))
    assert "Jane Doe" in form.text
    added = opened(world.ana.clicks(said, "Add their technical buyer"))
    assert added.title == "Somebody of theirs"
    assert "Who has the part of *technical buyer* in *Acme renewal*?" in added.text
    unknown = opened(world.ana.submits(added, {"who": "kai@acme.example"}))
    assert "log it first: `/o2o know kai@acme.example, 4`." in unknown.errors["who"]
    seen = opened(world.ana.submits(added, {"who": JANE}))
    assert "in *Acme renewal* as *technical buyer*. What do you see?" in seen.text
    role = next(one for one in seen.blocks if one.get("block_id") == "buying_role")
    assert role["element"]["initial_option"]["value"] == "technical buyer"
    why = world.ana.clicks(said, "digest_why").messages[-1]
    assert "Clause `P1` says what may be told here" in why.text
    with world.bot.database.read() as session:
        kept = session.scalars(select(Digest.stood).where(Digest.colleague_id.is_not(None))).all()
    assert any("economic buyer" in one for one in kept)  # as it was delivered to whoever reads of it
    world.tick(days=7)
    assert len(digests(world)) == 2
    assert len(digests(world, "ana")) == 2


def test_looking_at_what_waits_leaves_the_digest_where_it_is(world: World, tmp_path: Path) -> None:
    imports(world, tmp_path, MIA, ("tom@acme.example", "Tom Ray"))
    world.tick(MONDAY)
    (own,) = digests(world, "mia")
    shown = world.mia.clicks(own, "Look at who waits for your word").messages[-1]
    assert "Tom Ray" in shown.text
    assert [one.text for one in digests(world, "mia")] == [own.text]


def test_who_sees_nobody_in_a_part_is_told_so_under_a_title_that_says_it(world: World) -> None:
    world.tick(MONDAY)
    (said,) = digests(world)
    with world.bot.database.write() as session:
        session.execute(update(Contact).values(do_not_contact=True))
    form = opened(world.ana.clicks(said, "Ask for an introduction to their economic buyer"))
    assert form.title == "Nobody named"


def test_unanswered_for_three_weeks_it_is_dropped_or_put_to_a_manager(world: World) -> None:
    with world.bot.database.write() as session:
        lead = session.scalars(select(Deal.owner_id).where(Deal.name == DEAL)).one()
        manager = session.scalars(select(Colleague.id).where(Colleague.email.startswith("zoe."))).one()
        session.execute(update(Colleague).where(Colleague.id == lead).values(manager_id=manager))
    for _ in range(3):
        world.tick(MONDAY if not digests(world) else None, days=7)
    said = digests(world)[-1]
    assert "unchanged for 3 weeks: decide." in said.text
    escalated = world.ana.clicks(said, "Escalate: our account executive with their economic buyer").messages[-1]
    assert "*Zoe Kern* is told once that this is to be decided in _Acme renewal_." in escalated.text
    world.tick(hours=1)
    assert "and the team puts it to you." in heard(world, "zoe")[-1].text
    late = world.ana.clicks(said, "Escalate: our account executive with their economic buyer").messages[-1]
    assert "Things have moved on meanwhile" in late.text
    (now,) = [one for one in digests(world) if one.ts == said.ts]
    assert "our *account executive* with their *economic buyer*" in now.text
    assert "put to the manager of the deal's lead." in now.text
    assert "Zoe" not in now.text
    form = opened(world.ana.clicks(now, "Not needed ..."))
    world.ana.submits(form, {"reason": "They have none"})
    with world.bot.database.read() as session:
        assert "not_needed" in set(session.scalars(select(Gap.state)))


def test_in_a_deals_channel_who_may_not_see_the_deal_is_told_that_its_team_can(world: World) -> None:
    commands = [f"/o2o {one}" for one in ("coverage", "next", "digest")]
    refused = {world.types("raj", one, channel=ROOM).messages[0].text for one in commands}
    assert refused == {"Only the deal's team can see that here."}
    elsewhere = [world.types("raj", one).messages[0].text for one in commands]
    assert not refused & set(elsewhere)
    with world.bot.database.write() as session:
        session.execute(update(Deal).where(Deal.name == DEAL).values(channel_trouble="guests"))
    assert [world.types("raj", one, channel=ROOM).messages[0].text for one in commands] == elsewhere


def test_where_others_read_along_nothing_is_said_to_anybody_instead(world: World) -> None:
    world.client.act("U0ANA", "invite", channel="C0ACME", user="U0PAT")
    world.tick(MONDAY)
    assert digests(world) == []
    with world.bot.database.read() as session:
        states = session.scalars(select(OutboxEntry.state).where(OutboxEntry.kind == "digest_deal")).all()
    assert set(states) <= {"dropped"}
    assert not [one for one in heard(world, "ana") if "day 1" in one.text]


def test_a_digest_that_came_too_late_is_not_posted_on_another_day(world: World) -> None:
    world.clock.at = MONDAY
    digesting.tick(world.bot.database, world.clock, world.bot.charter, world.bot.settings, world.bot.playbooks)
    world.tick(MONDAY + dt.timedelta(days=1))
    assert digests(world) == []
    assert digests(world, "ana") == []


def test_a_preview_says_what_would_be_said_and_sends_nothing(world: World) -> None:
    said = world.types("ana", "/o2o digest Acme renewal").messages[0]
    assert said.text.splitlines()[0] == ("_A preview, as the deal's channel would read it now. Nothing is sent._")
    assert "*economic buyer*" in said.text
    here = world.types("ana", "/o2o digest", channel=ROOM).messages[0]
    assert here.text == said.text
    own = world.types("ana", "/o2o digest").messages[0]
    assert "need" in own.text
    unknown = world.types("pat", "/o2o digest Acme renewal").messages[0]
    assert "economic" not in unknown.text
    stranger = world.types("mia", "/o2o digest Acme renewal").messages[0]
    assert "I know of no deal called" in stranger.text or "economic" in stranger.text
    assert digests(world) == []
