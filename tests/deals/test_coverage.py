"""How a deal stands, part by part, as each reader may know it."""

from __future__ import annotations

from bot.deals.coverage import DealCoverage, RoleStanding, coverage
from models.deals import Deal
from models.session import Database
from tests.deals.team import JANE, PLAYBOOKS, Team, begun


def covered(team: Team, name: str) -> DealCoverage:
    """The deal as somebody sees it; `#` is its channel."""
    with team.database.read() as session:
        sight = team.channel(session) if name == "#" else team.sight(session, name)
        return coverage(sight, PLAYBOOKS, [session.get_one(Deal, (team.workspace_id, team.deal_id))])[0]


def roles(team: Team, name: str) -> dict[str, RoleStanding]:
    """The roles of the deal as somebody sees them."""
    return {one.role: one for one in covered(team, name).roles}


def test_nothing_named(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    assert {one.state for one in roles(team, "ana").values()} == {"unknown"}


def test_said_aloud_is_engaged(database: Database, workspace_id: int) -> None:
    team = begun(database, workspace_id)
    team.observes("ana", JANE, buying_role="user buyer")
    team.has_met("ana")
    assert roles(team, "raj")["user buyer"].state == "engaged"
