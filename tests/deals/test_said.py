"""What is said of a deal, by whose eyes it is read: in a channel roles alone, whatever is hidden from it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.charter import Charter
from bot.charter.sight import Sight
from bot.deals import said
from bot.deals.seen import of_channel
from bot.errors import Stale
from handlers.views import nudges as view
from handlers.views.hours import Reader
from handlers.views.kit import Message
from models.deals import Deal, Gap, StageRecord
from models.session import Database
from tests.deals.desk import PLAYBOOKS, ROOT, Desk

ROOM = "C0DEAL"
JANE = "jane@acme.example"


def says_all() -> Charter:
    """The default charter, but a channel may be told what was observed, and by name who has met whom."""
    content = yaml.safe_load((ROOT / "charter.yaml").read_text(encoding="utf-8"))
    for clause in content["observation"]:
        if clause["when"] == ["viewer_on_deal"]:
            clause["when"] = ["viewer_is_member"]
    for place in content["digest"]["places"]:
        if place["place"] == "deal_channel":
            place["say"] = [*place["say"], "contact_names"]
    return Charter(content)


@pytest.fixture
def desk(database: Database, workspace_id: int) -> Desk:
    return Desk(database, workspace_id)


def moved(desk: Desk, name: str = "Acme", *, channel_id: str | None = ROOM) -> tuple[int, int]:
    """A deal that has moved; gives it and the record of the move."""
    deal_id = desk.deal(name=name, stage="Discovery", channel_id=channel_id)
    desk.moves(deal_id, "Evaluation")
    desk.ticks()
    with desk.database.read() as session:
        here = (StageRecord.deal_id == deal_id) & (StageRecord.stage == "Evaluation")
        return deal_id, session.scalars(select(StageRecord.id).where(here)).one()


def in_room(desk: Desk, record_id: int, charter: Charter | None = None) -> Message:
    """What the channel is told."""
    with desk.database.read() as session:
        eyes = desk.sight(session, "ana")
        sight = of_channel(Sight(session, charter or desk.charter, eyes.viewer, desk.clock.now(), desk.settings.warmth))
        told = said.of_move(sight, PLAYBOOKS, record_id, ROOM)
        message = view.moved(told, Reader(desk.clock.now(), dt.UTC), 0, requests=True)
    assert message is not None
    return message


def bytes_of(message: Message, deal_id: int) -> str:
    """All of it that is sent, without which deal it is about."""
    return json.dumps([message.text, message.blocks], ensure_ascii=False).replace(str(deal_id), "DEAL")


def test_a_channel_can_not_tell_whether_anybody_is_named_or_known_out_of_its_sight(desk: Desk) -> None:
    empty, record = moved(desk, "Acme")
    nothing = bytes_of(in_room(desk, record), empty)
    with desk.database.write() as session:
        session.get_one(Deal, (desk.workspace_id, empty)).channel_id = None
    full, record = moved(desk, "Acme")
    desk.contact("Jane", full, buying_role="economic buyer", stance="champion", power="high")
    desk.knows("raj", JANE, 5)
    desk.changes("raj", charter_accepted_version=None)  # what he told us is shown to nobody before he agrees
    assert bytes_of(in_room(desk, record), full) == nothing


def test_a_channel_is_told_that_there_is_a_way_and_never_by_whom_or_to_whom(desk: Desk) -> None:
    deal, record = moved(desk)
    desk.contact("Jane", deal, buying_role="economic buyer")
    desk.knows("raj", JANE, 5)
    message = in_room(desk, record)
    assert message.text.count("Somebody of ours knows them well.") == 1
    for name in ("Raj", "Jane"):
        assert name not in bytes_of(message, deal)


def test_who_has_met_is_named_where_the_channel_may_know_whom(desk: Desk) -> None:
    deal, record = moved(desk)
    jane = desk.contact("Jane", deal, buying_role="economic buyer")
    desk.engages(deal, "ana", jane)
    desk.ticks()
    assert desk.gaps()["economic"] == "closed"
    assert "Done: Ana and Jane are in dialogue since today." in in_room(desk, record, says_all()).text
    plain = in_room(desk, record).text
    assert "Done: our account executive with their economic buyer" in plain
    assert "Jane" not in plain


@pytest.mark.parametrize("who", ["raj", "tom"])
def test_who_may_not_see_the_deal_is_told_nothing_of_it(desk: Desk, who: str) -> None:
    deal, record = moved(desk)
    with desk.database.read() as session:
        gap_id = session.scalars(select(Gap.id).limit(1)).one()
    tries: list[tuple[Any, ...]] = [
        (said.of_move, record, None),
        (said.of_gap, gap_id, None),
        (said.of_unanswered, deal),
    ]
    for what, *given in tries:
        with pytest.raises(Stale):
            desk.does(who, what, PLAYBOOKS, *given)
        with pytest.raises(Stale) as absent:
            desk.does(who, what, PLAYBOOKS, 12345, *given[1:])
        assert absent.value.words in ("I know of no such deal.", said.MOVED_ON)


def test_another_channel_and_a_deal_hidden_from_all_are_not_spoken_of(desk: Desk) -> None:
    deal, record = moved(desk)
    with desk.database.read() as session:
        sight = of_channel(desk.sight(session, "ana"))
        with pytest.raises(Stale):
            said.of_move(sight, PLAYBOOKS, record, "C0OTHER")
    assert deal


def test_what_was_put_off_stays_so_when_somebody_meets_somebody(desk: Desk) -> None:
    deal, _ = moved(desk)
    with desk.database.write() as session:
        gap = session.scalars(select(Gap).where(Gap.key == "coach")).one()
        gap.state, gap.until = "snoozed", desk.clock.now().date().replace(day=30)
        gap.look_at = None
    desk.engages(deal, "ana", desk.contact("Jane", deal, buying_role="economic buyer"))
    desk.ticks()
    assert (desk.gaps()["coach"], desk.gaps()["economic"]) == ("snoozed", "closed")
    desk.ticks(days=8)
    assert desk.gaps()["coach"] == "open"
    assert ("gap_back", "room") in desk.told()


def test_a_late_word_of_the_same_stage_does_not_lose_the_nudge(desk: Desk) -> None:
    """The move is told first, then that it was so since earlier: nobody was told yet, and is."""
    deal = desk.deal(stage="Discovery", channel_id=ROOM)
    desk.clock.advance(days=2)
    desk.moves(deal, "Evaluation")
    earlier = desk.clock.now().replace(hour=0)
    desk.moves(deal, "Evaluation", at=earlier)
    desk.ticks()
    assert [one for one in desk.told() if one[0] == "nudge"] == [("nudge", "room")]


def test_a_move_that_was_taken_back_before_anybody_looked_is_not_told(desk: Desk) -> None:
    deal = desk.deal(stage="Discovery", channel_id=ROOM)
    desk.clock.advance(hours=1)
    desk.moves(deal, "Evaluation")
    desk.clock.advance(seconds=1)
    desk.moves(deal, "Won")
    desk.ticks()
    assert (desk.told(), desk.waiting()) == ([], 0)
