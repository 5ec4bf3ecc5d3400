"""What was decided is on record, chained; how often may be asked is limited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, update

from bot import audit
from bot.cli.demo import ROOT
from bot.worker import seal_all
from models.governance import DecisionParty, DecisionRecord
from models.people import Colleague
from tests.scenarios.world import World


def decisions_of(world: World, slack_user_id: str) -> list[tuple[str, str, str]]:
    """Subject, outcome and clauses of the decisions behind what somebody was shown, in order."""
    with world.bot.database.read() as session:
        rows = session.execute(
            select(DecisionRecord.subject, DecisionRecord.outcome, DecisionRecord.clauses)
            .join(DecisionParty, DecisionParty.id == DecisionRecord.id)
            .join(Colleague, Colleague.id == DecisionParty.viewer_id)
            .where(Colleague.slack_user_id == slack_user_id)
            .order_by(DecisionRecord.id)
        )
        return [(subject, outcome, clauses) for subject, outcome, clauses in rows]


def broken_at(world: World) -> int | None:
    """The place in the chain that does not fit, if any."""
    with world.bot.database.read() as session:
        return audit.broken_at(session, world.bot.workspace_id)


def test_every_answer_is_on_record_with_its_clauses(world: World) -> None:
    world.types("ana", "/o2o cfo@acme")
    assert sorted(decisions_of(world, "U0ANA")) == [
        ("contact", "listed", "D1"),  # Bill, who reports to her
        ("relationship", "full", "R1"),
        *[("relationship", "named", "R2")] * 3,
    ]
    world.types("mia", "/o2o cfo@acme")
    assert sorted(decisions_of(world, "U0MIA")) == [
        ("relationship", "exists", "R4"),
        ("relationship", "full", "R1"),
    ]
    # Somebody hidden and somebody never stored leave the same record.
    for who in ("nobody@nowhere.example", "viktor.stahl@umbra.example"):
        world.types("sam", f"/o2o {who}")
    assert decisions_of(world, "U0SAM") == [("relationship", "hidden", "DEFAULT")] * 2
    # An answer in the direct message and the Why? beneath it are answers too.
    said = world.zoe.says("cfo@acme")
    before = len(decisions_of(world, "U0ZOE"))
    assert before == 2
    world.zoe.clicks(said.message, "Why these?")
    assert len(decisions_of(world, "U0ZOE")) == 2 * before


def test_the_record_is_a_chain_and_tampering_shows(world: World) -> None:
    for who in ("ana", "mia", "sam"):
        world.types(who, "/o2o cfo@acme")
    assert seal_all(world.bot.database) == world.count(DecisionRecord) == 8
    world.types("ana", "/o2o acme")
    assert seal_all(world.bot.database) > 0
    assert seal_all(world.bot.database) == 0
    assert broken_at(world) is None
    with world.bot.database.write() as session:
        session.execute(update(DecisionRecord).where(DecisionRecord.seal_number == 3).values(outcome="full"))
    assert broken_at(world) == 3
    with world.bot.database.write() as session:
        session.execute(update(DecisionRecord).where(DecisionRecord.seal_number == 3).values(outcome="exists"))
        session.execute(update(DecisionRecord).where(DecisionRecord.seal_number == 5).values(seal_number=500))
    assert broken_at(world) is not None


def test_past_the_charters_number_of_look_ups_it_says_so_and_goes_on_tomorrow(
    start_world: Callable[..., World], tmp_path: Path
) -> None:
    charter = tmp_path / "charter.yaml"
    text = (ROOT / "charter.yaml").read_text(encoding="utf-8")
    assert "per_day: 100" in text
    charter.write_text(text.replace("per_day: 100", "per_day: 3"), encoding="utf-8")
    world = start_world(charter=charter)
    asked = world.types("ana", "/o2o cfo@acme")
    world.types("ana", "/o2o nobody@nowhere.example")
    world.ana.says("acme")
    before = world.knowledge()
    for text in ("/o2o cfo@acme", "/o2o nora.lind@acme.example", "/o2o ghost@nowhere.example"):
        refused = world.types("ana", text)
        assert refused.text.startswith(
            "You have asked 3 times in the last 24 hours, which is as often as the charter allows"
        )
        assert "`L1`" in refused.text
    assert world.knowledge() == before
    # Asking why, logging and looking at one's own go on; so do the others.
    assert "`R2`" in world.ana.clicks(asked.messages[0], "Why these?").text
    assert "Logged" in world.types("ana", "/o2o know petra.novak@newco.example, 4").text
    assert "*Jane Doe*" in world.types("mia", "/o2o cfo@acme").text
    world.clock.advance(hours=25)
    assert "*Raj Patel* knows them well" in world.types("ana", "/o2o cfo@acme").text
