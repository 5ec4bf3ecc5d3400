"""Nobody lets themselves in: a team grows by the yes of the deal's lead or of the person's manager."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.deals import team
from bot.deals.making import Wish, make
from bot.deals.roles import suggested_role
from bot.deals.seen import the_deal
from bot.errors import BadInput, Stale
from models.base import new_id, random_id
from models.deals import ProposedMember
from models.people import Colleague, Workspace
from tests.conftest import NOW
from tests.deals.conftest import Floor

ROLE = "solution engineer"


def made_by(floor: Floor, name: str, account: str = "") -> int:
    return floor.does(name, lambda sight: make(sight, floor.clock, floor.playbooks, Wish("New", account)).id)


def told(floor: Floor, name: str) -> list[str]:
    return [kind for kind, _, _, _, state in floor.told(name) if state == "due"]


def test_the_maker_leads_once_their_manager_has_said_yes(floor: Floor) -> None:
    deal_id = made_by(floor, "ana")
    assert (floor.deal(deal_id).owner_id, floor.members(deal_id)) == (None, set())
    assert (told(floor, "mia"), told(floor, "max")) == ([team.ASKED], [])
    proposal = floor.proposal("ana")
    for nobody in ("ana", "max", "lee", "zoe"):  # not they themselves, nor the manager's manager, nor anybody else
        for does in (team.confirm, team.decline):
            with pytest.raises(Stale, match=team.NOT_WAITING):
                floor.does(nobody, does, floor.clock, proposal)
            with pytest.raises(Stale, match=team.NOT_WAITING):  # as of one that was never made
                floor.does(nobody, does, floor.clock, random_id())
    floor.does("mia", team.confirm, floor.clock, proposal)
    assert (floor.deal(deal_id).owner_id, floor.members(deal_id)) == (floor.ids["ana"], {"ana"})
    assert told(floor, "ana") == [team.DECIDED]
    with pytest.raises(Stale, match="on the team already"):
        floor.does("mia", team.confirm, floor.clock, proposal)


def test_a_lead_lets_others_in_but_not_themselves(floor: Floor) -> None:
    deal_id = floor.crm_deal("Acme renewal", "ana")  # leads it, and is not on the team
    came = floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["lee"], ROLE)
    assert isinstance(came, team.Member)
    assert (floor.members(deal_id), told(floor, "lee")) == ({"lee"}, [team.ADDED])
    assert isinstance(floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["ana"], ROLE), team.Proposal)
    with pytest.raises(Stale, match=team.NOT_WAITING):
        floor.does("ana", team.confirm, floor.clock, floor.proposal("ana"))
    with pytest.raises(BadInput, match="on the team already"):
        floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["lee"], ROLE)
    assert floor.members(deal_id) == {"lee"}


def test_a_member_proposes_and_a_former_manager_decides_nothing(floor: Floor) -> None:
    deal_id = floor.crm_deal("Acme renewal", "zoe", "lee")
    assert isinstance(floor.does("lee", team.propose, floor.clock, deal_id, floor.ids["raj"], ROLE), team.Proposal)
    assert (told(floor, "mia"), told(floor, "zoe")) == ([team.ASKED], [team.ASKED])
    floor.changes("raj", manager_id=floor.ids["max"])
    with pytest.raises(Stale, match=team.NOT_WAITING):
        floor.does("mia", team.confirm, floor.clock, floor.proposal("raj"))
    # Proposed again, whoever manages them now is asked; a third time nobody is.
    floor.does("lee", team.propose, floor.clock, deal_id, floor.ids["raj"], ROLE)
    assert told(floor, "max") == [team.ASKED]
    with pytest.raises(BadInput, match="nobody is asked twice"):
        floor.does("lee", team.propose, floor.clock, deal_id, floor.ids["raj"], ROLE)
    floor.does("max", team.decline, floor.clock, floor.proposal("raj"))
    floor.does("zoe", team.confirm, floor.clock, floor.proposal("raj"))  # the lead can say yes all the same
    assert floor.members(deal_id) == {"lee", "raj"}
    assert floor.does("zoe", team.remove, deal_id, floor.ids["raj"]) == "Raj"
    assert (floor.members(deal_id), floor.rows(ProposedMember)) == ({"lee"}, [])
    with pytest.raises(Stale, match="by the CRM changes there"):
        floor.does("zoe", team.remove, deal_id, floor.ids["lee"])


def test_in_the_place_of_a_manager_who_has_left_decides_theirs(floor: Floor) -> None:
    floor.changes("mia", left_at=floor.clock.now())
    deal_id = made_by(floor, "ana")
    assert told(floor, "max") == [team.ASKED]
    floor.does("max", team.confirm, floor.clock, floor.proposal("ana"))
    assert floor.members(deal_id) == {"ana"}


def test_who_may_not_know_of_the_account_decides_nothing_and_is_told_nothing(floor: Floor) -> None:
    account_id = floor.account("Umbra", embargoed=True)
    deal_id = made_by(floor, "ana")
    with floor.database.write() as session:
        session.get_one(type(floor.deal(deal_id)), (floor.workspace_id, deal_id)).account_id = account_id
    with pytest.raises(Stale, match=team.NOT_WAITING):
        floor.does("mia", team.confirm, floor.clock, floor.proposal("ana"))


def test_guests_and_people_of_another_workspace_are_on_no_team(floor: Floor) -> None:
    deal_id = floor.crm_deal("Acme renewal", "ana", "ana")
    floor.changes("lee", kind="guest")
    for nobody in (floor.ids["lee"], random_id()):
        with pytest.raises(BadInput, match="Only full members"):
            floor.does("ana", team.propose, floor.clock, deal_id, nobody, ROLE)
    with pytest.raises(Stale):  # whoever does not see the deal proposes nobody, themselves least of all
        floor.does("zoe", team.propose, floor.clock, deal_id, floor.ids["zoe"], ROLE)


def test_a_colleague_of_another_workspace_decides_and_sees_nothing(floor: Floor) -> None:
    deal_id = made_by(floor, "ana")
    with floor.database.write() as session:
        elsewhere = Workspace(id=new_id(), name="elsewhere", created_at=NOW)
        session.add(elsewhere)
        session.flush()
        other = Floor(floor.database, elsewhere.id)
    other.charter = floor.charter
    other.joins("max", "mia", "ana")
    with floor.database.write() as session:  # even one who has the very same id as Ana's manager
        session.execute(
            update(Colleague)
            .where(Colleague.workspace_id == elsewhere.id, Colleague.id == other.ids["mia"])
            .values(id=floor.ids["mia"])
        )
    other.ids["mia"] = floor.ids["mia"]
    for name in ("max", "mia", "ana"):
        with pytest.raises(Stale, match=team.NOT_WAITING):
            other.does(name, team.confirm, other.clock, floor.proposal("ana"))
        with pytest.raises(Stale, match="no such deal"):
            other.does(name, the_deal, deal_id)
    assert floor.members(deal_id) == set()


def test_whoever_is_merely_proposed_changes_nothing(floor: Floor) -> None:
    deal_id = made_by(floor, "ana")
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["lee"], ROLE)
    with pytest.raises(BadInput, match="not on its team yet"):
        floor.does("lee", team.propose, floor.clock, deal_id, floor.ids["zoe"], ROLE)


def test_nobody_is_let_in_before_the_lead(floor: Floor) -> None:
    deal_id = made_by(floor, "ana")
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["raj"], ROLE)
    with pytest.raises(BadInput, match=team.LEAD_FIRST):
        floor.does("mia", team.confirm, floor.clock, floor.proposal("raj"))
    # Nor at once, by a maker who manages them.
    mias = made_by(floor, "mia")
    assert isinstance(floor.does("mia", team.propose, floor.clock, mias, floor.ids["raj"], ROLE), team.Proposal)
    assert (floor.members(deal_id), floor.members(mias)) == (set(), set())
    assert told(floor, "ana") == []
    floor.does("mia", team.confirm, floor.clock, proposals(floor, deal_id, "ana")[0].id)
    assert floor.members(deal_id) == {"ana"}
    assert set(told(floor, "ana")) == {team.DECIDED, team.ASKED}  # as the lead, about Raj
    floor.does("ana", team.confirm, floor.clock, proposals(floor, deal_id, "raj")[0].id)
    assert floor.members(deal_id) == {"ana", "raj"}


def proposals(floor: Floor, deal_id: int, name: str) -> list[ProposedMember]:
    return [one for one in floor.rows(ProposedMember) if (one.deal_id, one.colleague_id) == (deal_id, floor.ids[name])]


def test_a_maker_who_was_said_no_to_looks_and_changes_nothing(floor: Floor) -> None:
    deal_id = made_by(floor, "mia")
    floor.does("max", team.decline, floor.clock, floor.proposal("mia"))
    assert floor.does("mia", the_deal, deal_id).id == deal_id
    for who in ("raj", "zoe"):
        with pytest.raises(BadInput, match="not on its team yet"):
            floor.does("mia", team.propose, floor.clock, deal_id, floor.ids[who], ROLE)
    assert (floor.members(deal_id), told(floor, "raj")) == (set(), [])
    floor.does("max", team.confirm, floor.clock, floor.proposal("mia"))  # a yes can still follow
    assert isinstance(floor.does("mia", team.propose, floor.clock, deal_id, floor.ids["raj"], ROLE), team.Member)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Account Executive", "account executive"),
        ("Senior solution engineer", "solution engineer"),
        ("Sales engineer", "solution engineer"),
        ("Sales manager", "account executive"),
        ("VP sales", "executive sponsor"),
        ("General Counsel", "legal counsel"),
        ("Bid manager", "bid manager"),
        ("Charter steward, operations", None),
        ("", None),
    ],
)
def test_a_title_suggests_a_role(floor: Floor, title: str, role: str | None) -> None:
    assert suggested_role(floor.playbooks.seller_roles, Colleague(title=title)) == role
