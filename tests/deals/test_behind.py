"""Behind every state that is told are the decisions by which it may be told: each once, and no more of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.deals.covered import DealCoverage, State
from bot.deals.stakeholders import observe
from bot.people.review import share
from bot.settings import Settings
from handlers.boundary import Turn
from handlers.commands import digest as command
from handlers.commands import pictures
from models.accounts import Account
from models.base import new_id
from models.deals import DealMember
from models.network import Relationship
from models.session import Database
from tests.conftest import NOW
from tests.deals.desk import PLAYBOOKS
from tests.deals.weekly import Weekly
from tests.introductions.conftest import stored_in_directory
from tests.introductions.office import Office

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
JANE = "jane@acme.example"


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


def begins(week: Weekly, deal: int) -> int:
    """Jane is in a deal."""
    stored_in_directory(week, JANE, "Jane")
    week.stakeholder(deal, contact_id=Office.contact(week, JANE), buying_role="economic buyer")
    found: int = Office.contact(week, JANE)
    return found


def tie_of(week: Weekly, name: str = "zoe") -> int:
    """Somebody's relationship with Jane."""
    found: list[int] = [each.id for each in week.rows(Relationship) if each.colleague_id == week.ids[name]]
    return found[0]


def behind(found: Any) -> Counter[tuple[str, str, int]]:
    """How often it was decided what about whom: the subject, how much is shown, its id."""
    return Counter((one.decision.subject, one.decision.outcome, one.subject_id) for one in found.decided)


def state(found: DealCoverage, role: str = "economic buyer") -> State:
    return next(one.state for one in found.roles if one.role == role)


def test_a_channel_by_one_fact_for_each_state(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal", channel_id="C1")
    assert behind(week.found_in_channel(deal)) == {}  # nobody is named in any part, nobody is disclosed
    jane = begins(week, deal)
    bill = week.contact("Bill", deal, buying_role="economic buyer")
    listed = {("contact", "listed", min(jane, bill)): 1}
    found = week.found_in_channel(deal)
    assert (state(found.covered), behind(found.covered)) == ("unknown", listed)
    for name, strength in (("raj", 2), ("zoe", 4)):
        week.knows(name, JANE, strength=strength)
    found = week.found_in_channel(deal)
    known = {("contact", "listed", jane): 1, ("relationship", "exists", tie_of(week)): 1}
    assert (state(found.covered), behind(found.covered)) == ("known", known)
    # What only its owner may know of is neither told nor recorded.
    for name in ("zoe", "raj"):
        week.does(name, share, week.clock, tie_of(week, name), "private")
    assert behind(week.found_in_channel(deal).covered) == listed
    week.engages(deal, "ana", bill)
    found = week.found_in_channel(deal)
    assert (state(found.covered), behind(found.covered)) == ("engaged", {("contact", "listed", bill): 1})


def test_a_seat_that_nobody_has(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal", channel_id="C1")
    account = new_id()
    with week.database.write() as session:
        of = {"workspace_id": week.workspace_id, "source": "crm", "created_at": NOW}
        session.add(Account(id=account, name="Acme", name_key="acme", **of))
    seat = week.seat(account)
    week.stakeholder(deal, seat_id=seat, buying_role="economic buyer")
    found = week.found_in_channel(deal).covered
    assert (state(found), behind(found)) == ("vacant", {("contact", "listed", seat): 1})
    (own,) = week.found_for("ana").own
    assert behind(own.covered)["contact", "listed", seat] == 1


def test_a_person_to_whom_it_is_only_told_that_somebody_knows_them(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal")
    jane = begins(week, deal)
    week.knows("zoe", JANE)
    (own,) = week.found_for("ana").own
    tie = tie_of(week)
    of_tie = {outcome: number for (_, outcome, of), number in behind(own.covered).items() if of == tie}
    assert (state(own.covered), of_tie) == ("known", {"exists": 1})
    assert behind(own.covered)["contact", "listed", jane] == 1
    # Zoe sees her own in full: that is the one decision on it.
    with week.database.write() as session:
        of = {"workspace_id": week.workspace_id, "deal_id": deal, "source": "x"}
        session.add(DealMember(colleague_id=week.ids["zoe"], seller_role="executive sponsor", **of))
    week.does("zoe", observe, week.clock, deal, jane, None, {"buying_role": "economic buyer"})
    (hers,) = week.found_for("zoe").own
    assert {outcome: number for (_, outcome, of), number in behind(hers.covered).items() if of == tie} == {"full": 1}


def test_they_are_recorded_where_a_digest_or_a_picture_is_rendered(week: Weekly) -> None:
    deal = week.deal(name="Acme renewal", channel_id="C1")
    begins(week, deal)
    week.knows("zoe", JANE)
    week.prepares()
    tie = tie_of(week)

    def recorded(what: Any, held_by: str = "") -> int:
        with week.database.read() as session:
            sight = week.sight(session, held_by) if held_by else week.place().channel(session)
            turn = Turn(session, sight, week.clock, Settings(_env_file=None), PLAYBOOKS, None if held_by else "C1")
            assert what(turn, week.last(0 if held_by else deal, held_by).id) is not None
            assert len({answer_id for answer_id, _ in turn.decided}) == 1
            return sum(one.subject_id == tie for _, one in turn.decided)

    assert recorded(command._of_deal) == 1
    assert recorded(pictures.of_digest) == 1
    assert recorded(command._of_person, "ana") == 1
