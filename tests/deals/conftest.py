"""An office in which Mia manages Ana and Raj, Max manages Mia, and Acme is a customer of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.charter import load_charter
from bot.deals.playbook import Playbooks, load_playbooks
from models.accounts import Account
from models.base import new_id
from models.deals import Deal, DealMember, ProposedMember
from models.session import Database
from tests.conftest import NOW
from tests.introductions.conftest import stored_in_directory
from tests.introductions.office import Office

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")
PLAYBOOKS = load_playbooks(Path(__file__).parents[2] / "playbook.yaml")


class Floor(Office):
    """The office, with deals."""

    playbooks: Playbooks = PLAYBOOKS

    def account(self, name: str, *, embargoed: bool = False) -> int:
        """A customer of ours."""
        with self.database.write() as session:
            number = new_id()
            session.add(
                Account(
                    workspace_id=self.workspace_id,
                    id=number,
                    name=name,
                    name_key=name.casefold(),
                    embargoed=embargoed,
                    source="crm",
                    created_at=NOW,
                )
            )
        return number

    def crm_deal(self, name: str, owner: str | None = None, *team: str, account_id: int | None = None) -> int:
        """A deal of the CRM's."""
        with self.database.write() as session:
            number = new_id()
            session.add(
                Deal(
                    workspace_id=self.workspace_id,
                    id=number,
                    external_id=f"D-{number}",
                    name=name,
                    account_id=account_id,
                    stage="Evaluation",
                    is_open=True,
                    owner_id=self.ids[owner] if owner else None,
                    source="import",
                    created_at=NOW,
                )
            )
            session.flush()
            session.add_all(
                DealMember(
                    workspace_id=self.workspace_id,
                    deal_id=number,
                    colleague_id=self.ids[one],
                    seller_role="account executive",
                    source="import",
                )
                for one in team
            )
        return number

    def deal(self, deal_id: int) -> Deal:
        """A deal as it is stored."""
        (found,) = [one for one in self.rows(Deal) if one.id == deal_id]
        return found

    def members(self, deal_id: int) -> set[str]:
        """Who counts as on the team, by name."""
        names = {number: name for name, number in self.ids.items()}
        return {names[one.colleague_id] for one in self.rows(DealMember) if one.deal_id == deal_id}

    def proposal(self, name: str) -> int:
        """The id of the proposal about somebody."""
        with self.database.read() as session:
            mine = ProposedMember.colleague_id == self.ids[name]
            return session.scalars(select(ProposedMember.id).where(mine)).one()


@pytest.fixture
def floor(database: Database, workspace_id: int) -> Floor:
    made = Floor(database, workspace_id)
    made.charter = CHARTER
    made.joins("max", "mia", "ana", "raj", "lee", "zoe", charter_accepted_version=CHARTER.version)
    for name, manager in (("mia", "max"), ("ana", "mia"), ("raj", "mia")):
        made.changes(name, manager_id=made.ids[manager])
    stored_in_directory(made)
    return made
