"""Somebody takes their agreement back: whom they know goes dark, what they said for a deal stays in its record."""

from __future__ import annotations

import pytest

from bot.deals import seen
from bot.deals.coverage import RoleStanding, coverage
from bot.deals.stakeholders import observe
from bot.people import acceptance
from models.accounts import Account, Affiliation
from models.base import new_id
from models.deals import Deal
from models.session import Database
from tests.deals.desk import PLAYBOOKS
from tests.deals.weekly import Weekly


def parts(team: Weekly, deal_id: int, name: str) -> dict[str, RoleStanding]:
    """How the deal's parts stand for somebody; `#` is its channel."""
    with team.database.read() as session:
        mine = team.sight(session, "ana" if name == "#" else name)
        sight = seen.of_channel(mine) if name == "#" else mine
        [covered] = coverage(sight, PLAYBOOKS, [session.get_one(Deal, (team.workspace_id, deal_id))])
        return {one.role: one for one in covered.roles}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_dialogue_stays_and_the_relationship_goes_dark(database: Database, workspace_id: int) -> None:
    """Lee said for the deal what Jane's part is and that he met her; that he knows Bill he told o2o."""
    team = Weekly(database, workspace_id)
    account_id, jane, bill = new_id(), team.contact("Jane"), team.contact("Bill")
    team.knows("lee", "bill@acme.example")
    of = {"workspace_id": workspace_id, "source": "crm", "created_at": team.clock.now()}
    with team.database.write() as session:
        session.add(Account(id=account_id, name="Acme", name_key="acme", **of))
        session.flush()
        works = {"workspace_id": workspace_id, "account_id": account_id, "basis": "seat"}
        session.add_all(Affiliation(contact_id=one, **works) for one in (jane, bill))
    deal_id = team.deal(name="Acme renewal", channel_id="C1", account_id=account_id)
    said = {"buying_role": "user buyer", "stance": "supporter"}
    team.does("lee", observe, team.clock, deal_id, jane, None, said)
    team.engages(deal_id, "lee", jane)
    team.stakeholder(deal_id, contact_id=bill, buying_role="technical buyer")
    before = {name: parts(team, deal_id, name) for name in ("ana", "#")}
    for found in before.values():
        assert (found["user buyer"].state, found["technical buyer"].state) == ("engaged", "known")
    assert team.does("lee", acceptance.withdraw)
    for name, found in before.items():
        now = parts(team, deal_id, name)
        assert now["user buyer"] == found["user buyer"]  # with what he noted of her
        assert now["technical buyer"].state == "unknown"
    assert parts(team, deal_id, "lee")["technical buyer"].state == "known"  # it is still his own
