"""Saying where a deal stands: what the CRM says is its own, what somebody saw is dated, an end can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.deals import standing, team
from bot.deals.making import Wish, make
from bot.deals.showing import show
from bot.deals.stages import history
from bot.errors import BadInput, Stale
from models.deals import StageRecord
from tests.deals.conftest import Floor


@pytest.fixture
def deal_id(floor: Floor) -> int:
    return floor.does(
        "ana", lambda sight: make(sight, floor.clock, floor.playbooks, Wish("New", playbook="new-business")).id
    )


def test_ours_moves_and_whoever_saw_something_before_is_told_so(floor: Floor, deal_id: int) -> None:
    said = floor.does("ana", standing.say_ours, floor.clock, floor.playbooks, deal_id, 1, "negotiation")
    assert (said.came, said.stage) == ("moved", "Negotiation")
    with pytest.raises(Stale, match=standing.MOVED_ON):
        floor.does("ana", standing.say_ours, floor.clock, floor.playbooks, deal_id, 1, "proposal")
    for words, why in (("moon landing", "no stage of"), ("won", "/o2o deal won")):
        with pytest.raises(BadInput, match=why):
            floor.does("ana", standing.say_ours, floor.clock, floor.playbooks, deal_id, None, words)
    assert floor.deal(deal_id).stage == "Negotiation"


def test_theirs_is_dated_and_goes_back(floor: Floor, deal_id: int) -> None:
    def sees(words: str, days: int = 0) -> str:
        at = floor.clock.now() - dt.timedelta(days=days) if days else None
        said = floor.does("ana", standing.say_theirs, floor.clock, floor.playbooks, deal_id, None, words, at)
        return said.came

    assert [sees("deciding", 3), sees("comparing", 5), sees("looking")] == ["moved", "late", "moved"]
    shown = floor.does("ana", lambda sight: show(sight, floor.playbooks, floor.deal(deal_id)))
    assert shown.theirs is not None
    assert (shown.theirs.stage, shown.theirs.seen_by) == ("Looking at what there is", "Ana")
    with pytest.raises(BadInput, match="still to come"):
        sees("deciding", -1)


def test_the_crm_alone_says_where_its_deals_stand_with_us(floor: Floor) -> None:
    deal_id = floor.crm_deal("Acme renewal", "ana")
    for does in (
        lambda: floor.does("ana", standing.say_ours, floor.clock, floor.playbooks, deal_id, 1, "negotiation"),
        lambda: floor.does("ana", standing.end, floor.clock, floor.playbooks, deal_id, 1, "won"),
    ):
        with pytest.raises(BadInput, match="comes from the CRM"):
            does()
    floor.does("ana", standing.say_theirs, floor.clock, floor.playbooks, deal_id, 1, "comparing")
    assert floor.deal(deal_id).buying_stage == "Comparing suppliers"


def test_won_is_taken_back_within_five_minutes_and_nobody_is_told_of_that(floor: Floor, deal_id: int) -> None:
    floor.clock.advance(hours=1)
    deal = floor.does("ana", standing.end, floor.clock, floor.playbooks, deal_id, 1, "won")
    assert (deal.outcome, deal.is_open, deal.closed_at) == ("won", False, floor.clock.now().date())
    with pytest.raises(Stale):
        floor.does("ana", standing.end, floor.clock, floor.playbooks, deal_id, deal.version, "lost")
    back = floor.does("ana", standing.undo_end, floor.clock, deal_id, deal.version)
    assert (back.stage, back.outcome, back.is_open, back.closed_at) == ("Mutual interest", None, True, None)
    with floor.database.read() as session:
        records = history(session, back, "sales")
    assert [(one.stage, one.looked_at is not None) for one in records] == [
        ("Mutual interest", True),
        ("Won", False),
        ("Mutual interest", True),
    ]
    floor.clock.advance(hours=1)
    lost = floor.does("ana", standing.end, floor.clock, floor.playbooks, deal_id, back.version, "lost")
    floor.clock.advance(minutes=6)
    with pytest.raises(Stale, match="can't be taken back"):
        floor.does("ana", standing.undo_end, floor.clock, deal_id, lost.version)
    assert len(floor.rows(StageRecord)) == 4


def test_whoever_may_not_see_it_says_nothing(floor: Floor, deal_id: int) -> None:
    for words in ("negotiation", "moon landing"):
        with pytest.raises(Stale, match="no such deal"):
            floor.does("zoe", standing.say_theirs, floor.clock, floor.playbooks, deal_id, None, words)


def test_what_is_over_is_reopened_by_its_lead_or_their_manager_alone(floor: Floor, deal_id: int) -> None:
    """Reopened, a deal opens its people to its team anew: nobody else who acts does that, however long ago it ended."""
    floor.does("mia", team.confirm, floor.clock, floor.proposal("ana"))
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["lee"], "solution engineer")

    def ends() -> None:
        floor.clock.advance(hours=1)
        floor.does("lee", standing.end, floor.clock, floor.playbooks, deal_id, floor.deal(deal_id).version, "lost")
        floor.clock.advance(days=300)

    def reopens(name: str) -> None:
        floor.does(name, standing.say_ours, floor.clock, floor.playbooks, deal_id, None, "negotiation")

    ends()
    with pytest.raises(BadInput, match="lead can reopen it"):
        reopens("lee")
    assert (floor.deal(deal_id).is_open, floor.deal(deal_id).outcome) == (False, "lost")
    for name in ("ana", "mia"):
        reopens(name)
        assert (floor.deal(deal_id).is_open, floor.deal(deal_id).stage) == (True, "Negotiation")
        ends()


def test_a_deal_nobody_leads_is_reopened_by_nobody_but_within_the_five_minutes(floor: Floor, deal_id: int) -> None:
    floor.clock.advance(hours=1)
    lost = floor.does("ana", standing.end, floor.clock, floor.playbooks, deal_id, 1, "lost")
    with pytest.raises(BadInput, match="lead can reopen it"):
        floor.does("ana", standing.say_ours, floor.clock, floor.playbooks, deal_id, None, "negotiation")
    floor.does("ana", standing.undo_end, floor.clock, deal_id, lost.version)
    assert floor.deal(deal_id).is_open
